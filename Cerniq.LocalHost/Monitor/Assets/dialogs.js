import { el, field, announce } from "./dom.js";
import { command } from "./api.js";

/** Asks before something is done, and does it. The answer of the host is shown; a refusal keeps the dialog open. */
function ask({ title, text, fields = [], button, danger, body = () => ({}) }, id, name, done) {
  const problem = el("p", { class: "error", role: "alert" });
  const go = el("button", { type: "submit", class: `primary${danger ? " danger" : ""}` }, button);
  const dialog = el("dialog", { "aria-labelledby": "dialog-title" });
  const submit = async event => {
    event.preventDefault();
    problem.textContent = "";
    go.disabled = true;
    try {
      const answer = await command(id, name, body());
      dialog.close();
      announce(answer.message);
      await done(answer);
    } catch (refused) {
      problem.textContent = refused.message;
      go.disabled = false;
    }
  };
  dialog.append(el("form", { onsubmit: submit },
    el("h2", { id: "dialog-title" }, title), el("p", { class: "soft" }, text), fields, problem,
    el("div", { class: "foot" }, el("button", { type: "button", onclick: () => dialog.close() }, "Cancel"), go)));
  const opener = document.activeElement;
  dialog.addEventListener("close", () => { dialog.remove(); if (opener?.isConnected) opener.focus(); });
  document.body.append(dialog);
  dialog.showModal();
}

const reason = () => el("input", { name: "reason", autocomplete: "off" });

export function raise(id, suggested, done) {
  const name = el("input", { name: "event", required: true, value: suggested ?? "", autocomplete: "off", spellcheck: "false" });
  const payload = el("textarea", { name: "payload", spellcheck: "false", placeholder: "{ }" });
  ask({
    title: "Raise an event", text: `${id} gets it once, now or when it waits for it.`, button: "Raise event",
    fields: [field("Name of the event", name), field("Payload (JSON, may be empty)", payload)],
    body: () => {
      if (!payload.value.trim()) return { name: name.value };
      try { return { name: name.value, payload: JSON.parse(payload.value) }; } catch (broken) { throw new Error(`The payload is not JSON: ${broken.message}`); }
    },
  }, id, "raise", done);
}

export function suspend(id, done) {
  const why = reason();
  ask({ title: "Suspend?", text: `${id} takes no further step until it is resumed; events are kept for it.`, button: "Suspend",
    fields: [field("Reason", why)], body: () => ({ reason: why.value }) }, id, "suspend", done);
}

export function resume(id, done) {
  const why = reason();
  ask({ title: "Resume?", text: `${id} goes on with everything that arrived meanwhile.`, button: "Resume",
    fields: [field("Reason", why)], body: () => ({ reason: why.value }) }, id, "resume", done);
}

export function rewind(id, done) {
  const why = reason();
  ask({ title: "Rewind?", text: `${id} goes back to before its failure; what failed is done again, what succeeded is not.`, button: "Rewind",
    fields: [field("Reason", why)], body: () => ({ reason: why.value }) }, id, "rewind", done);
}

export function terminate(id, done) {
  const why = reason();
  const recursive = el("input", { type: "checkbox" });
  ask({ title: "Terminate?", text: `${id} ends now and does nothing more. This cannot be undone; an activity under way is not called back.`,
    button: "Terminate", danger: true,
    fields: [field("Reason", why), el("label", { class: "check" }, recursive, "Its sub-orchestrations too")],
    body: () => ({ reason: why.value, recursive: recursive.checked }) }, id, "terminate", done);
}

export function restart(id, ended, done) {
  const newId = el("input", { type: "checkbox", checked: true });
  ask({ title: "Start again?", text: `The orchestration begins from its first step with the input of ${id}. What it has done before, it does again.`,
    button: "Start again", danger: true,
    fields: ended ? [el("label", { class: "check" }, newId, "Under a new id; this one stays as it is")] : [],
    body: () => ({ newId: newId.checked }) }, id, "restart", done);
}

export function purge(id, done) {
  ask({ title: "Remove?", text: `${id} and its history are removed from the store. This cannot be undone.`, button: "Remove", danger: true },
    id, "purge", done);
}
