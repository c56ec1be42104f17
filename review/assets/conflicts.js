// Where two reviewers disagree: both opinions on their evidence, and the adjudicator's word.

import { h, fill, key, shown } from "./dom.js";
import { get, query } from "./api.js";
import { newKey, send } from "./outbox.js";
import { forget, here, load, prefetch } from "./documents.js";
import { makeList } from "./list.js";
import { makeReading } from "./reading.js";
import { valueForm } from "./form.js";
import { allMembers, headline, member, subject } from "./format.js";
import { nameOf, on, setCounts, state } from "./state.js";
import { toast } from "./toast.js";
import { count, t, when, word } from "./i18n.js";

export function makeConflicts() {
  let items = [];
  let after = null;
  let current = null;
  let deciding = false; // The form for "neither" is open.
  let turn = 0;

  const list = makeList({ pick: select, more, rows: () => items, scope: () => "queue" });
  const reading = makeReading({ pick: () => {}, add: () => {} });
  const card = h("section", { class: "card", "aria-label": t("adjudication"), tabindex: "-1" });
  const tally = h("span", { class: "faint num" });
  const element = h(
    "div",
    { class: "review" },
    h(
      "section",
      { class: "list-pane", "aria-label": t("view.conflicts") },
      h("div", { class: "list-head" }, h("div", { class: "line" }, h("strong", null, t("view.conflicts")), tally)),
      list.element,
    ),
    reading.element,
    h("aside", { class: "card-pane" }, card),
  );

  const asFinding = (conflict) => ({
    ...conflict,
    id: conflict.finding?.id ?? conflict.finding,
    state: conflict.choice ? "accepted" : "conflict",
  });

  async function more() {
    if (after === null) return;
    const at = after;
    after = null;
    const answer = await get("/api/conflicts" + query({ after: at }));
    items.push(...answer.items.map(asFinding));
    after = answer.next ?? null;
    drawList();
  }

  function drawList() {
    const open = items.filter((item) => !item.choice).length;
    tally.textContent = t("conflicts.open", { n: count(open) });
    list.draw();
  }

  async function select(item) {
    const mine = ++turn;
    const document_ =
      here(item.document, item.source) ??
      (await load(item.document, item.source).catch((error) => void toast(error.message, "bad")));
    if (!document_ || mine !== turn) return;
    current = item;
    deciding = false;
    state.document = document_;
    reading.show(document_);
    reading.setCurrent(document_.findings.find((one) => one.id === item.id) ?? null);
    list.current(item);
    draw();
    prefetch(items.slice(items.indexOf(item) + 1, items.indexOf(item) + 4));
  }

  function draw() {
    if (!current) return fill(card, h("p", { class: "empty" }, t("conflicts.none")));
    const { field, value, a, b } = current;
    fill(
      card,
      h(
        "header",
        { class: "top field", "data-field": field },
        h("span", { class: "swatch" }),
        h("span", { class: "field-name" }, t(`field.${field}`)),
        h("span", { class: "end num" }, list.position(current)),
      ),
      h("p", { class: "subject" }, shown(subject(field, value))),
      h("blockquote", { class: "quote field", "data-field": field }, shown(current.quote ?? "")),
      h("div", { class: "two" }, opinion("1", a, b), opinion("2", b, a)),
      current.choice ? h("p", { class: "note" }, t(`adjudicated.${current.choice}`)) : deciding ? form() : choices(),
    );
  }

  function opinion(digit, mine, other) {
    return h(
      "article",
      { class: "opinion", "aria-label": mine.reviewer },
      h("header", null, h("strong", null, mine.reviewer), word("did", mine.action), h("span", { class: "end" }, when(mine.at))),
      mine.action === "reject"
        ? h("p", { class: "value" }, t("opinion.reject"))
        : h("p", { class: "value" }, shown(headline(current.field, mine.value ?? current.value))),
      mine.action === "reject"
        ? null
        : h(
            "dl",
            { class: "members" },
            different(mine.value ?? current.value, other.action === "reject" ? null : (other.value ?? current.value)),
          ),
      mine.reason ? h("p", { class: "faint" }, t(`reason.${mine.reason}`)) : null,
      mine.note ? h("p", null, "“", shown(mine.note), "”") : null,
    );
  }

  /** The members in which two values differ; all of them where there is nothing to compare with. */
  function different(mine, other) {
    if (!other) return null;
    const names = new Set([...allMembers(mine), ...allMembers(other)].map(([name]) => name));
    return [...names]
      .filter((name) => JSON.stringify(mine[name]) !== JSON.stringify(other[name]))
      .flatMap((name) => [
        h("dt", null, t(`member.${name}`)),
        h("dd", null, h("span", { class: "differs" }, shown(String(member(name, mine[name]) || t("not_reported"))))),
      ]);
  }

  const may = () => state.session.reviewer.role !== "reviewer";

  function choices() {
    if (!may()) return h("p", { class: "note" }, t("conflicts.role"));
    const button = (digit, name, run, kind = "") =>
      h("button", { type: "button", class: `wide ${kind}`, "aria-keyshortcuts": digit, onclick: run }, name, key(digit));
    return h(
      "div",
      { class: "actions", role: "group", "aria-label": t("adjudication") },
      button("1", t("choose", { who: current.a.reviewer }), () => choose("a"), "good"),
      button("2", t("choose", { who: current.b.reviewer }), () => choose("b"), "good"),
      button("3", t("choose.neither"), neither),
      button("4", t("choose.nothing"), () => choose("nothing"), "bad"),
    );
  }

  function neither() {
    deciding = true;
    draw();
  }

  function form() {
    const made = valueForm(current.field, {
      value: current.a.value ?? current.value,
      quote: current.quote,
      arms: state.document?.arms,
      title: t("choose.neither"),
      save: (value, reason, words) => choose("neither", value, words),
      cancel: () => {
        deciding = false;
        draw();
        card.focus({ preventScroll: true });
      },
    });
    queueMicrotask(made.start);
    return made;
  }

  function choose(choice, value, words = "") {
    const mine = current;
    mine.choice = choice;
    mine.state = "accepted";
    const verdict =
      choice === "nothing" ? { choice: "neither", action: "reject", reason: "ambiguous" } : { choice, ...(value && { value }) };
    send(
      "/api/adjudications",
      { key: newKey(), document: mine.document, finding: mine.id, ...verdict, note: words },
      { name: nameOf(mine), adjudication: true },
    );
    setCounts({ ...state.counts, conflict: Math.max(0, (state.counts.conflict ?? 1) - 1) });
    toast(t(`adjudicated.${choice}`));
    const next = items.slice(items.indexOf(mine) + 1).find((item) => !item.choice) ?? items.find((item) => !item.choice);
    drawList();
    if (next) select(next);
    else draw();
  }

  on("refused", ({ entry }) => {
    if (!entry.about.adjudication) return;
    const item = items.find((one) => nameOf(one) === entry.about.name);
    if (item) Object.assign(item, { choice: undefined, state: "conflict" });
    drawList();
    draw();
  });
  on("acknowledged", ({ entry }) => entry.about.adjudication && forget(entry.about.name.split("\n")[0]));

  const step = (by) => {
    const next = items[items.indexOf(current) + by];
    if (next) select(next);
  };
  const ready = () => current && !current.choice && !deciding && may();
  const keys = [
    { keys: ["1"], name: "choose_a", run: () => choose("a"), when: ready },
    { keys: ["2"], name: "choose_b", run: () => choose("b"), when: ready },
    { keys: ["3"], name: "choose_neither", run: neither, when: ready },
    { keys: ["4"], name: "choose_nothing", run: () => choose("nothing"), when: ready },
    { keys: ["j", "ArrowDown"], name: "next", run: () => step(1) },
    { keys: ["k", "ArrowUp"], name: "previous", run: () => step(-1) },
  ];

  return {
    element,
    keys,
    async enter() {
      try {
        const answer = await get("/api/conflicts");
        items = answer.items.map(asFinding);
        after = answer.next ?? null;
      } catch (error) {
        return toast(error.code === "offline" ? t("offline") : error.message, "bad");
      }
      reading.redraw(); // The marks may be another view's by now.
      drawList();
      current = null;
      if (items.length) await select(items[0]);
      else draw();
    },
  };
}
