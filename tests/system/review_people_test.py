"""The curators' page in real Chromium: several people at one store, and a store that is read anew."""

import json
import os
import unittest

from review_program import CARD, ReviewTest, reviewers
from webdriver import ENTER

TEXT = ("Registered as NCT09901234. A total of 60 patients were randomly assigned to receive 5 mg of examplumab or placebo and were "
        "followed for 12 months. Serious adverse events occurred in 3 of 30 patients in the treatment group and in 5 of 30 patients in the "
        "placebo group.\n")


class ReviewPeople(ReviewTest):
    def start(self, double=("result",)):
        self.mine_corpora("jats-knee", "markdown-table-chinese")
        self.server = self.serve("--reviewers", self.write("reviewers.toml", reviewers(double)))
        os.chmod(self.path("reviewers.toml"), 0o600)

    def enter(self, name):
        return self.browse(self.server.doors[name])

    def test_two_who_disagree_are_settled_by_the_adjudicator_who_sees_both(self):
        self.start()
        ann, bo = self.enter("Ann"), self.enter("Bo")
        for page in (ann, bo):
            page.go("#/review?field=result&document=pmcid:PMC99000021&q=20%25")
        disputed = ann.current
        ann.keys("a")
        ann.wait(f"{CARD}.state === 'waiting'")
        ann.saved()
        bo.reload()
        bo.ready()
        bo.go(f"#/review?document={disputed[0]}&at={disputed[0]}%7C{disputed[1]}")
        bo.wait(f"{CARD}.finding === arguments[0]", disputed[1])
        self.assertEqual("pending", bo.run(f"return {CARD}.state"), "nobody sees what the other decided before deciding")
        bo.keys("e")
        bo.wait("document.activeElement.matches('.form input')")
        bo.keys("7/30", ENTER)
        bo.wait(f"{CARD}.finding !== arguments[0] || {CARD}.state === 'conflict'", disputed[1])
        bo.saved()
        chen = self.browse()
        chen.open(self.server.doors["Chen"])
        chen.wait("document.querySelector('.badge')?.textContent === '1'", why="the conflict is not counted")
        chen.keys("c")
        opinions = chen.wait("document.querySelectorAll('.opinion').length === 2 && document.querySelector('.two').innerText")
        for words in ("Ann", "Bo", "6 / 30", "7 / 30"):
            self.assertIn(words, opinions)
        chen.keys("1")
        chen.saved()
        chen.wait("!document.querySelector('.badge').textContent")
        status, finding = chen.api(f"/api/finding/{disputed[0].replace(':', '%3A')}/{disputed[1]}")
        self.assertEqual((200, "accepted"), (status, finding["state"]))
        chen.keys("g")
        chen.wait("document.querySelector('.page')?.innerText.includes('κ')")
        self.assertEqual([], ann.errors() + bo.errors() + chen.errors())

    def test_neither_is_a_verdict_with_a_value_of_its_own(self):
        self.start()
        for name, strokes in (("Ann", "a"), ("Bo", "1")):
            page = self.enter(name)
            page.go("#/review?field=result&document=pmcid:PMC99000021&q=20%25")
            disputed = page.current
            page.keys(strokes)
            page.wait(f"{CARD}.state !== 'pending'")
            page.saved()
            page.close()
        chen = self.browse()
        chen.open(self.server.doors["Chen"] + "#/conflicts")
        chen.wait("document.querySelectorAll('.opinion').length === 2")
        chen.keys("3")
        chen.wait("document.activeElement.matches('.form input')")
        chen.keys("8/30", ENTER)
        chen.saved()
        status, finding = chen.api(f"/api/finding/{disputed[0].replace(':', '%3A')}/{disputed[1]}")
        self.assertEqual(("corrected", 8), (finding["state"], finding["effective_value"]["events"]))

    def test_one_who_opens_what_another_has_open_is_told(self):
        self.start(double=())
        ann, bo = self.enter("Ann"), self.enter("Bo")
        finding = ann.current
        bo.wait(f"{CARD}.finding === arguments[0]", finding[1])
        said = [page for page in (ann, bo) if page.run("return new Promise((done) => setTimeout(() => done(document.querySelector('.card .note')?.innerText ?? ''), 1500))")]
        self.assertEqual(1, len(said), "one of them has it, the other is told")

    def test_decisions_outlive_a_reading_with_other_rules_and_the_report_says_what_became_of_them(self):
        self.mine(self.write("report.txt", TEXT))
        server = self.serve()
        page = self.browse(server.door)
        decided = {}
        while page.counts()["pending"]:
            field = page.run("return document.querySelector('.card .top').dataset.field")
            decided[page.current] = field
            page.keys("1" if field == "dose" else "a")
            page.saved()
            if page.counts()["pending"]:
                page.wait(f"{CARD}.finding !== arguments[0]", list(decided)[-1][1])
        before = page.counts()
        # A rule that no longer sees the follow-up, and one that finds what no rule found before.
        self.write("rules/follow_up/en.toml", """
[[rule]]
id = "follow_up.en.followed-for"
pattern = '\\bnever matched (?P<span>{duration:duration})'
gives = { statistic = "fixed" }
confidence = 0.9
finds = [ { text = "never matched 3 weeks", value = { duration = "P3W" } } ]
ignores = [ "followed for 12 months" ]

[[rule]]
id = "follow_up.en.whole"
pattern = '(?P<span>for {duration:duration})'
gives = { statistic = "minimum" }
confidence = 0.9
finds = [ { text = "for 3 weeks", value = { duration = "P3W" } } ]
ignores = [ "3 weeks" ]
""")
        self.mine(self.path("report.txt"), rules=self.path("rules"))
        page.keys("p")
        shown = page.wait("document.querySelector('.summary') && [...document.querySelectorAll('.summary dd')].map((one) => Number(one.textContent))")
        kept, stale, vanished, new = shown
        self.assertEqual((len(decided), 1), (kept + stale + vanished, stale + vanished), shown)
        self.assertGreaterEqual(new, 1)
        page.reload()
        after = page.counts()
        self.assertEqual(before["rejected"], after["rejected"], "what was rejected stays rejected")
        self.assertEqual(len(decided), len(self.decisions()))


class ReviewTrial(ReviewTest):
    def test_a_trial_stands_side_by_side_by_source_with_its_disagreements(self):
        self.mine(self.write("a.txt", TEXT), self.write("b.txt", TEXT.replace("60 patients", "64 patients").replace("12 months", "24 months")))
        page = self.browse(self.serve().door)
        page.keys("t")
        page.wait("document.querySelector('.sheet.sources .disagree')")
        rows = page.run("return [...document.querySelectorAll('tr.disagree')].map((row) => row.innerText)")
        self.assertTrue(any("60" in row and "64" in row for row in rows), rows)
        page.keys("j")
        page.wait("document.activeElement.matches('.sheet a, .sheet input, .sheet button')")
        page.run("document.querySelector('tr.disagree a.cell-value').focus()")
        page.keys(ENTER)
        page.ready()
        page.wait("document.querySelector('.card .quote')")
        self.assertIn("at=", page.url)

    def test_arms_are_merged_and_split_again(self):
        self.mine_corpora("jats-knee")
        page = self.browse(self.serve().door)
        page.keys("t")
        page.wait("document.querySelectorAll('.sheet.sources tbody input[type=checkbox]').length > 1")
        labels = page.run("return [...document.querySelectorAll('.sheet.sources tbody input[type=checkbox]')].map((box) => box.getAttribute('aria-label'))")
        page.run("for (const box of [...document.querySelectorAll('.sheet.sources tbody input')].slice(0, 2)) box.click();")
        page.run("document.querySelector('.tools button').click()")
        page.wait("[...document.querySelectorAll('.sheet.sources tbody input[type=checkbox]')].length === arguments[0]", len(labels) - 1)
        page.run("document.querySelector('.sheet.sources tbody button').click()")
        page.wait("[...document.querySelectorAll('.sheet.sources tbody input[type=checkbox]')].length === arguments[0]", len(labels))
        self.assertEqual([], page.errors())


if __name__ == "__main__":
    unittest.main()
