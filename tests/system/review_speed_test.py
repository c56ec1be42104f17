"""How fast the curators' page is, in real Chromium with many findings in the store: what people who review by the hundred feel.

The budgets hold for a quiet machine; the tests without `Soak` run a tenth and only refuse what would be a mistake of another order."""

import json
import os
import unittest

from review_hostile_test import long_report
from review_program import CARD, ReviewTest

STEPS = """
  const [strokes, times] = arguments;
  return (async () => {
    const { state } = await import("/assets/state.js");
    const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
    const taken = [];
    for (let i = 0; i < times; ++i) {
      const before = state.finding;
      const start = performance.now();
      document.dispatchEvent(new KeyboardEvent("keydown", { key: strokes[i % strokes.length], bubbles: true }));
      while (state.finding === before && performance.now() - start < 5000) await new Promise((resolve) => setTimeout(resolve, 0));
      await painted();
      taken.push(performance.now() - start);
      await new Promise((resolve) => setTimeout(resolve, 60));  // A person looks before the next key.
    }
    return taken;
  })();"""

FILTERS = ("field=dose", "field=result", "field=follow_up,sample_size", "lang=zh-Hans", "state=all", "max_confidence=0.9", "field=dose&lang=en&state=all",
           "q=placebo", "q=%E4%B8%AA%E6%9C%88", "q=number%20776", "q=serious%20adverse&lang=en", "state=accepted")


def many_reports(findings):
    """NDJSON-free: one text per document, each with some nine findings, English and Chinese by turns."""
    for number in range(findings // 8):
        n = 20 + number
        if number % 2:
            yield (f"脐带间充质干细胞治疗第{number}号研究\n\n将{2 * n}例患者随机分为治疗组{n}例和对照组{n}例。治疗组静脉输注{number % 90 + 1}×10⁶个细胞。随访{number % 60 + 2}个月。"
                   f"治疗组有效率为{n - 5}例({100 * (n - 5) / n:.1f}%),对照组为{n - 9}例({100 * (n - 9) / n:.1f}%),P=0.0{number % 9 + 1}。注册号ChiCTR2{number:09d}。\n")
        else:
            yield (f"# Trial number {number} of examplumab\n\nA total of {2 * n} patients were randomly assigned to the treatment group (n = {n}) or the placebo group (n = {n}). "
                   f"They received {number % 90 + 1} mg of examplumab orally and were followed for {number % 60 + 2} months. "
                   f"Serious adverse events occurred in {number % 7 + 1} of {n} patients in the treatment group and in {number % 5 + 2} of {n} patients in the placebo group. "
                   f"Trial registration: NCT{number:08d}.\n")


def p95(times):
    return sorted(times)[int(0.95 * (len(times) - 1))]


class Speed(ReviewTest):
    def fill(self, findings):
        folder = self.path("reports")
        os.makedirs(folder)
        for number, text in enumerate(many_reports(findings)):
            with open(os.path.join(folder, f"{number:06d}.txt"), "w", encoding="utf-8") as file:
                file.write(text)
        self.mine(folder)
        self.mine(self.write("long.md", long_report()))

    def measure(self, findings, decisions):
        """Milliseconds by what is done."""
        self.fill(findings)
        page = self.browse(self.serve().door)
        times = {"findings": sum(page.counts().values())}
        page.run(STEPS, ["j"], 10)  # Warm.
        times["next"] = page.run(STEPS, ["a", "j", "x1"[0]][:2], max(40, decisions // 10))
        page.saved()
        times["server"] = page.run("""return performance.getEntriesByType("resource").filter((one) => one.name.endsWith("/api/decisions")).map((one) => one.serverTiming[0].duration)""")
        times["open"] = page.run("""
          return (async () => {
            const { items: [item] } = await (await fetch("/api/queue?limit=1&q=very%20long%20report")).json();
            const { state } = await import("/assets/state.js");
            const start = performance.now();
            location.hash = `#/review?scope=document&state=all&at=${encodeURIComponent(item.document + "|" + item.id)}`;
            while (state.finding?.id !== item.id && performance.now() - start < 20000) await new Promise((resolve) => setTimeout(resolve, 0));
            await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
            return [performance.now() - start];
          })();""")
        page.go("#/review")
        times["filter"] = [self.list_comes(page, filter) for filter in FILTERS]
        page.go("#/review")
        times["heap"] = self.heap_growth(page, decisions)
        return page, times

    def list_comes(self, page, filter):
        """Milliseconds from the filter to its list in sight."""
        return page.run("""
          const [filter] = arguments;
          return (async () => {
            document.querySelector(".list-space").replaceChildren();
            const start = performance.now();
            location.hash = `#/review?${filter}`;
            while (!document.querySelector(".list-space .row") && performance.now() - start < 20000) await new Promise((resolve) => setTimeout(resolve, 0));
            return performance.now() - start;
          })();""", filter)

    def heap_growth(self, page, decisions):
        """Megabytes that so many decisions leave behind."""
        def heap():
            page.devtools("HeapProfiler.collectGarbage")
            return page.run("return performance.memory.usedJSHeapSize")
        page.devtools("HeapProfiler.enable")
        page.run(STEPS.replace("60)", "0)"), ["a"], 20)
        page.saved()
        before = heap()
        page.run(STEPS.replace("60)", "0)"), ["a", "5"], decisions // 2)
        page.run(STEPS.replace("60)", "0)"), ["a", "5"], decisions - decisions // 2)
        page.saved()
        return (heap() - before) / 2**20

    def report(self, times):
        shown = {name: round(p95(taken), 1) if isinstance(taken, list) else round(taken, 1) for name, taken in times.items()}
        worst = {name: round(max(times[name]), 1) for name in ("next", "filter", "server")}
        print(f"p95 in ms (heap in MB): {json.dumps(shown)}, at worst: {json.dumps(worst)}", flush=True)
        print("lists in ms: " + ", ".join(f"{filter} {taken:.0f}" for filter, taken in zip(FILTERS, times["filter"])), flush=True)
        return shown


class ReviewSpeed(Speed):
    def test_ten_thousand_findings_are_reviewed_without_waiting(self):
        page, times = self.measure(findings=10_000, decisions=100)
        shown = self.report(times)
        self.assertGreater(times["findings"], 9_000)
        self.assertLess(shown["next"], 1000)
        self.assertLess(shown["server"], 500)
        self.assertLess(shown["open"], 5000)
        self.assertLess(shown["filter"], 3000)
        self.assertLess(shown["heap"], 20)
        self.assertEqual([], page.errors())


class SoakReviewSpeed(Speed):
    def test_the_budgets_hold_with_a_hundred_thousand_findings(self):
        page, times = self.measure(findings=100_000, decisions=1000)
        shown = self.report(times)
        self.assertGreater(times["findings"], 90_000)
        self.assertLessEqual(shown["next"], 50)
        self.assertLessEqual(max(times["next"]), 100)
        self.assertLessEqual(shown["server"], 10)
        self.assertLessEqual(shown["open"], 300)
        self.assertLessEqual(shown["filter"], 150)
        self.assertLess(shown["heap"], 20)


if __name__ == "__main__":
    unittest.main()
