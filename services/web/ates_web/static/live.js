// Keeps a page up to date: the server says what changed, the page fetches itself again, and every element with
// `data-live="topic …"` and an id takes over its new contents. Without this script, a page is as old as its loading.
const HIDDEN_MS = 30_000; // a tab that nobody sees gives its connection back
const SPREAD_MS = 2_000; // what everybody hears in the same moment, not everybody asks for in the same moment
const AGAIN_MS = 5_000;
const FAILURES_MAX = 10;

const wanted = new Set();
let source = null;
let failures = 0;
let mayBeOld = false;
let working = false;
let hiding = null;

function connect() {
  if (source || document.hidden) return;
  source = new EventSource("/live");
  source.addEventListener("hello", () => {
    failures = 0;
    if (mayBeOld) setTimeout(want, Math.random() * SPREAD_MS, everything());
    mayBeOld = false;
  });
  source.addEventListener("changed", (event) => {
    const { topics, missed } = JSON.parse(event.data);
    document.dispatchEvent(new CustomEvent("live:changed", { detail: { topics } }));
    setTimeout(want, missed ? Math.random() * SPREAD_MS : 0, topics);
  });
  source.addEventListener("error", () => {
    mayBeOld = true;
    if (source?.readyState !== EventSource.CLOSED) return; // else the browser tries again by itself
    source = null;
    failures += 1;
    if (failures <= FAILURES_MAX) setTimeout(connect, failures * AGAIN_MS * (0.5 + Math.random()));
  });
}

function disconnect() {
  source?.close();
  source = null;
  mayBeOld = true;
}

function everything() {
  return [...document.querySelectorAll("[data-live]")].flatMap((el) => el.dataset.live.split(/\s+/));
}

function concerned() {
  const all = [...document.querySelectorAll("[data-live][id]")];
  return all.filter((el) => el.dataset.live.split(/\s+/).some((topic) => wanted.has(topic)));
}

function want(topics) {
  for (const topic of topics) wanted.add(topic);
  if (!working) work();
}

// One fetch at a time; what is wanted meanwhile is one more.
async function work() {
  working = true;
  while (concerned().length > 0) {
    const pause = concerned().some(inUse) || document.querySelector("dialog[open]") ? 1_000 : await refresh();
    if (pause) await new Promise((resolve) => setTimeout(resolve, pause));
  }
  wanted.clear();
  working = false;
}

// Answers how long to wait before it is tried again.
async function refresh() {
  const ids = concerned().map((el) => el.id);
  wanted.clear();
  const again = everything();
  try {
    const answer = await fetch(location.href, { headers: { "X-Live": "1" }, cache: "no-store" });
    if (answer.status === 200 && !answer.redirected) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const id of ids) replace(document.getElementById(id), page.getElementById(id));
      return 0;
    }
    if (answer.status < 500 && answer.status !== 429) return 0; // signed out: the page stays as it is
  } catch {
    // The network is away, and may come back.
  }
  failures += 1;
  if (failures > FAILURES_MAX) return 0;
  for (const topic of again) wanted.add(topic);
  return AGAIN_MS * (0.5 + Math.random());
}

function inUse(el) {
  const busy = document.activeElement?.matches("input, select, textarea, [contenteditable]");
  if (busy && el.contains(document.activeElement)) return true;
  const touched = (field) =>
    field.type === "hidden" ? false
    : field.matches("option") ? field.selected !== field.defaultSelected && !field.closest("select").matches("[data-apply]")
    : field.value !== field.defaultValue || field.checked !== field.defaultChecked;
  return [...el.querySelectorAll("input, textarea, option")].some(touched) || !!el.querySelector("form[data-sent]");
}

function replace(old, fresh) {
  if (!old || !fresh || inUse(old) || face(old) === face(fresh)) return;
  const said = old.textContent.trim() !== fresh.textContent.trim() && old.dataset.liveSay;
  const focused = old.contains(document.activeElement) && old !== document.activeElement ? mark(document.activeElement) : null;
  const open = [...old.querySelectorAll("details[open]")].map(mark);
  const [x, y] = [window.scrollX, window.scrollY];
  old.replaceChildren(...fresh.childNodes);
  const find = (wantedMark) => [...old.querySelectorAll("*")].find((el) => mark(el) === wantedMark);
  for (const each of open) find(each)?.setAttribute("open", "");
  if (focused) find(focused)?.focus({ preventScroll: true });
  window.scrollTo(x, y);
  if (said) say(said);
}

// What an element looks like, without the key that each rendering of a form makes anew.
function face(el) {
  return el.innerHTML.replace(/(name="key"[^>]*value=)"[^"]*"/g, "$1");
}

// By which an element is known again in a later rendering.
function mark(el) {
  return [el.tagName, el.id || el.getAttribute("href") || el.form?.getAttribute("action") || el.firstElementChild?.textContent || el.name].join(" ");
}

function say(text) {
  const status = document.getElementById("live-status");
  if (!status) return;
  status.textContent = "";
  requestAnimationFrame(() => { status.textContent = text; });
}

document.addEventListener("visibilitychange", () => {
  clearTimeout(hiding);
  if (document.hidden) hiding = setTimeout(disconnect, HIDDEN_MS);
  else resume();
});
window.addEventListener("pagehide", disconnect);
window.addEventListener("pageshow", (event) => event.persisted && resume());

function resume() {
  failures = 0;
  connect();
}

connect();
