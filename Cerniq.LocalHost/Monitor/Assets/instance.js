import * as api from "./api.js";
import * as dialogs from "./dialogs.js";
import { announce, el, main } from "./dom.js";
import { at, count, now, pretty, setNow, span, status, wait, when } from "./format.js";
import { address } from "./list.js";

const words = { started: "Started", activity: "Activity", orchestration: "Sub-orchestration", timer: "Timer", event: "Event", sent: "Sent event",
  suspended: "Suspended", resumed: "Resumed", rewound: "Rewound", terminated: "Terminated", ended: "Ended" };
const outcomes = { open: "under way", completed: "completed", failed: "failed", cancelled: "cancelled" };

/** One instance: where it stands, what it waits for, what it did. */
export function show(id, go) {
  let shown = "";
  let before = null; // of a long history, a page that ends before this entry; null the newest
  const link = (to, text) => el("a", { href: address(to), onclick: go }, text);

  async function refresh(always) {
    const found = await api.instance(id, before);
    setNow(found.now);
    const { now: _, ...rest } = found;
    const text = JSON.stringify(rest);
    if (!always && text === shown) return;
    shown = text;
    draw(found);
  }

  /** After a command the engine needs a moment; look again soon. */
  const again = async () => { await refresh(true); setTimeout(() => refresh(false).catch(() => {}), 400); };

  /** The history as a file, to be replayed against later code. */
  async function save() {
    try {
      const text = JSON.stringify(await api.recording(id), null, 2);
      const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
      el("a", { href: url, download: `${id}.json` }).click();
      URL.revokeObjectURL(url);
    } catch (refused) {
      announce(refused.message);
    }
  }

  function actions(found) {
    const open = ["Running", "Pending", "Suspended"].includes(found.status);
    const event = found.waitsFor.find(waited => waited.kind === "event")?.name;
    const button = (text, act, danger) => el("button", { type: "button", class: danger && "danger", onclick: act }, text);
    return el("div", { class: "actions", role: "group", "aria-label": "What to do with it" },
      open && button("Raise event…", () => dialogs.raise(id, event, again)),
      found.status === "Suspended" ? button("Resume…", () => dialogs.resume(id, again)) : open && button("Suspend…", () => dialogs.suspend(id, again)),
      found.status === "Failed" && button("Rewind…", () => dialogs.rewind(id, again)),
      button("Download recording", save),
      button("Start again…", () => dialogs.restart(id, !open, answer => answer.instanceId && answer.instanceId !== id ? go(address(answer.instanceId)) : again())),
      open && button("Terminate…", () => dialogs.terminate(id, again), true),
      !open && button("Remove…", () => dialogs.purge(id, () => go("/runtime/monitor")), true));
  }

  function draw(found) {
    const opened = new Set([...main.querySelectorAll("details[open]")].map(one => one.dataset.key));
    const focused = main.contains(document.activeElement) ? mark(document.activeElement) : null;
    const took = Date.parse(found.updated) - Date.parse(found.created);
    const fact = (name, value) => [el("div", {}, el("dt", {}, name), el("dd", {}, value))];
    const open = ["Running", "Pending", "Suspended"].includes(found.status);
    const output = found.output?.text === found.failure?.message ? null : found.output; // a failure's words are its output, too
    document.title = `${found.id} · Monitor`;
    main.replaceChildren(...[
      el("nav", { "aria-label": "Where you are" }, el("a", { href: "/runtime/monitor", onclick: go }, "‹ All instances"),
        found.parentId && [el("span", { class: "soft" }, " · part of "), link(found.parentId, found.parentId)]),
      el("section", { class: "card", "aria-labelledby": "title" },
        el("div", { class: "head" }, el("h1", { id: "title", class: "name" }, found.id), status(found.status)),
        el("dl", { class: "facts" }, fact("Orchestrator", found.name), found.version && fact("Version", found.version),
          fact("Created", [at(found.created), el("div", { class: "soft small" }, when(found.created))]),
          fact(open ? "Last touched" : "Ended", [at(found.updated), el("div", { class: "soft small" }, when(found.updated))]),
          fact(open ? "Open for" : "Took", open ? when(found.created, "elapsed") : span(took)), fact("History", `${count(found.events)} events`)),
        actions(found)),
      found.problem && el("section", { class: "card alert", role: "alert" }, el("h2", {}, "It cannot go on"), el("p", { class: "mono" }, found.problem)),
      found.failure && el("section", { class: "card alert", "aria-labelledby": "failure" }, el("h2", { id: "failure" }, "Failure"), failure(found.failure, "failure")),
      open && el("section", { class: "card", "aria-labelledby": "waits" }, el("h2", { id: "waits" }, "Waits for"),
        found.waitsFor.length === 0 ? el("p", { class: "soft" }, "its next turn") :
        el("ul", { class: "waits" }, found.waitsFor.map(waited => el("li", {}, wait(waited, link),
          waited.lastError && el("div", { class: "small" }, "Last error: ", failure(waited.lastError, `w${waited.name}`)))))),
      (found.input || found.customStatus || output) && el("div", { class: "payloads" }, payload("Input", found.input), payload("Custom status", found.customStatus), payload("Output", output)),
      timeline(found),
    ].filter(Boolean));
    for (const one of main.querySelectorAll("details")) one.open = opened.has(one.dataset.key);
    if (focused) [...main.querySelectorAll("button, a, summary, pre")].find(one => mark(one) === focused)?.focus({ preventScroll: true });
  }

  /** Tells an element apart from others when the page is drawn anew under the keyboard's focus. */
  function mark(element) {
    return `${element.tagName} ${element.closest("details")?.dataset.key ?? element.getAttribute("aria-label") ?? element.textContent}`;
  }

  function payload(title, value) {
    return value ? el("section", { class: "card", "aria-label": title }, el("h2", {}, title), el("pre", { tabindex: 0, "aria-label": title }, pretty(value))) : null;
  }

  function failure(error, key) {
    return [el("div", { class: "error" }, el("b", {}, error.type), ": ", error.message),
      error.stackTrace && details("Stack trace", error.stackTrace, key),
      error.inner && el("div", { class: "inner" }, el("span", { class: "soft small" }, "caused by"), failure(error.inner, `${key}i`))].filter(Boolean);
  }

  function details(title, text, key) {
    return el("details", { "data-key": key }, el("summary", {}, title), el("pre", { tabindex: 0 }, text));
  }

  function timeline(found) {
    const steps = found.timeline;
    const open = ["Running", "Pending", "Suspended"].includes(found.status);
    const begin = steps.length ? Date.parse(steps[0].start) : 0;
    const newest = found.timelineFirst + steps.length === found.timelineTotal;
    const last = newest ? (open ? now() : Date.parse(found.updated)) : Math.max(...steps.map(step => Date.parse(step.end ?? step.start)));
    const end = Math.max(last, begin + 1);
    const part = time => Math.min(100, Math.max(0, (Date.parse(time) - begin) / (end - begin) * 100));
    return el("section", { class: "card", "aria-labelledby": "history" },
      el("h2", { id: "history" }, "History"),
      steps.length < found.timelineTotal && pages(found, newest),
      steps.length === 0 ? el("p", { class: "soft" }, "Nothing yet.") :
      el("ol", { class: "timeline" }, steps.map((step, index) => entry(step, index, part, found))));
  }

  /** A long history is shown a page at a time, the newest first. */
  function pages(found, newest) {
    const turn = (text, to, able) => el("button", { type: "button", disabled: !able, onclick: async () => {
      before = to;
      await refresh(true).catch(refused => announce(refused.message));
      document.getElementById("history")?.scrollIntoView({ block: "start" });
    } }, text);
    const { timelineFirst: first, timelineTotal: total, timeline: { length } } = found;
    const later = first + 2 * length >= total ? null : first + 2 * length;
    return el("nav", { class: "pager", "aria-label": "Pages of the history" },
      turn("‹ Earlier", first, first > 0), turn("Later ›", later, !newest), turn("Newest »", null, !newest),
      el("span", { class: "soft small", role: "status" }, `${count(first + 1)}–${count(first + length)} of ${count(total)}`));
  }

  function entry(step, index, part, found) {
    const timed = step.outcome && step.kind !== "ended";
    const until = step.end ?? (step.outcome === "open" ? new Date(now()).toISOString() : step.kind === "timer" ? found.updated : step.start);
    const bar = el("i", { class: `${step.outcome ?? ""}${timed ? "" : " dot"}` });
    bar.style.left = `${part(step.start)}%`;
    if (timed) bar.style.width = `max(4px, ${part(until) - part(step.start)}%)`;
    const key = `${step.kind}${step.taskId ?? found.timelineFirst + index}`;
    const name = step.instanceId ? link(step.instanceId, step.name) : el("b", {}, step.name);
    const last = step.kind === "ended" && index === found.timeline.length - 1; // its result and failure are shown above
    const more = last ? [] : [step.error && failure(step.error, `${key}e`), step.input && details("Input", pretty(step.input), `${key}in`),
      step.result && details("Result", pretty(step.result), `${key}out`)].flat().filter(Boolean);
    return el("li", { class: "step" },
      el("time", { datetime: step.start, title: step.start }, at(step.start).slice(5)),
      el("div", { class: "what" }, el("span", { class: "soft" }, `${words[step.kind]} `), name,
        step.attempt > 1 && ` · attempt ${step.attempt}`,
        step.dueAt && el("span", { class: "soft" }, ` due ${at(step.dueAt)}`),
        timed && el("span", { class: `small ${step.outcome === "failed" ? "error" : "soft"}` }, ` · ${outcomes[step.outcome]}`)),
      el("div", { class: "lane", "aria-hidden": "true" }, bar),
      el("span", { class: "took" }, step.end ? span(Date.parse(step.end) - Date.parse(step.start)) : step.outcome === "open" ? when(step.start, "elapsed") : ""),
      more.length > 0 && el("div", { class: "more" }, more));
  }

  return refresh;
}
