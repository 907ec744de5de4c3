const base = "/runtime/monitor/api";
const slot = "monitor-key";

export const key = {
  read: () => sessionStorage.getItem(slot),
  keep: value => sessionStorage.setItem(slot, value),
  forget: () => sessionStorage.removeItem(slot),
};

/** The host did not do what was asked; the message is the host's. */
export class Refused extends Error {
  constructor(status, message) { super(message); this.status = status; }
}

async function call(path, options = {}) {
  let answer;
  try {
    answer = await fetch(base + path, { ...options, headers: { ...options.headers, "x-functions-key": key.read() ?? "" }, cache: "no-store" });
  } catch {
    throw new Refused(0, "The host does not answer.");
  }
  const text = await answer.text();
  let body = null;
  try { body = text ? JSON.parse(text) : null; } catch { body = null; }
  if (!answer.ok) throw new Refused(answer.status, body?.message ?? body?.detail ?? `The host answered ${answer.status}.`);
  return body;
}

export const hub = () => call("/hub");
export const list = query => call(`/instances?${query}`);
export const instance = (id, before) => call(`/instances/${encodeURIComponent(id)}${before === null ? "" : `?before=${before}`}`);
export const recording = id => call(`/instances/${encodeURIComponent(id)}/recording`);
export const command = (id, name, body = {}) => call(`/instances/${encodeURIComponent(id)}/${name}`, {
  method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body),
});
