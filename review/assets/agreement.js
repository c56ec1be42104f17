// How far two reviewers who did not see each other's work agreed.

import { h } from "./dom.js";
import { get } from "./api.js";
import { page, sheet } from "./overview.js";
import { count, t } from "./i18n.js";

export function makeAgreement() {
  return page(
    () => get("/api/agreement"),
    ({ fields = [], pairs = [] }) => [
      h("h1", null, t("view.agreement")),
      h("p", { class: "lead" }, t("agreement.lead")),
      fields.length ? table(fields) : h("p", { class: "empty" }, t("agreement.none")),
      pairs.length ? [h("h2", null, t("agreement.pairs")), table(pairs)] : null,
    ],
  );
}

const share = (x) => (x == null ? "—" : `${(100 * x).toFixed(1)}%`);

function table(fields) {
  const heads = [
    [t("field")],
    [t("agreement.n"), "numeric"],
    [t("agreement.raw"), "numeric"],
    [t("agreement.kappa"), "numeric"],
    [t("agreement.table")],
  ];
  return sheet(
    heads,
    fields.map((row) =>
      h(
        "tr",
        { class: "field", "data-field": row.field },
        h(
          "th",
          { scope: "row" },
          h("span", { class: "swatch" }),
          " ",
          h("span", { class: "field-name" }, t(`field.${row.field}`)),
          row.a ? h("span", { class: "faint" }, ` ${row.a} · ${row.b}`) : null,
        ),
        h("td", { class: "numeric" }, count(row.n)),
        h("td", { class: "numeric" }, share(row.raw)),
        h("td", { class: "numeric" }, row.kappa == null ? "—" : Number(row.kappa).toFixed(2)),
        h("td", null, four(row)),
      ),
    ),
  );
}

/** Accepted as read or not, the first reviewer down, the second across. */
function four({ table: rows, a, b }) {
  if (!rows) return null;
  const labels = [t("agreement.right"), t("agreement.wrong")];
  return h(
    "table",
    { class: "four", "aria-label": t("agreement.table") },
    h(
      "tr",
      null,
      h("td", null, a ? `${a} ↓ ${b} →` : null),
      labels.map((label) => h("th", { scope: "col" }, label)),
    ),
    rows.map((row, i) =>
      h(
        "tr",
        null,
        h("th", { scope: "row" }, labels[i]),
        row.map((n) => h("td", null, count(n))),
      ),
    ),
  );
}
