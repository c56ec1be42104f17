// Elements made by hand. Text goes in as text nodes only: nothing a document says is ever read as markup.

/** h("button", {class: "plain", onclick: f}, "words", child, [more], null) */
export function h(tag, props, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked" || name === "disabled" || name === "hidden") element[name] = value;
    else element.setAttribute(name === "class" ? "class" : name, value === true ? "" : value);
  }
  append(element, children);
  return element;
}

function append(element, children) {
  for (const child of children) {
    if (child === undefined || child === null || child === false) continue;
    if (Array.isArray(child)) append(element, child);
    else element.append(child);
  }
}

/** Puts `children` in the place of all that `element` held. */
export function fill(element, ...children) {
  element.replaceChildren();
  append(element, children);
  return element;
}

/** Characters that turn the direction of text around could make a number read otherwise than it is stored: each is shown as one mark of the
    same length, so that offsets keep. */
export function shown(text) {
  return text
    .replace(/[\u202A-\u202E\u2066-\u2069\u200E\u200F\u061C]/g, "\u25CC")
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/g, "\uFFFD");
}

/** The language to set words in that may come from a document of another language than the page's. */
export const languageOf = (text) => (/\p{Script=Han}/u.test(text ?? "") ? "zh-Hans" : null);

/** A key as it stands on the button that it presses. */
export const key = (name) => h("kbd", { "aria-hidden": "true" }, name);

/** Whether what is typed belongs to a field of a form. */
export function isTyping(target) {
  return (
    target instanceof Element &&
    target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]") !== null
  );
}

/** Calls `f` once `quiet` milliseconds have passed since the last call. */
export function settled(quiet, f) {
  let timer = 0;
  return (...arguments_) => {
    clearTimeout(timer);
    timer = setTimeout(() => f(...arguments_), quiet);
  };
}
