// Keeps a page up to date: the server says what changed, the page fetches itself again, and each element with an id
// and `data-live="topic …"` takes over its new contents. Without this script a page is as old as its loading.
const HIDDEN_MS = 30_000; // a tab that nobody sees gives its connection back
const SPREAD_MS = 2_000; // what everybody hears in one moment, not everybody asks for in one moment
const AGAIN_MS = 5_000;
const IN_USE_MS = 1_000;
const FAILURES_MAX = 10; // in a row; then the page waits to be shown anew
const SWAPPING = ".htmx-request, .htmx-swapping";
const wanted = new Set();
let source = null;
let failures = 0;
let old = ""; // why the page may be: nobody saw it ("away"), or the connection was "lost"
let working = false;
let hiding = null;
const given = new WeakMap(); // how the server gave an element, which a chart that is drawn in it has changed

function connect() {
  if (source || document.hidden) return;
  source = new EventSource("/live");
  source.addEventListener("hello", () => {
    failures = 0;
    if (old) want(live().flatMap(topics), old === "lost");
    old = "";
  });
  source.addEventListener("changed", (event) => {
    const news = JSON.parse(event.data);
    document.dispatchEvent(new CustomEvent("live:changed", { detail: { topics: news.topics } }));
    want(news.topics, news.missed);
  });
  source.addEventListener("error", () => {
    old = "lost";
    if (source?.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
    source = null;
    if (++failures <= FAILURES_MAX) setTimeout(connect, failures * AGAIN_MS * (0.5 + Math.random()));
  });
}

function disconnect() {
  source?.close();
  source = null;
  old = "away";
}

const live = () => [...document.querySelectorAll("[data-live][id]")];
const topics = (el) => el.dataset.live.split(/\s+/);
const concerned = () => live().filter((el) => topics(el).some((topic) => wanted.has(topic)));
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// One fetch at a time; what is wanted meanwhile makes one more, and what is in use waits.
async function want(news, byEverybody) {
  if (byEverybody) await pause(Math.random() * SPREAD_MS);
  for (const topic of news) wanted.add(topic);
  if (working) return;
  working = true;
  while (concerned().length > 0 && failures <= FAILURES_MAX) {
    if (concerned().some(inUse) || document.querySelector("dialog[open]")) await pause(IN_USE_MS);
    else await refresh();
  }
  wanted.clear();
  working = false;
}

async function refresh() {
  const stale = concerned();
  wanted.clear();
  const addresses = [...new Set(stale.map(address))];
  await Promise.all(addresses.map((each) => refreshFrom(each, stale.filter((el) => address(el) === each))));
}

// What each page has, such as the bell, is fetched by itself; everything else with its page.
const address = (el) => el.dataset.liveFrom ?? location.href;

async function refreshFrom(url, stale) {
  const answer = await fetch(url, { headers: { "X-Live": "1" }, cache: "no-store" }).catch(() => null);
  if (answer?.status === 200 && !answer.redirected) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const el of stale) {
      // What htmx has put in its place meanwhile may be older than these news.
      if (!el.isConnected || inUse(el)) topics(el).forEach((topic) => wanted.add(topic));
      else replace(el, page.getElementById(el.id));
    }
  } else if (!answer || answer.status >= 500 || answer.status === 429) {
    failures += 1;
    stale.flatMap(topics).forEach((topic) => wanted.add(topic));
    await pause(AGAIN_MS * (0.5 + Math.random()));
  } // else nobody is signed in any more, and the page stays as it is
}

// A form is sent, its answer is about to take the place, somebody writes in it, or it holds what is not yet sent.
function inUse(el) {
  const touched = (field) => field.value !== field.defaultValue || field.checked !== field.defaultChecked;
  return el.matches(SWAPPING) || el.querySelector(`input:focus, select:focus, textarea:focus, form[data-sent], ${SWAPPING}`) !== null
    || [...el.querySelectorAll("input:not([type=hidden]), textarea")].some(touched);
}

function replace(el, fresh) {
  if (!fresh || (given.get(el) ?? face(el)) === face(fresh)) return;
  given.set(el, face(fresh));
  const differs = el.textContent.trim() !== fresh.textContent.trim();
  const focused = el.contains(document.activeElement) && mark(document.activeElement);
  const open = [...el.querySelectorAll("details[open]")].map(mark);
  const place = [window.scrollX, window.scrollY];
  el.replaceChildren(...fresh.childNodes);
  window.htmx?.process(el); // its forms are new to htmx
  const find = (known) => [...el.querySelectorAll("*")].find((each) => mark(each) === known);
  for (const known of open) find(known)?.setAttribute("open", "");
  if (focused) find(focused)?.focus({ preventScroll: true });
  window.scrollTo(...place);
  const status = document.getElementById("live-status");
  if (differs && status && el.dataset.liveSay) {
    status.textContent = ""; // the same words again are said again
    setTimeout(() => { status.textContent = el.dataset.liveSay; }, 50);
  }
}

// How an element looks, without the key that each rendering of a form makes anew.
const face = (el) => el.innerHTML.replace(/(name="key" value=)"[^"]*"/g, "$1");
// By which it is known again in a later rendering.
const mark = (el) => [el.tagName, el.id, el.getAttribute("href"), el.form?.getAttribute("action"), el.getAttribute("name"),
  el.matches("details") && el.querySelector("summary")?.textContent.trim()].join(" ");

function resume() {
  failures = 0;
  connect();
}
document.addEventListener("visibilitychange", () => {
  clearTimeout(hiding);
  if (document.hidden) hiding = setTimeout(disconnect, HIDDEN_MS);
  else resume();
});
window.addEventListener("pagehide", disconnect);
window.addEventListener("pageshow", (event) => event.persisted && resume());
// What htmx put into an element since, the server gave too, but not as the whole of it.
document.addEventListener("htmx:afterSwap", ({ target }) => given.delete(target.closest?.("[data-live]")));
for (const el of live()) given.set(el, face(el)); // before anything is drawn
connect();
