/** Makes an element. Texts are only ever set as text: nothing an instance holds can become markup. */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked" || name === "required") made[name] = value;
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
  return made;
}

export const main = document.getElementById("main");

let silence;

/** Says something to everyone, also to a screen reader. */
export function announce(text) {
  const place = document.getElementById("announce");
  place.textContent = text;
  clearTimeout(silence);
  silence = setTimeout(() => { place.textContent = ""; }, 6000);
}

export function field(label, control) {
  return el("label", {}, el("span", {}, label), control);
}
