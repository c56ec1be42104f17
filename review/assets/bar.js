// The bar at the top: where one can go, how far the work is, whether it is saved.

import { h, fill } from "./dom.js";
import { on, state } from "./state.js";
import { retry, saving } from "./outbox.js";
import { help, settings } from "./dialogs.js";
import { count, t } from "./i18n.js";

export const VIEWS = [
  ["review", "R"],
  ["trials", "M"],
  ["documents", "L"],
  ["conflicts", "C"],
  ["agreement", "G"],
  ["report", "P"],
];
const PARENT = { trial: "trials" };

export function makeBar() {
  const links = new Map(
    VIEWS.map(([name, letter]) => [
      name,
      h("a", { href: `#/${name}`, "aria-keyshortcuts": letter, title: letter }, t(`view.${name}`)),
    ]),
  );
  const conflicts = h("span", { class: "badge" });
  links.get("conflicts").append(conflicts);
  const meter = h("progress", { max: "1", "aria-label": t("progress") });
  const tally = h("span");
  const state_ = h("button", { type: "button", class: "plain saving", "data-role": "saving", onclick: retry });
  const spoken = h("span", { class: "for-readers", role: "status", "aria-live": "polite" });
  const element = h(
    "header",
    { class: "bar" },
    h("a", { class: "brand", href: "#/review" }, "trialmine"),
    h("nav", { class: "views", "aria-label": t("views") }, [...links.values()]),
    h(
      "div",
      { class: "end" },
      h("span", { class: "progress", title: t("progress") }, meter, tally),
      state_,
      spoken,
      h(
        "span",
        { class: "who", "data-role": "who" },
        state.session.reviewer.name,
        " ",
        h("span", { class: "faint" }, t(`reviewer.${state.session.reviewer.role}`)),
      ),
      h(
        "button",
        { type: "button", class: "plain", onclick: settings, "aria-keyshortcuts": "," },
        t("settings"),
        h("kbd", null, ","),
      ),
      h(
        "button",
        { type: "button", class: "plain", onclick: help, "aria-keyshortcuts": "?", "aria-label": t("help.title") },
        h("kbd", null, "?"),
      ),
    ),
  );

  function drawCounts() {
    const {
      pending = 0,
      stale = 0,
      accepted = 0,
      corrected = 0,
      rejected = 0,
      skipped = 0,
      waiting = 0,
      added = 0,
      conflict: open = 0,
    } = state.counts;
    const done = accepted + corrected + rejected + added + waiting;
    const all = done + pending + stale + skipped + open;
    meter.value = all ? done / all : 1;
    tally.textContent = t("progress.of", { done: count(done), all: count(all) });
    conflicts.textContent = open ? count(open) : "";
    conflicts.hidden = !open;
  }

  function drawSaving() {
    const words = t(`saving.${saving.state}`, { n: saving.waiting });
    if (state_.textContent === words) return;
    state_.dataset.state = saving.state;
    fill(state_, words);
    if (saving.state !== "saving") spoken.textContent = words;
  }

  on("counts", drawCounts);
  on("saving", drawSaving);
  drawCounts();
  drawSaving();
  return {
    element,
    show(view) {
      for (const [name, link] of links)
        if (name === (PARENT[view] ?? view)) link.setAttribute("aria-current", "page");
        else link.removeAttribute("aria-current");
    },
  };
}
