// The strip beside the text that shows where in the document findings lie.

import { h, settled } from "./dom.js";
import { isOpen } from "./state.js";
import { t } from "./i18n.js";
import { onAppearance } from "./settings.js";

/** How far into its block a place lies, 0 to 1. */
function partOf(block, place) {
  const lengths = block.sentences.map((sentence) => sentence.text.length);
  const sum = (list) => list.reduce((all, one) => all + one, 0);
  return (sum(lengths.slice(0, place.sentence)) + place.start) / Math.max(1, sum(lengths));
}

/** pick(finding) is called for the tick nearest to a click. */
export function makeGutter(scroller, pick) {
  const canvas = h("canvas", { "aria-hidden": "true" });
  const element = h("div", { class: "gutter", title: t("gutter") }, canvas);
  let ticks = []; // {finding, at}: where its block begins, as a part of the whole height.
  let current = null;

  function measure(view, findings) {
    const whole = Math.max(view.root.scrollHeight, 1);
    const first = new Map();
    const size = new Map();
    view.tops.forEach((top, i) => {
      if (!first.has(top)) first.set(top, i);
      size.set(top, i - first.get(top) + 1);
    });
    const measured = new Map();
    ticks = findings.flatMap((finding) => {
      const place = finding.anchor?.[0];
      const block = place?.block;
      const top = view.tops[block];
      if (!top) return [];
      const within = partOf(view.document.blocks[block], place);
      if (!measured.has(top)) measured.set(top, [top.offsetTop, top.offsetHeight]);
      const [at, height] = measured.get(top);
      return [{ finding, at: (at + (height * (block - first.get(top) + within)) / size.get(top)) / whole }];
    });
  }

  function draw() {
    const scale = devicePixelRatio || 1;
    const { clientWidth: width, clientHeight: height } = element;
    if (!width || !height) return;
    canvas.width = width * scale;
    canvas.height = height * scale;
    const context = canvas.getContext("2d");
    context.scale(scale, scale);
    const colours = getComputedStyle(document.documentElement);
    for (const { finding, at } of ticks) {
      const open = isOpen(finding);
      context.globalAlpha = open ? 1 : 0.35;
      context.fillStyle = colours.getPropertyValue(finding.state === "rejected" ? "--ink-faint" : `--${finding.field}`);
      context.fillRect(3, Math.min(at * height, height - 3), width - 6, 2);
    }
    const now = ticks.find(({ finding }) => finding === current);
    if (!now) return;
    context.globalAlpha = 1;
    context.fillStyle = colours.getPropertyValue("--accent");
    context.fillRect(0, Math.min(now.at * height - 1, height - 4), width, 4);
  }

  const later = settled(60, draw);
  new ResizeObserver(later).observe(element);
  onAppearance(later);
  element.addEventListener("click", (event) => {
    const at = event.offsetY / element.clientHeight;
    const nearest = ticks.reduce((best, tick) => (!best || Math.abs(tick.at - at) < Math.abs(best.at - at) ? tick : best), null);
    if (nearest) pick(nearest.finding);
  });
  return {
    element,
    show: settled(80, (view, findings) => {
      if (view.root.isConnected) {
        measure(view, findings);
        draw();
      }
    }),
    current(finding) {
      current = finding;
      later();
    },
  };
}
