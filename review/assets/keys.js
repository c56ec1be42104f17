// The keyboard: one table of keys for each view, none of them while somebody types or composes.

import { isTyping } from "./dom.js";

let tables = []; // The innermost last: [{keys: ["a"], name, run, shows}]

export function setKeys(...newTables) {
  tables = newTables;
}

export const allKeys = () => tables.flat();

/** The key as the tables name it: letters small, with Shift large, whatever Caps Lock says. */
function keyOf(event) {
  if (event.key.length !== 1) return event.key;
  const letter = event.key.toLowerCase();
  return event.shiftKey && /\p{L}/u.test(letter) ? letter.toUpperCase() : /\p{L}/u.test(letter) ? letter : event.key;
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
  const name = keyOf(event);
  for (const table of [...tables].reverse()) {
    const binding = table.find((one) => one.keys.includes(name) && (!one.when || one.when()));
    if (!binding) continue;
    event.preventDefault();
    binding.run(event);
    return;
  }
});
