// What the pages of tables share.

import { h, fill } from "./dom.js";
import { get, query } from "./api.js";
import { settled } from "./dom.js";
import { t } from "./i18n.js";

/** A page that shows `content(await ask())`, or why it cannot. */
export function page(ask, content) {
  const element = h("div", { class: "page", tabindex: "-1" });
  let turn = 0;
  async function enter(route) {
    const mine = ++turn;
    if (!element.childElementCount) fill(element, h("p", { class: "faint" }, t("loading")));
    try {
      const answer = await ask(route);
      if (mine === turn)
        fill(
          element,
          content(answer, route, () => enter(route)),
        );
    } catch (error) {
      if (mine === turn) fill(element, h("p", { class: "note bad" }, error.code === "offline" ? t("offline") : error.message));
    }
  }
  return { element, enter, keys: walkKeys(element) };
}

/** j and k walk over everything in the tables that leads somewhere. */
function walkKeys(element) {
  const walk = (step) => {
    const stops = [...element.querySelectorAll(".sheet a, .sheet button, .sheet input")];
    const at = stops.indexOf(document.activeElement);
    stops[at < 0 ? (step > 0 ? 0 : stops.length - 1) : Math.min(Math.max(at + step, 0), stops.length - 1)]?.focus();
  };
  return [
    { keys: ["j", "ArrowDown"], name: "next", run: () => walk(1) },
    { keys: ["k", "ArrowUp"], name: "previous", run: () => walk(-1) },
    { keys: ["/"], name: "filter", run: () => element.querySelector("input[type=search]")?.focus() },
  ];
}

/** A table that scrolls in its own place. heads: [name, class] each, or none; body: the rows, or a <tbody>. */
export function sheet(heads, body) {
  const names = heads?.map(([name, kind]) => h("th", { scope: "col", class: kind }, name));
  const rows = body instanceof Element ? body : h("tbody", null, body);
  return h("div", { class: "sheet-scroll" }, h("table", { class: "sheet" }, names && h("thead", null, h("tr", null, names)), rows));
}

/** A table that is searched and read page by page. row(item) makes a <tr>. */
export function searchable({ path, label, head, row }) {
  const body = h("tbody");
  const button = h("button", { type: "button", hidden: true, onclick: () => load(false) }, t("more"));
  const none = h("p", { class: "empty", hidden: true }, t("list.empty"));
  const search = h("input", { type: "search", class: "search", placeholder: label, "aria-label": label, autocomplete: "off" });
  let after = null;
  let turn = 0;
  async function load(anew) {
    const mine = ++turn;
    const answer = await get(path + query({ q: search.value.trim(), after: anew ? undefined : after }));
    if (mine !== turn) return;
    if (anew) fill(body);
    body.append(...(answer.items ?? []).map(row));
    after = answer.next ?? null;
    button.hidden = after === null;
    none.hidden = body.childElementCount > 0;
  }
  search.addEventListener(
    "input",
    settled(150, () => load(true)),
  );
  search.addEventListener("keydown", (event) => event.key === "Escape" && search.blur());
  return {
    load,
    elements: [
      search,
      sheet(head, body),
      none,
      h("p", null, button),
    ],
  };
}
