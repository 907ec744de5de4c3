import { el } from "./dom.js";

const units = [["d", 86400], ["h", 3600], ["min", 60], ["s", 1]];

/** A span in its two largest units: "3 d 4 h", "12 s", "35 ms". */
export function span(milliseconds) {
  const total = Math.max(0, milliseconds);
  if (total < 1000) return `${Math.round(total)} ms`;
  if (total < 10000) return `${(total / 1000).toFixed(1)} s`;
  let seconds = Math.floor(total / 1000);
  const parts = [];
  for (const [name, size] of units) {
    if (parts.length === 2) break;
    const count = Math.floor(seconds / size);
    if (count > 0) parts.push(`${count} ${name}`);
    else if (parts.length === 1) break;
    seconds -= count * size;
  }
  return parts.join(" ");
}

/** As much of a span as tells how long ago it is: its largest unit, and the next one while that is few. */
function rough(milliseconds) {
  const [large, largeUnit, ...small] = span(milliseconds).split(" ");
  return Number(large) < 3 ? [large, largeUnit, ...small].join(" ") : `${large} ${largeUnit}`;
}

let offset = 0;

/** The host's clock counts, not this machine's. */
export function setNow(hostNow) { offset = Date.parse(hostNow) - Date.now(); }
export function now() { return Date.now() + offset; }

export function at(time) {
  const date = new Date(time);
  const two = number => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

function relative(time) {
  const distance = Date.parse(time) - now();
  return distance > 500 ? `in ${rough(distance)}` : `${rough(-distance)} ago`;
}

function elapsed(time) { return rough(now() - Date.parse(time)); }

const ways = { relative, elapsed };

/** A time that keeps telling how far away it is; its exact value is in the tooltip. */
export function when(time, way = "relative") {
  return el("time", { datetime: time, title: `${at(time)} (${time})`, "data-way": way }, ways[way](time));
}

setInterval(() => {
  for (const time of document.querySelectorAll("time[data-way]")) {
    const text = ways[time.dataset.way](time.getAttribute("datetime"));
    if (time.textContent !== text) time.textContent = text;
  }
}, 1000);

export function status(name) { return el("span", { class: `status ${name}` }, name); }

export function pretty(payload) {
  if (payload.text.length === payload.length) {
    try { return JSON.stringify(JSON.parse(payload.text), null, 2); } catch { return payload.text; }
  }
  return `${payload.text}\n… cut; it has ${payload.length.toLocaleString("en")} characters`;
}

/** A number as people read it. */
export function count(number) { return number.toLocaleString("en"); }

const kinds = { start: "starts", resume: "to be resumed", event: "event", timer: "timer", retry: "retry of", activity: "activity", orchestration: "sub-orchestration" };

/** One thing that is waited for, in a line. */
export function wait(waited, link) {
  const name = waited.instanceId && link ? link(waited.instanceId, waited.name) : el("b", {}, waited.name);
  const parts = [el("span", { class: "kind" }, kinds[waited.kind]), waited.kind === "resume" ? el("b", {}, waited.name && ` (${waited.name})`) : [" ", name]].flat();
  if (waited.attempt > 1) parts.push(` · attempt ${waited.attempt}`);
  if (waited.dueAt) parts.push(" · due ", when(waited.dueAt));
  if (waited.kind !== "start") parts.push(el("span", { class: "soft" }, " · for ", when(waited.since, "elapsed")));
  return parts;
}
