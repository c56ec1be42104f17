// Short words at the foot of the page, which readers of screens hear.

import { h } from "./dom.js";

const STAYS = { plain: 2500, bad: 8000 };
const holder = h("div", { class: "toasts", role: "status", "aria-live": "polite" });

export function placeToasts() {
  document.body.append(holder);
}

export function toast(words, kind = "plain") {
  const element = h("p", { class: "toast", "data-kind": kind }, words);
  holder.replaceChildren(element);
  setTimeout(() => element.remove(), STAYS[kind]);
}
