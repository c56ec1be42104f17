// A table from its cells: each at its row and column, with its spans, header rows apart.

import { h } from "./dom.js";

const MOST_COLUMNS = 100;
const NUMERIC = /^[\s(<>≤≥=~≈±+−–-]*\d[\d\s.,%()/±+−–~[\]<>=*†‡§-]*$/;

const textOf = (cell) =>
  cell.sentences
    .map((sentence) => sentence.text)
    .join("")
    .trim();

/** cells: blocks of one table. make(block, tag) gives the element of one. */
export function makeTable(cells, make) {
  const rows = new Map();
  for (const cell of cells) {
    if (!rows.has(cell.row)) rows.set(cell.row, []);
    rows.get(cell.row).push(cell);
  }
  const order = [...rows.keys()].sort((a, b) => a - b);
  const heads = headRows(order, rows);
  const numeric = numericColumns(cells);
  const taken = new Map(); // Row to the columns that cells from above reach into.
  const build = (row) => h("tr", null, rowOf(row, rows.get(row), { make, taken, numeric, head: heads.has(row) }));
  const head = order.filter((row) => heads.has(row)).map(build);
  const body = order.filter((row) => !heads.has(row)).map(build);
  return h("table", null, head.length ? h("thead", null, head) : null, h("tbody", null, body));
}

/** The rows at the top that hold nothing but header cells. */
function headRows(order, rows) {
  const heads = new Set();
  for (const row of order) {
    if (!rows.get(row).every((cell) => cell.header)) break;
    heads.add(row);
  }
  return heads.size < order.length ? heads : new Set();
}

/** Columns most of whose cells are numbers: they are set flush right. */
function numericColumns(cells) {
  const tally = new Map();
  for (const cell of cells) {
    if (cell.header || (cell.column_span ?? 1) > 1 || !textOf(cell)) continue;
    const [numbers, all] = tally.get(cell.column) ?? [0, 0];
    tally.set(cell.column, [numbers + NUMERIC.test(textOf(cell)), all + 1]);
  }
  return new Set([...tally].filter(([, [numbers, all]]) => numbers * 2 > all).map(([column]) => column));
}

function rowOf(row, cells, { make, taken, numeric, head }) {
  const out = [];
  let column = 0;
  const fillTo = (end) => {
    for (; column < Math.min(end, MOST_COLUMNS); ++column)
      if (!taken.get(row)?.has(column)) out.push(h("td", { "aria-hidden": "true" }));
    column = end;
  };
  for (const cell of cells.sort((a, b) => a.column - b.column)) {
    fillTo(cell.column);
    const made = make(cell, cell.header || head ? "th" : "td");
    const width = Math.min(cell.column_span ?? 1, MOST_COLUMNS);
    if (width > 1) made.colSpan = width;
    if ((cell.row_span ?? 1) > 1) made.rowSpan = cell.row_span;
    if (made.tagName === "TH") made.scope = head ? "col" : "row";
    if (cell.column === 0 && width === 1) made.classList.add("stub");
    if (numeric.has(cell.column) && width === 1) made.classList.add("numeric");
    for (let below = row + 1; below < row + Math.min(cell.row_span ?? 1, 500); ++below) {
      if (!taken.has(below)) taken.set(below, new Set());
      for (let i = 0; i < width; ++i) taken.get(below).add(cell.column + i);
    }
    out.push(made);
    column = cell.column + width;
  }
  return out;
}

/** The header cells of a cell: those of its column above it and those of its row before it. */
export function headsOf(blocks, cell) {
  const across = (one) => one.column < cell.column + (cell.column_span ?? 1) && cell.column < one.column + (one.column_span ?? 1);
  const down = (one) => one.row < cell.row + (cell.row_span ?? 1) && cell.row < one.row + (one.row_span ?? 1);
  return blocks.filter(
    (one) =>
      one.kind === "cell" &&
      one.table === cell.table &&
      one.i !== cell.i &&
      ((across(one) && one.row < cell.row && one.header) ||
        (down(one) && one.column < cell.column && (one.header || one.column === 0))),
  );
}
