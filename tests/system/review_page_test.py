"""The curators' page in real Chromium: what one person does with it, by keys."""

import json
import signal
import unittest

from review_program import CARD, ReviewTest, free_port
from webdriver import ENTER, ESCAPE

PRINTED = [
    ("result", "12/60", {"statistic": "events", "events": 12, "total": 60, "percent": None}),
    ("result", "6 of 30 patients (20%)", {"events": 6, "total": 30, "percent": 20}),
    ("result", "31例中5例", {"events": 5, "total": 31}),
    ("result", "15例（48%）", {"events": 15, "percent": 48, "total": None}),
    ("result", "0/41", {"events": 0, "total": 41}),
    ("result", "5.2 ± 1.1", {"statistic": "mean", "estimate": 5.2, "sd": 1.1}),
    ("result", "9.02±1.27", {"estimate": 9.02, "sd": 1.27}),
    ("result", "31.4 (10.2)", {"estimate": 31.4, "sd": 10.2}),
    ("result", "HR 0.75 (95% CI 0.60–0.94), p = 0.01",
     {"statistic": "hazard_ratio", "estimate": 0.75, "ci_level": 95, "ci_low": 0.6, "ci_high": 0.94, "p_relation": "=", "p": 0.01}),
    ("result", "RR=1.46（95%CI：1.09～1.96），P=0.009", {"statistic": "risk_ratio", "estimate": 1.46, "ci_low": 1.09, "ci_high": 1.96, "p": 0.009}),
    ("result", "difference -2.6 points, 95% CI -14.6 to 9.3", {"statistic": "mean_difference", "estimate": -2.6, "ci_low": -14.6, "ci_high": 9.3}),
    ("result", "2.1 (0.4 to 3.8)", {"estimate": 2.1, "ci_low": 0.4, "ci_high": 3.8, "ci_level": None}),
    ("result", "p<0.001", {"statistic": "p_value", "p_relation": "<", "p": 0.001}),
    ("result", "未见", {"statistic": "none_observed", "events": None}),
    ("dose", "5 × 10⁷ cells", {"low": 5e7, "high": 5e7, "unit": "{cells}"}),
    ("dose", "1~2×10⁶ cells/kg", {"low": 1e6, "high": 2e6, "unit": "{cells}/kg"}),
    ("dose", "2000万个细胞", {"low": 2e7, "high": 2e7, "unit": "{cells}"}),
    ("dose", "0.5-1.0 mg/kg intravenously", {"low": 0.5, "high": 1, "unit": "mg/kg", "route": "intravenous"}),
    ("dose", "100 000 IU", {"low": 100000, "high": 100000, "unit": "[iU]"}),
    ("sample_size", "Sixty patients were randomised", {"count": 60, "kind": "randomized"}),
    ("sample_size", "共纳入1,204例", {"count": 1204, "kind": "enrolled"}),
    ("sample_size", "no patients are named", {"count": None}),
    ("follow_up", "six months", {"duration": "P6M", "days": 182.625}),
    ("follow_up", "24周", {"duration": "P24W", "days": 168}),
    ("arm", "对照组31例", {"label": "对照组", "count": 31, "role": "active_comparator"}),
    ("arm", "control group (n = 30)", {"label": "control group", "count": 30}),
    ("registration_id", "nct01234567", {"id": "NCT01234567", "registry": "ClinicalTrials.gov"}),
]


class ReviewPage(ReviewTest):
    def start(self, *names, **more):
        self.mine_corpora(*names)
        self.server = self.serve()
        return self.browse(self.server.door, **more)

    def test_twenty_findings_of_two_languages_are_decided_by_keys_and_the_export_holds_exactly_these(self):
        page = self.start()
        expected = []
        for language in ("en", "zh-Hans"):
            page.go(f"#/review?lang={language}")
            page.wait(f"document.querySelector('.filters select[aria-label]') && location.hash.includes('{language}')")
            page.run("document.activeElement.blur()")
            for number, strokes in enumerate(["a", "x1", "a", "5", "a", "x3", "a", "2", "a", "a"]):
                document, finding = page.current
                page.press(*strokes)
                reason = {"1": "numerical", "2": "ambiguous", "3": "zero_assumed", "5": "misidentified"}.get(strokes[-1], "")
                expected.append((document, finding, "reject" if reason else "accept", reason))
        page.saved()
        made = [(one["document"], one["fact"], one["action"], one.get("reason", "")) for one in self.decisions()]
        self.assertEqual(sorted(expected), sorted(made))
        self.assertEqual(20, len(set(made)))
        self.assertEqual([], page.errors())

    def test_a_correction_is_typed_as_printed_and_checked_while_typing(self):
        page = self.start("jats-knee")
        page.go("#/review?field=result&q=20%25")
        document, finding = page.current
        page.keys("e")
        page.wait("document.activeElement.matches('.form input')")
        page.keys("31/30")
        page.wait("document.querySelector('.form [aria-invalid=true]')?.name === 'events'")
        self.assertTrue(page.run("return document.querySelector('.form [type=submit]').disabled"))
        page.keys("\ue003" * 5)
        page.keys("7/30")
        page.wait("!document.querySelector('.form [type=submit]').disabled")
        page.keys(ENTER)
        page.wait(f"{CARD}.state === 'corrected'")  # It was the last of this filter and stays in sight.
        page.saved()
        (decision,) = self.decisions()
        value = decision["value"] if isinstance(decision["value"], dict) else json.loads(decision["value"])
        self.assertEqual((document, finding, "correct", 7, 30), (decision["document"], decision["fact"], decision["action"], value["events"], value["total"]))

    def test_undo_and_redo_reach_across_documents_and_a_reload(self):
        page = self.start()
        made = []
        for _ in range(3):
            made.append(page.current)
            page.press("a")
            page.press("J")
        page.saved()
        self.assertEqual(3, page.counts()["accepted"])
        page.reload()
        page.ready()
        for number, finding in enumerate(reversed(made)):
            page.keys("u")
            page.wait(f"{CARD}.document === arguments[0] && {CARD}.finding === arguments[1] && {CARD}.state === 'pending'", *finding)
            page.saved()
            self.assertEqual(2 - number, page.counts()["accepted"])
        page.keys("U")
        page.wait(f"{CARD}.finding === arguments[0] && {CARD}.state === 'accepted'", made[0][1])
        page.saved()
        self.assertEqual(1, page.counts()["accepted"])

    def test_a_reload_in_the_middle_shows_the_same_finding_and_filter(self):
        page = self.start()
        page.go("#/review?field=dose")
        page.press("a")
        page.press("j")
        before = page.current
        page.wait("location.hash.includes('at=')")
        page.wait("decodeURIComponent(location.hash).includes(arguments[0])", before[1])
        page.reload()
        page.ready()
        page.wait(f"{CARD}.finding === arguments[0]", before[1])
        self.assertIn("field=dose", page.url)
        fields = page.run("return [...document.querySelectorAll('.row')].map((row) => row.dataset.field)")
        self.assertEqual({"dose"}, set(fields))

    def test_next_and_previous_stay_within_the_filter(self):
        page = self.start()
        page.go("#/review?field=sample_size,dose&lang=zh-Hans")
        seen = [page.current]
        for _ in range(4):
            seen.append(page.press("j"))
            self.assertIn(page.run("return document.querySelector('.card .top').dataset.field"), ("sample_size", "dose"))
        for finding in reversed(seen[:-1]):
            self.assertEqual(finding, page.press("k"))

    def test_a_missed_finding_is_added_by_typing_its_words(self):
        page = self.start("jats-knee")
        page.go("#/review?document=pmcid:PMC99000021")
        page.keys("i")
        page.wait("document.activeElement.matches('.find input')")
        page.keys("aged 45 to 75 years")
        page.wait("document.querySelector('.find [role=status]').textContent.startsWith('1 ')")
        page.keys(ENTER)
        page.wait(f"{CARD}.mode === 'add' && document.activeElement.matches('[role=radio]')")
        page.keys("2")  # A sample size.
        page.wait("document.activeElement.matches('.form input') && document.querySelector('.form [name=count]')")
        page.keys("45 patients randomised")
        page.wait("document.querySelector('.form [name=count]').value === '45'")
        page.keys(ENTER)
        page.wait(f"{CARD}.state === 'added'")
        page.saved()
        (decision,) = self.decisions()
        self.assertEqual(("add", "sample_size", "aged 45 to 75 years"), (decision["action"], decision["field"], decision["quote"]))
        page.keys("u")
        page.saved()
        page.wait(f"{CARD}.state !== 'added'")

    def test_a_note_and_a_skip_settle_nothing(self):
        page = self.start("jats-knee")
        finding = page.current
        page.keys("n")
        page.wait("document.activeElement.matches('textarea')")
        page.keys("see table 2", ENTER)
        page.wait(f"{CARD}.mode === 'look'")
        self.assertEqual(finding, page.current)
        page.press("s")
        page.saved()
        self.assertEqual(["note", "skip"], [one["action"] for one in self.decisions()])
        self.assertEqual((1, 0), (page.counts()["skipped"], page.counts()["accepted"]))

    def test_keys_do_nothing_while_somebody_types_or_composes(self):
        page = self.start("jats-knee")
        before = page.current
        page.keys("/")
        page.wait("document.activeElement.type === 'search'")
        page.keys("axsu1", ESCAPE)
        page.run("""for (const key of ["a", "x", "j", "1"])
          document.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true, isComposing: true}));""")
        page.run("""document.dispatchEvent(new KeyboardEvent("keydown", {key: "Process", keyCode: 229, bubbles: true}))""")
        page.saved()
        self.assertEqual([], self.decisions())
        self.assertEqual(before, page.current)

    def test_a_lost_connection_is_shown_and_nothing_is_lost_or_sent_twice(self):
        self.mine_corpora()
        port = free_port()
        server = self.serve(port=port)
        page = self.browse(server.door)
        expected = [page.current]
        page.press("a")
        page.saved()
        page.press("j")  # What comes next is here already.
        page.press("k")
        server.stop(signal.SIGKILL)
        for _ in range(2):
            expected.append(page.current)
            page.press("a")
        page.wait("document.querySelector('[data-role=saving]').dataset.state === 'offline'")
        self.assertIn("2", page.text("[data-role=saving]"))
        self.serve(port=port)
        page.saved()
        self.assertEqual(sorted((*finding, "accept") for finding in expected), sorted(self.made()))

    def test_what_was_not_sent_before_a_reload_is_sent_after_it(self):
        self.mine_corpora("jats-knee")
        port = free_port()
        server = self.serve(port=port)
        page = self.browse(server.door)
        finding = page.current
        server.stop(signal.SIGKILL)
        page.press("a")
        page.wait("document.querySelector('[data-role=saving]').dataset.state === 'offline'")
        server = self.serve(port=port)
        page.open(server.door)
        page.ready()
        page.saved()
        self.assertEqual([(*finding, "accept")], self.made())

    def test_the_evidence_of_the_finding_in_hand_stands_in_the_middle(self):
        page = self.start("ctgov-results")
        for _ in range(6):
            page.press("j")
            page.wait("""(() => {
              const mark = [...CSS.highlights.get("current")][0].getBoundingClientRect();
              const pane = document.querySelector(".reading-scroll");
              const port = pane.getBoundingClientRect();
              const off = Math.abs(mark.top + mark.height / 2 - port.top - port.height / 2);
              return off < port.height / 4 || pane.scrollTop === 0 || pane.scrollTop + pane.clientHeight >= pane.scrollHeight - 2;
            })()""", why="the evidence did not come to the middle")

    def test_a_click_on_marked_words_takes_their_finding(self):
        page = self.start("jats-knee")
        page.run("""
          const [range] = CSS.highlights.get("dose");
          document.querySelector(".reading-scroll").scrollTop += range.getBoundingClientRect().top - 300;""")
        box = page.run("const box = [...CSS.highlights.get('dose')][0].getClientRects()[0]; return [Math.round(box.left + 8), Math.round(box.top + 8)]")
        page.call("POST", "/actions", {"actions": [{"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": [
            {"type": "pointerMove", "x": box[0], "y": box[1]}, {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]}]})
        page.wait("document.querySelector('.card .top')?.dataset.field === 'dose'")

    def test_numbers_as_papers_print_them_fill_the_members_of_a_form(self):
        page = self.start("html-hospital-news")
        for field, printed, expected in PRINTED:
            value = page.run("return import('/assets/numbers.js').then(({ read }) => read(arguments[0], arguments[1]))", field, printed)
            self.assertEqual(expected, {name: value.get(name) for name in expected}, printed)

    def test_both_languages_have_every_phrase(self):
        page = self.start("markdown-table-chinese")
        self.assertEqual([[], []], page.run("""
          return Promise.all([import("/assets/en.js"), import("/assets/zh.js")]).then(([{ en }, { zh }]) =>
            [Object.keys(en).filter((name) => !(name in zh)), Object.keys(zh).filter((name) => !(name in en))]);"""))
        chinese = self.browse(self.server.door, language="zh-CN")
        self.assertEqual("zh-Hans", chinese.run("return document.documentElement.lang"))
        for view in ("review", "trials", "conflicts", "agreement", "report"):
            for one in (page, chinese):
                one.go(f"#/{view}", ready=False)
                one.wait("document.querySelector('[aria-current=page]').getAttribute('href') === '#/' + arguments[0] && !document.body.innerText.includes('…\\n')", view)
                missing = one.run(r"return document.body.innerText.match(/\b(?:view|state|field|member|action|filter|trial|report|agreement)\.[a-z_]+\b/g)")
                self.assertIsNone(missing, view)
        self.assertEqual([], page.errors() + chinese.errors())


if __name__ == "__main__":
    unittest.main()
