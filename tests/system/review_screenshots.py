"""Makes the pictures of the curators' page in docs/: review_screenshots.py [FOLDER]. Needs chromium, chromium-driver, fonts-noto-core, fonts-noto-cjk,
pngquant where the pictures shall be small, and the program as $TRIALMINE."""

import os
import shutil
import subprocess
import sys
import unittest

from program import SOURCE
from review_program import CARD, ReviewTest, corpus, reviewers

FOLDER = os.path.join(SOURCE, "docs")
REPORTS = {
    "paper.md": """# Expanded adipose-derived cells for knee osteoarthritis: a randomised, placebo-controlled trial

Published 2024-03-11. Trial registration: NCT09900777.

## Methods

A total of 64 patients were randomly assigned to receive 5 × 10⁷ cells or placebo and were followed for 12 months.

## Results

Serious adverse events occurred in 2 of 32 patients in the cell group and in 3 of 32 patients in the placebo group.
""",
    "news.md": """# Knee trial of cell injections reports at two years

The trial (NCT09900777) had been planned for 60 patients; in the end 60 patients were randomly assigned to receive 1 × 10⁸ cells or placebo.
Patients were followed for 24 months. Serious adverse events occurred in 2 of 30 patients in the cell group and in 3 of 30 patients in the placebo group.
""",
    "chinese.md": """# 脂肪来源间充质干细胞治疗膝骨关节炎:随机对照试验

注册号NCT09900777。将64例患者随机分为细胞组32例和对照组32例。细胞组关节腔注射5×10⁷个细胞。随访12个月。
""",
}


class Screenshots(ReviewTest):
    def picture(self, page, name):
        page.run("document.querySelector('.toasts')?.replaceChildren()")
        page.run("return new Promise((done) => setTimeout(done, 400))")
        path = os.path.join(FOLDER, name)
        page.screenshot(path)
        if shutil.which("pngquant"):  # A picture of a page needs few colours.
            subprocess.run(["pngquant", "--force", "--nofs", "--speed", "1", "--strip", "--output", path, "128", path], check=True)
        print(f"{path}: {os.path.getsize(path) // 1024} KB", file=sys.stderr)

    def test_pictures(self):
        self.mine(*(self.write(name, text) for name, text in REPORTS.items()),
                  *map(corpus, ("jats-knee", "markdown-table-chinese", "html-three-arms", "jats-chinese", "ctgov-results", "pubmed-zero-events")))
        server = self.serve("--reviewers", self.write("reviewers.toml", reviewers()))
        opinions = {"Ann": ["accept", "accept", "accept", "accept"], "Bo": ["accept", "correct", "reject", "accept"]}
        for name, actions in opinions.items():
            page = self.browse(server.doors[name])
            items = page.api("/api/queue?document=pmcid%3APMC99000021&field=result&q=of%2030")[1]["items"]
            items += page.api("/api/queue?document=pmcid%3APMC99000021&field=result&q=WOMAC")[1]["items"]
            for number, (item, action) in enumerate(zip(sorted(items, key=lambda one: one["quote"]), actions)):
                body = {"key": f"{name}-{number}", "document": item["document"], "finding": item["id"], "action": action, "note": ""}
                if action == "correct":
                    body |= {"value": {**item["value"], "estimate": 34.1}, "reason": "numerical", "note": "The text below the table says 34.1."}
                if action == "reject":
                    body["reason"] = "wrong_arm"
                self.assertEqual(200, page.api("/api/decisions", body)[0])
            page.close()
        page = self.browse(server.doors["Ann"])
        page.go("#/review?document=pmcid:PMC99000021")
        for strokes in ("a", "a", "j", "a"):
            page.press(strokes)
        page.saved()
        page.go("#/review?document=pmcid:PMC99000021&field=result")
        page.press("k")
        page.wait("document.querySelector('.document td.is-current')")
        self.picture(page, "review-paper.png")
        page.close()

        page = self.browse(server.doors["Ann"], language="zh-CN")
        page.go("#/review?lang=zh-Hans&field=result,dose,arm")
        page.wait("document.querySelector('.document').lang.startsWith('zh')")
        for _ in range(4):
            page.press("a")
        page.saved()
        page.keys("w")
        self.picture(page, "review-chinese.png")
        page.close()

        page = self.browse()
        page.open(server.doors["Chen"])
        page.wait("document.querySelector('.bar')")
        page.go("#/trial/NCT09900777", ready=False)
        page.wait("document.querySelector('.sheet.sources')")
        page.run("document.querySelectorAll('.page h2')[1].scrollIntoView()")
        self.picture(page, "review-trial.png")
        page.go("#/conflicts", ready=False)
        page.wait("document.querySelectorAll('.opinion').length === 2")
        page.keys("j")
        page.wait("document.querySelector('.opinion .differs')")
        self.picture(page, "review-adjudication.png")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        FOLDER = sys.argv.pop()
    unittest.main()
