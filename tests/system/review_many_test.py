"""The curators' page in real Chromium: several findings at once, what is added with the mouse, and what the rules no longer find."""

import json

from review_program import CARD, ReviewTest, unittest
from webdriver import DOWN, ENTER, ESCAPE, TAB

REPORT = """# A trial of cells

A total of 64 patients were randomly assigned to receive cells or placebo and were followed for 12 months.
"""
BLIND_RULES = "".join(f"""
[[rule]]
id = "follow_up.en.{name}"
pattern = '\\bnever matched (?P<span>{{duration:duration}})'
gives = {{ statistic = "fixed" }}
confidence = 0.9
finds = [ {{ text = "never matched 3 weeks", value = {{ duration = "P3W" }} }} ]
ignores = [ "followed for 12 months" ]
""" for name in ("followed-for", "assessed-at"))


class ReviewMany(ReviewTest):
    def start(self, *names):
        self.mine_corpora(*names)
        return self.browse(self.serve().door)

    def test_what_the_filter_shows_is_accepted_after_a_look_at_it_and_taken_back_in_one_step(self):
        page = self.start("jats-knee", "html-three-arms", "jats-chinese")
        before = page.counts()
        page.go("#/review?field=sample_size,arm")
        page.keys("A")
        page.wait("document.querySelector('dialog')")
        page.keys(ESCAPE)
        page.wait("!document.querySelector('dialog')")
        self.assertEqual(before, page.counts())
        page.keys("A")
        page.wait("document.querySelector('dialog [role=status]').textContent.startsWith('There is nothing') && document.activeElement.matches('dialog select')")
        page.keys(DOWN * 4)
        page.wait("document.querySelector('dialog select').value === '0.5' && !document.querySelector('dialog [data-action=confirm]').disabled")
        shown = page.run("return [...document.querySelectorAll('dialog tbody tr')].map((row) => row.dataset.field)")
        self.assertEqual({"sample_size", "arm"}, set(shown))
        page.keys(TAB, ENTER)
        page.saved()
        self.assertEqual(len(shown), page.counts()["accepted"])
        made = self.decisions()
        self.assertEqual({("accept", "bulk")}, {(one["action"], one["note"]) for one in made})
        self.assertEqual({"sample_size", "arm"}, {one["field"] for one in made})
        page.keys("u")
        page.saved()
        self.assertEqual(before, page.counts())
        self.assertTrue(page.run("return [...document.querySelectorAll('.row')].every((row) => row.dataset.state === 'pending')"))
        page.keys("U")
        page.saved()
        page.reload()
        page.ready()
        self.assertEqual(len(shown), page.counts()["accepted"])
        page.keys("u")
        page.saved()
        page.wait("document.querySelectorAll('.row').length > 1")
        self.assertEqual(before, page.counts())
        self.assertEqual([], page.errors())

    def test_a_missed_finding_is_added_from_a_selection_whose_numbers_fill_the_form(self):
        self.mine(self.write("report.md", REPORT))
        page = self.browse(self.serve().door)
        page.run("""
          const walker = document.createTreeWalker(document.querySelector(".document"), NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const at = walker.currentNode.data.indexOf("64 patients were");
            if (at < 0) continue;
            getSelection().setBaseAndExtent(walker.currentNode, at, walker.currentNode, at + 16);
            break;
          }""")
        page.keys("i")
        page.wait(f"{CARD}.mode === 'add' && document.activeElement.matches('[role=radio]')")
        page.keys("2")
        page.wait("document.activeElement.matches('.form input') && document.querySelector('.form [name=count]').value === '64'")
        page.keys(ENTER)
        page.wait(f"{CARD}.state === 'added'")
        page.saved()
        (decision,) = self.decisions()
        value = decision["value"] if isinstance(decision["value"], dict) else json.loads(decision["value"])
        self.assertEqual(("add", "64 patients were", 64), (decision["action"], decision["quote"], value["count"]))

    def test_zero_and_not_reported_are_two_answers(self):
        self.mine(self.write("report.md", REPORT))
        page = self.browse(self.serve().door)
        page.go("#/review?field=sample_size&state=all")
        page.keys("e")
        page.wait("document.activeElement.matches('.form input')")
        page.keys("0", ENTER)
        page.wait(f"{CARD}.state === 'corrected'")
        page.keys("e")
        page.wait("document.querySelector('.form [name=not_reported]')")
        page.run("document.querySelector('.form [name=not_reported]').focus()")
        page.keys(" ", ENTER)
        page.wait("document.querySelector('.card [data-role=value]').textContent === 'not reported'")
        page.saved()
        zero, none = (json.loads(one["value"]) if isinstance(one["value"], str) else one["value"] for one in self.decisions())
        self.assertEqual((0, None), (zero["count"], zero.get("not_reported")))
        self.assertEqual((None, True), (none.get("count"), none["not_reported"]))

    def test_what_is_no_longer_found_is_kept_or_dropped(self):
        report = self.write("report.md", REPORT)
        self.mine(report)
        page = self.browse(self.serve().door)
        page.go("#/review?field=follow_up")
        size = page.current
        page.keys("a")
        page.wait(f"{CARD}.state === 'accepted'")
        page.saved()
        self.write("rules/follow_up/en.toml", BLIND_RULES)
        self.mine(report, rules=self.path("rules"))
        page.go("#/report", ready=False)
        page.wait("document.querySelector('.page a[href*=\"scope=document\"]')")
        page.go("#/review?state=vanished")
        page.wait(f"{CARD}.state === 'vanished'")
        self.assertEqual(size, page.current)
        page.keys("a")
        page.wait(f"{CARD}.state === 'added'")
        page.saved()
        self.assertEqual((1, 0), (page.counts()["added"], page.counts()["vanished"]))
        page.keys("u")
        page.wait(f"{CARD}.state === 'vanished'")
        page.saved()
        page.keys("x1")
        page.wait(f"{CARD}.state === 'rejected'")
        page.saved()
        self.assertEqual(["accept", "add", "undo", "reject"], [one["action"] for one in self.decisions()])
        self.assertEqual((0, 1), (page.counts()["vanished"], page.counts()["rejected"]))
        self.assertEqual([], page.errors())


if __name__ == "__main__":
    unittest.main()
