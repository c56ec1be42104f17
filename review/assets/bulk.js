// Accepting many findings at once: what the filter shows and the rules are sure of, after a look at the list. One step for undo.

import { h, fill, key, languageOf, shown } from "./dom.js";
import { get, query } from "./api.js";
import { openDialog } from "./dialogs.js";
import { flushed } from "./outbox.js";
import { headline, sure } from "./format.js";
import { nameOf, state, valueOf } from "./state.js";
import { count, t } from "./i18n.js";

const LEAST = ["0.95", "0.9", "0.8", "0.7", "0.5"];
const MOST = 500; // The server takes no more in one step.
const PAGE = 200;

/** The pending findings of a filter, the first MOST of them, and how many there are. */
async function pending(filter, least) {
  const asked = { ...filter, state: "pending", min_confidence: Math.max(Number(least), Number(filter.min_confidence ?? 0)) };
  const findings = [];
  let after = null;
  let total = 0;
  do {
    const page = await get("/api/queue" + query({ ...asked, after, limit: PAGE }));
    total = page.total;
    findings.push(...page.items.filter((item) => !(state.session.double_fields ?? []).includes(item.field)));
    after = page.next;
  } while (after !== null && findings.length < MOST);
  return { findings: findings.slice(0, MOST), total };
}

const line = (finding) => {
  const value = shown(headline(finding.field, valueOf(finding))) || shown(finding.quote);
  return h(
    "tr",
    { class: "field", "data-field": finding.field },
    h("th", { scope: "row" }, h("span", { class: "field-name" }, t(`field.${finding.field}`))),
    h("td", { lang: languageOf(value) }, value),
    h("td", { lang: languageOf(finding.quote) }, shown(finding.quote)),
    h("td", { class: "faint" }, shown(finding.document_title ?? "")),
    h("td", { class: "num" }, sure(finding.confidence)),
  );
};

/** Shows what would be accepted; `accept(findings)` is called where the person says so. */
export function openBulk(filter, accept) {
  let turn = 0;
  let found = [];
  const sheet = h("tbody");
  const note = h("p", { class: "faint", role: "status" });
  const confirm = h("button", { type: "button", class: "primary", "data-action": "confirm", disabled: true, onclick: () => finish() });
  const least = h(
    "select",
    { "aria-label": t("bulk.least"), onchange: () => show() },
    LEAST.map((value) => h("option", { value }, `≥ ${value * 100}%`)),
  );
  const dialog = openDialog(
    t("bulk.title"),
    h("p", { class: "faint" }, t("bulk.means")),
    h("div", { class: "line" }, h("label", null, t("bulk.least"), " ", least), confirm, note),
    h("div", { class: "sheet-scroll bulk" }, h("table", { class: "sheet" }, sheet)),
  );

  async function show() {
    const mine = ++turn;
    confirm.disabled = true;
    let all = 0;
    try {
      await flushed(); // What was just decided is pending no longer.
      const { findings, total } = await pending(filter, least.value);
      if (mine !== turn) return;
      found = findings;
      all = total;
    } catch (error) {
      if (mine === turn) note.textContent = error.code === "offline" ? t("offline") : error.message;
      return;
    }
    const rest = all > found.length && found.length === MOST;
    note.textContent = !found.length ? t("bulk.none") : rest ? t("bulk.first", { n: count(found.length), all: count(all) }) : "";
    fill(confirm, t("bulk.confirm", { n: count(found.length) }), found.length ? key("⏎") : null);
    confirm.disabled = !found.length;
    fill(sheet, found.map(line));
    if (!found.length) least.focus();
    else if (document.activeElement !== least) confirm.focus();
  }

  function finish() {
    dialog.close();
    const current = state.finding ? nameOf(state.finding) : null;
    // The one in hand is the same object everywhere on the page.
    accept(found.map((finding) => (nameOf(finding) === current ? state.finding : finding)));
  }

  fill(confirm, t("bulk.confirm", { n: "…" }));
  show();
}
