import * as api from "./api.js";
import { el, field, main } from "./dom.js";
import { count, status, when, wait, setNow } from "./format.js";

const statuses = ["Running", "Pending", "Suspended", "Failed", "Completed", "Terminated"];
const waits = [["", "any time"], ["60", "1 minute"], ["900", "15 minutes"], ["3600", "1 hour"], ["14400", "4 hours"], ["86400", "1 day"],
  ["259200", "3 days"], ["604800", "1 week"], ["2592000", "30 days"]];

const kinds = [["", "anything"], ["event", "an event"], ["activity", "an activity"], ["retry", "another attempt"], ["timer", "a timer"],
  ["orchestration", "a sub-orchestration"], ["start", "its start"], ["resume", "to be resumed"], ["problem", "help: it cannot go on"]];

export const address = id => `/runtime/monitor/instances/${encodeURIComponent(id)}`;

/** The list of instances. Its filters are in the address, so that a view can be kept and shared. */
export function show(go) {
  const filters = new URLSearchParams(location.search);
  const chosen = new Set((filters.get("runtimeStatus") ?? "").split(",").filter(Boolean));
  const trail = [];
  const chips = el("div", { class: "chips", role: "group", "aria-label": "Status" });
  const place = el("div", { tabindex: -1 });
  let shown = "";
  let page = null;

  const search = el("input", { type: "search", name: "search", value: filters.get("search") ?? "", placeholder: "part of an id or a name", spellcheck: "false" });
  const prefix = el("input", { name: "idPrefix", value: filters.get("idPrefix") ?? "", spellcheck: "false" });
  const longer = el("select", { name: "waitingLongerThan" },
    waits.map(([value, text]) => el("option", { value, selected: value === (filters.get("waitingLongerThan") ?? "") }, text)));
  const kind = el("select", { name: "waitingFor" },
    kinds.map(([value, text]) => el("option", { value, selected: value === (filters.get("waitingFor") ?? "") }, text)));
  const clear = el("button", { type: "button", onclick: () => {
    for (const control of [search, prefix, longer, kind, from, to]) control.value = "";
    chosen.clear();
    return apply();
  } }, "Clear");
  const local = time => { const date = new Date(time); return new Date(date - date.getTimezoneOffset() * 60000).toISOString().slice(0, 16); };
  const from = el("input", { type: "datetime-local", name: "createdFrom", value: filters.get("createdFrom") ? local(filters.get("createdFrom")) : "" });
  const to = el("input", { type: "datetime-local", name: "createdTo", value: filters.get("createdTo") ? local(filters.get("createdTo")) : "" });

  function apply() {
    const next = new URLSearchParams();
    const set = (name, value) => { if (value) next.set(name, value); };
    set("runtimeStatus", [...chosen].join(","));
    set("search", search.value.trim());
    set("idPrefix", prefix.value.trim());
    set("waitingLongerThan", longer.value);
    set("waitingFor", kind.value);
    set("createdFrom", from.value && new Date(from.value).toISOString());
    set("createdTo", to.value && new Date(to.value).toISOString());
    for (const name of [...filters.keys()]) filters.delete(name);
    next.forEach((value, name) => filters.set(name, value));
    history.replaceState(null, "", `/runtime/monitor${filters.size ? `?${filters}` : ""}`);
    trail.length = 0;
    clear.hidden = filters.size === 0;
    return refresh(true);
  }

  function drawChips(counts, limit) {
    for (const name of statuses) {
      const many = counts[name] >= limit ? `${count(limit)}+` : count(counts[name] ?? 0);
      let chip = chips.querySelector(`[data-status="${name}"]`);
      if (!chip) {
        chip = el("button", { type: "button", class: "chip", "data-status": name, onclick: () => {
          if (!chosen.delete(name)) chosen.add(name);
          chip.setAttribute("aria-pressed", chosen.has(name));
          return apply();
        } }, name, el("b", {}));
        chips.append(chip);
      }
      chip.setAttribute("aria-pressed", chosen.has(name));
      chip.querySelector("b").textContent = many;
    }
  }

  const link = (id, text) => el("a", { href: address(id), onclick: go }, text);

  function row(found) {
    const waiting = found.waitsFor.slice(0, 3).map(waited => el("span", { class: "wait" }, wait(waited, link),
      waited.lastError && el("span", { class: "error small" }, ` · ${waited.lastError.message}`)));
    if (found.waitsFor.length > 3) waiting.push(el("span", { class: "wait soft" }, `and ${found.waitsFor.length - 3} more`));
    if (found.waitsUntold) waiting.push(el("span", { class: "wait soft" }, "its history is long: open it to see"));
    if (found.problem) waiting.unshift(el("span", { class: "wait error" }, found.problem));
    return el("tr", {},
      el("td", {}, link(found.id, el("span", { class: "id" }, found.id)), el("div", { class: "soft small" }, found.name)),
      el("td", {}, status(found.status)),
      el("td", { class: "waiting" }, waiting.length ? waiting : el("span", { class: "soft" }, "—")),
      el("td", { class: "when", "data-label": "Touched" }, when(found.updated)),
      el("td", { class: "when", "data-label": "Created" }, when(found.created)));
  }

  function draw() {
    const { instances, continuation, lookedAt } = page;
    const turn = (text, act) => el("button", { type: "button", onclick: async () => {
      await act();
      place.focus({ preventScroll: true }); // the button is gone, and with it the place of the keyboard
      scrollTo(0, 0);
    } }, text);
    const pager = el("nav", { class: "pager", "aria-label": "Pages" },
      trail.length > 0 && turn("‹ Back", () => { trail.pop(); return refresh(true); }),
      continuation && turn(instances.length ? "Next ›" : "Search on ›", () => { trail.push(continuation); return refresh(true); }),
      el("span", { class: "soft small" }, `Page ${trail.length + 1}`));
    if (instances.length === 0) {
      place.replaceChildren(el("p", { class: "notice" }, continuation ? `Nothing among the ${count(lookedAt)} instances looked at so far.` : "No instance fits."),
        (continuation || trail.length > 0) && pager || "");
      return;
    }
    const order = filters.get("waitingLongerThan") || filters.get("waitingFor") ? "the longest waiting first" : filters.get("idPrefix") ? "by id" : "newest first";
    place.replaceChildren(
      el("table", {},
        el("caption", { "aria-live": "polite" }, `${instances.length} ${instances.length === 1 ? "instance" : "instances"}, ${order}`),
        el("thead", {}, el("tr", {}, ["Instance", "Status", "Waits for", "Last touched", "Created"].map(text => el("th", { scope: "col" }, text)))),
        el("tbody", {}, instances.map(row))),
      (continuation || trail.length > 0) && pager || "");
  }

  async function refresh(always) {
    const query = new URLSearchParams(filters);
    if (trail.length) query.set("continuation", trail.at(-1));
    const asked = query.toString();
    const [hub, found] = await Promise.all([api.hub(), api.list(query)]);
    setNow(hub.now);
    drawChips(hub.counts, hub.countLimit);
    const { now: _, ...rest } = found;
    const text = asked + JSON.stringify(rest);
    if (text === shown || (!always && place.contains(document.activeElement))) return;
    shown = text;
    page = found;
    draw();
  }

  clear.hidden = filters.size === 0;
  const more = el("details", { class: "more-filters" }, el("summary", {}, "More filters"),
    el("div", { class: "filters-inside" }, field("Id begins with", prefix), field("Waiting for", kind), field("Waiting longer than", longer),
      field("Created from", from), field("Created to", to)));
  more.open = matchMedia("(min-width: 641px)").matches || [...filters.keys()].some(name => !["runtimeStatus", "search"].includes(name));
  const submit = event => { event.preventDefault(); return apply(); };
  document.title = "Instances · Monitor";
  main.replaceChildren(
    el("section", { class: "card", "aria-labelledby": "title" }, el("div", { class: "head" }, el("h1", { id: "title" }, "Instances")), chips,
      el("form", { class: "filters", role: "search", onsubmit: submit, onchange: apply },
        field("Search", search), el("div", { class: "go" }, el("button", { class: "primary", type: "submit" }, "Filter"), clear), more)),
    el("section", { class: "card", "aria-label": "Found instances" }, place));
  return refresh;
}
