// Every page works without this script. It keeps an eager second click from sending a form twice, says that something is
// under way, applies a filter as soon as it is chosen, shows forms in a dialog, and looks after what htmx swaps.
const note = document.getElementById("note");
const lost = document.getElementById("lost");
const dialog = document.getElementById("dialog");
const opener = document.querySelector(".new[data-dialog]");
const LETTERS = ["c", "\u0441"]; // the same key on a Russian keyboard

function underWay(form, yes) {
  if (yes) form.dataset.sent = "yes";
  else delete form.dataset.sent;
  for (const button of form.querySelectorAll("button")) {
    if (yes) button.setAttribute("aria-busy", "true");
    else button.removeAttribute("aria-busy");
  }
  for (const progress of form.querySelectorAll("[data-progress]")) progress.hidden = !yes;
}

// Before htmx hears of it, which sends forms too.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    event.stopImmediatePropagation();
  } else if (form.method === "post") underWay(form, true);
}, true);

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-apply]")) event.target.form.requestSubmit();
});

// A page that comes back from the browser's history can be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) underWay(form, false);
});

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// Where the tabs do not fit, the chosen one is in sight.
for (const tab of document.querySelectorAll(".tabs a[aria-current]")) {
  const row = tab.parentElement;
  row.scrollLeft = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
}

// What htmx asks for and gets.
const parsed = (html) => new DOMParser().parseFromString(html, "text/html");
let focus = null; // what had the focus in a part of the page that is being replaced

document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.verb !== "get") return;
  for (const [name, value] of [...detail.formData]) if (value === "") detail.formData.delete(name);
});

document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (lost) lost.hidden = true;
  detail.target.setAttribute("aria-busy", "true");
});

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  detail.target.removeAttribute("aria-busy");
  const form = detail.elt.closest("form");
  if (form && !form.dataset.again) underWay(form, false);
});

document.addEventListener("htmx:sendError", () => { if (lost) lost.hidden = false; });

// Every answer is a whole page. A part that is in it is taken from it, whatever its status; a page without that part (an
// error, the way to sign in) is shown as a page.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const { xhr, target, requestConfig } = detail;
  const page = parsed(xhr.responseText);
  const wanted = detail.select ?? requestConfig.elt.closest("[hx-select]")?.getAttribute("hx-select");
  const there = wanted && page.querySelector(wanted) !== null;
  const said = take(page);
  detail.isError = false;
  detail.shouldSwap = there;
  detail.ignoreTitle = dialog?.contains(target) ?? false;
  if (there) remember(target);
  else if (said && dialog?.open) filed(xhr, page);
  else asPage(xhr, requestConfig);
});

function take(page) {
  const fresh = page.getElementById("note");
  if (!note || !fresh?.firstElementChild) return false;
  note.replaceChildren(...fresh.children);
  return true;
}

function asPage(xhr, { elt, verb, path }) {
  const form = elt.closest("form");
  if (xhr.status < 400) location.assign(xhr.responseURL);
  else if (verb === "get" || !form) location.assign(path);
  else {
    // With the same key as before, so that it has one effect.
    form.dataset.again = "yes";
    HTMLFormElement.prototype.submit.call(form);
  }
}

function remember(target) {
  const row = document.activeElement?.closest(".task");
  row?.querySelector("form[data-sent]") && row.classList.add("leaving");
  const rows = [...target.querySelectorAll(".task:has(form button)")];
  focus = target.id && target.contains(document.activeElement) ? { id: target.id, at: rows.indexOf(row) } : null;
}

document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (dialog && detail.target.id === "dialog-body") return show();
  const region = document.getElementById(detail.target.id);
  const say = region?.querySelector("[data-say]");
  if (say) document.getElementById("live-status").textContent = say.textContent;
  if (!focus || document.activeElement !== document.body) return;
  const place = document.getElementById(focus.id);
  const buttons = place?.querySelectorAll(".task form button") ?? [];
  const next = buttons[Math.min(focus.at, buttons.length - 1)] ?? place;
  if (next === place) place?.setAttribute("tabindex", "-1");
  next?.focus({ preventScroll: true });
  focus = null;
});

// Whoever follows a notice has read it.
document.addEventListener("click", (event) => {
  const form = event.target.closest("a")?.closest("[data-notice]")?.querySelector("form");
  if (form) fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual", keepalive: true }).catch(() => null);
});

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.querySelector(button.dataset.copy);
  button.hidden = !navigator.clipboard; // which browsers keep for pages over HTTPS
  button.addEventListener("click", () => { field.select(); navigator.clipboard.writeText(field.value); });
}

// A form in a dialog: its link leads to a page with the form, which is shown in place; what is typed survives closing.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-dialog]");
  if (link && dialog && window.htmx && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey) {
    event.preventDefault();
    if (dialog.querySelector("form")) show();
    else htmx.ajax("GET", link.href, { source: link, target: "#dialog-body", select: link.dataset.dialog, swap: "innerHTML" });
  }
  if (event.target.closest("[data-close]") && dialog?.open) {
    event.preventDefault();
    dialog.close();
  }
});

function show() {
  const form = dialog.querySelector("form");
  const send = { post: form.getAttribute("action"), target: "#dialog-body", select: "#new-task", swap: "innerHTML", sync: "this:drop" };
  for (const [name, value] of Object.entries(send)) form.setAttribute(`hx-${name}`, value);
  htmx.process(form);
  offerShortcut(dialog);
  if (!dialog.open) dialog.showModal();
  (form.querySelector("[aria-invalid]") ?? form.querySelector("[autofocus]"))?.focus();
}

function filed(xhr, page) {
  const link = document.createElement("a");
  link.href = new URL(xhr.responseURL).pathname;
  link.dir = "auto";
  link.textContent = page.querySelector("h1").textContent;
  note.querySelector("p").append(" ", link);
  document.getElementById("dialog-body").replaceChildren();
  dialog.close();
}

// One key opens it, unless somebody has switched that off in this browser.
const stored = {
  get off() { try { return localStorage.getItem("shortcut") === "off"; } catch { return false; } },
  set off(yes) { try { localStorage.setItem("shortcut", yes ? "off" : "on"); } catch { /* then it stays on */ } },
};

function mark() {
  if (!opener) return;
  document.documentElement.toggleAttribute("data-shortcut-on", !stored.off);
  if (stored.off) opener.removeAttribute("aria-keyshortcuts");
  else opener.setAttribute("aria-keyshortcuts", "c");
}

function offerShortcut(place) {
  for (const label of place.querySelectorAll("[data-shortcut]")) {
    const box = label.querySelector("input");
    label.hidden = false;
    box.checked = !stored.off;
    box.onchange = () => { stored.off = !box.checked; mark(); };
  }
}

document.addEventListener("keydown", (event) => {
  const free = !event.ctrlKey && !event.metaKey && !event.altKey && !event.repeat && !event.isComposing;
  if (!free || !LETTERS.includes(event.key) || stored.off || document.querySelector("dialog[open]")) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  event.preventDefault();
  opener?.focus(); // where closing the dialog leads back to
  opener?.click();
});
mark();
