import * as api from "./api.js";
import * as instance from "./instance.js";
import * as list from "./list.js";
import { announce, el, field, main } from "./dom.js";

const live = document.getElementById("live");
const hub = document.getElementById("hub");
const session = document.getElementById("session");
let refresh = null;
let view = 0;

function go(to) {
  if (typeof to !== "string") {
    if (to.ctrlKey || to.metaKey || to.shiftKey || to.button !== 0) return;
    to.preventDefault();
    to = to.currentTarget.getAttribute("href");
  }
  history.pushState(null, "", to);
  open(true);
}

function signIn(problem) {
  refresh = null;
  session.hidden = true;
  const key = el("input", { type: "password", name: "key", required: true, autocomplete: "off", id: "key" });
  const keep = event => { event.preventDefault(); api.key.keep(key.value.trim()); open(true); };
  document.title = "Monitor";
  main.replaceChildren(el("form", { class: "card key", onsubmit: keep }, el("h1", {}, "Admin key"),
    el("p", { class: "soft small" }, "It stays in this tab and is sent to this host only."),
    field("Key", key), problem && el("p", { class: "error", role: "alert" }, problem), el("button", { class: "primary" }, "Open the monitor")));
  key.focus();
}

async function open(moved) {
  if (!api.key.read()) { signIn(); return; }
  const mine = ++view;
  session.hidden = false;
  if (!hub.textContent) api.hub().then(found => { hub.textContent = found.name; }, () => {});
  const id = /^\/runtime\/monitor\/instances\/([^/]+)\/?$/.exec(location.pathname)?.[1];
  const next = id ? instance.show(decodeURIComponent(id), go) : list.show(go);
  refresh = next;
  await attempt(() => next(true), mine);
  if (moved && mine === view && api.key.read()) { main.focus({ preventScroll: true }); scrollTo(0, 0); }
}

async function attempt(act, mine) {
  try {
    await act();
  } catch (refused) {
    if (mine !== view) return;
    if (refused.status === 401) { api.key.forget(); signIn("That key does not open this host."); }
    else if (refused.status === 404) {
      refresh = null;
      main.replaceChildren(el("section", { class: "card" }, el("p", { class: "notice", role: "alert" }, refused.message),
        el("p", { class: "notice" }, el("a", { href: "/runtime/monitor", onclick: go }, "All instances"))));
    }
    else {
      if (!main.firstElementChild) main.replaceChildren(el("section", { class: "card" }, el("p", { class: "notice", role: "alert" }, refused.message)));
      announce(refused.message);
    }
  }
}

document.getElementById("leave").addEventListener("click", () => { api.key.forget(); view++; signIn(); });
document.querySelector(".brand").addEventListener("click", go);
addEventListener("popstate", () => open(true));
setInterval(() => {
  if (refresh && live.checked && !document.hidden && !document.querySelector("dialog[open]")) attempt(() => refresh?.(false), view);
}, 3000);
open(false);
