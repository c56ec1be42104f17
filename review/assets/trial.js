// One trial across its documents: what each source says, side by side, and where they differ.

import { h, languageOf, shown } from "./dom.js";
import { get, part, post } from "./api.js";
import { newKey } from "./outbox.js";
import { page } from "./overview.js";
import { address } from "./route.js";
import { FIELD_NAMES } from "./fields.js";
import { duration, headline, subject, unit } from "./format.js";
import { toast } from "./toast.js";
import { has, t, word } from "./i18n.js";

export function makeTrial() {
  return page(
    ({ part: key }) => get(`/api/trial/${part(key)}`),
    (trial, route, again) => [
      h(
        "h1",
        { lang: languageOf(trial.title || trial.documents[0]?.title) },
        shown(trial.title || trial.documents[0]?.title || trial.key),
      ),
      h(
        "p",
        { class: "lead" },
        (trial.ids ?? []).map((id) => id.id ?? id).join(" · ") || trial.key,
        " — ",
        t("trial.lead", { n: trial.documents.length }),
        differences(trial) ? h("strong", null, " ", t("trial.disagree", { n: differences(trial) })) : null,
      ),
      h(
        "div",
        { class: "tools" },
        h("a", { class: "button", href: address("review", "", { trial: trial.key }) }, t("trial.review")),
      ),
      h("h2", null, t("trial.arms")),
      arms(trial, again),
      h("h2", null, t("trial.said")),
      sources(trial),
    ],
  );
}

const differences = (trial) => trial.fields.filter((row) => row.disagreement).length;
const keyOf = (document) => document.key ?? document.id;
/** Where a cell leads: its evidence, among the findings of its document. */
const leads = (document, finding) =>
  address("review", "", {
    document: document.id,
    scope: "document",
    at: `${document.id}|${finding}`,
    state: "all",
    source: keyOf(document) === document.id ? "" : document.source,
  });

/** The row above the columns: the documents, by source and title. */
const heads = (trial, first) =>
  h(
    "thead",
    null,
    h(
      "tr",
      null,
      h("th", { scope: "col" }, first),
      trial.documents.map((document) =>
        h(
          "th",
          { scope: "col" },
          h(
            "span",
            { class: "title", lang: languageOf(document.title), title: shown(document.title ?? "") },
            shown(document.title || document.id),
          ),
          h("span", { class: "source" }, [document.source, document.published].filter(Boolean).join(" · ")),
        ),
      ),
    ),
  );

function sheet(trial, first, body) {
  const table = h("table", { class: "sheet sources" }, heads(trial, first), body);
  table.style.setProperty("--columns", trial.documents.length);
  return h("div", { class: "sheet-scroll" }, table);
}

function arms(trial, again) {
  if (!trial.arms?.length) return h("p", { class: "faint" }, t("trial.no_arms"));
  const chosen = new Set();
  const merge = h(
    "button",
    { type: "button", disabled: true, onclick: () => mergeArms(trial, [...chosen], again) },
    t("arms.merge"),
  );
  const rows = trial.arms.map((arm) => {
    const box = h("input", { type: "checkbox", "aria-label": arm.label });
    box.addEventListener("change", () => {
      if (box.checked) chosen.add(arm.label);
      else chosen.delete(arm.label);
      merge.disabled = chosen.size < 2;
    });
    return h(
      "tr",
      null,
      h(
        "th",
        { scope: "row" },
        h(
          "label",
          null,
          box,
          " ",
          h("strong", { lang: languageOf(arm.label) }, shown(arm.label)),
          arm.role ? h("span", { class: "faint" }, " ", word("role", arm.role)) : null,
        ),
        (arm.merged_from ?? []).map((label) =>
          h(
            "p",
            { class: "faint" },
            t("arms.with", { label: shown(label) }),
            " ",
            h("button", { type: "button", class: "plain", onclick: () => splitArm(trial, arm, label, again) }, t("arms.split")),
          ),
        ),
      ),
      trial.documents.map((document) => h("td", null, armCell(document, arm.by_document?.[keyOf(document)]))),
    );
  });
  return [
    h("div", { class: "tools" }, merge, h("span", { class: "faint" }, t("arms.hint"))),
    sheet(trial, t("arm"), h("tbody", null, rows)),
  ];
}

function armCell(document, cell) {
  if (!cell) return h("span", { class: "silent" }, t("not_reported"));
  const ids = cell.findings ?? cell.finding_ids ?? [];
  const words =
    [cell.count != null ? `n = ${cell.count}` : null, ...(cell.doses ?? []).map((dose) => dose.text ?? headline("dose", dose))]
      .filter(Boolean)
      .join(" · ") || t("trial.named");
  const id = ids[0]?.id ?? ids[0];
  return id ? h("a", { class: "cell-value", href: leads(document, id) }, h("span", null, words)) : words;
}

/** Several labels become the first one chosen, in each document that uses one of the others. */
async function mergeArms(trial, [into, ...labels], again) {
  const used = (document) =>
    labels.filter((label) => trial.arms.find((arm) => arm.label === label)?.by_document?.[keyOf(document)]);
  const documents = trial.documents.filter((document) => used(document).length);
  await change(
    documents.map((document) => ["/api/arms/merge", { key: newKey(), document: document.id, into, labels: used(document) }]),
    again,
  );
}

async function splitArm(trial, arm, label, again) {
  const documents = trial.documents.filter((document) => arm.by_document?.[keyOf(document)]);
  await change(
    documents.map((document) => ["/api/arms/split", { key: newKey(), document: document.id, label }]),
    again,
  );
}

/** Posts all of these, then shows the trial as it now is. A document that has nothing to split says so with 404, which is no failure here. */
async function change(requests, again) {
  let done = 0;
  try {
    for (const [path, body] of requests)
      await post(path, body).then(
        () => ++done,
        (error) => {
          if (error.status !== 404) throw error;
        },
      );
    toast(t(done ? "saving.saved" : "finding.gone"));
  } catch (error) {
    toast(error.code === "offline" ? t("offline") : error.message, "bad");
  }
  await again();
}

function sources(trial) {
  const groups = FIELD_NAMES.map((field) => [field, trial.fields.filter((row) => row.field === field)]).filter(
    ([, rows]) => rows.length,
  );
  const order = ["sample_size", "dose", "follow_up", "outcome", "result", "arm", "registration_id"];
  groups.sort((a, b) => order.indexOf(a[0]) - order.indexOf(b[0]));
  return sheet(
    trial,
    t("trial.what"),
    groups.map(([field, rows]) =>
      h(
        "tbody",
        { class: "field", "data-field": field },
        h(
          "tr",
          { class: "group" },
          h(
            "th",
            { scope: "rowgroup", colspan: trial.documents.length + 1 },
            h("span", { class: "swatch" }),
            " ",
            t(`field.${field}`),
          ),
        ),
        rows.map((row) =>
          h(
            "tr",
            { class: row.disagreement ? "disagree" : null },
            h(
              "th",
              { scope: "row" },
              shown(nameFor(row)),
              row.disagreement ? h("span", { class: "disagreement" }, "≠\u2002", t("disagrees")) : null,
            ),
            trial.documents.map((document) => h("td", null, cells(document, row))),
          ),
        ),
      ),
    ),
  );
}

const VOCABULARIES = ["kind", "statistic", "role"];

/** A row's name is made of vocabulary words, durations and words of the documents. */
function nameFor(row) {
  if (!row.name) return t(`field.${row.field}`);
  const part_ = (said) => {
    const known = VOCABULARIES.find((one) => has(`${one}.${said}`));
    if (known) return word(known, said);
    if (said.includes("{")) return unit(said);
    return /^P\d/.test(said) ? duration(said) : /^[a-z]+(_[a-z0-9]+)+$/.test(said) ? said.replaceAll("_", " ") : said;
  };
  return row.name.split(" · ").map(part_).join(" · ");
}

function cells(document, row) {
  const values = row.cells?.[keyOf(document)] ?? [];
  if (!values.length) return h("span", { class: "silent" }, t("not_reported"));
  return values.map((cell) => {
    const extra =
      row.field === "result"
        ? [cell.value.arm, cell.value.comparator && `${t("versus")} ${cell.value.comparator}`].filter(Boolean).join(" ")
        : row.field === "dose"
          ? subject("dose", { route: cell.value.route })
          : "";
    return h(
      "a",
      { class: "cell-value", href: leads(document, cell.finding) },
      h("span", null, shown(headline(row.field, cell.value)), extra ? h("span", { class: "faint" }, ` ${shown(extra)}`) : null),
      cell.state && cell.state !== "pending"
        ? h("span", { class: "state", "data-state": cell.state }, word("state", cell.state))
        : null,
    );
  });
}
