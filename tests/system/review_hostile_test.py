"""The curators' page in real Chromium over documents that mean harm, and how well people of all kinds can use it."""

import unittest

from review_program import CARD, ReviewTest

EVIL = ("Registered as NCT09905555. <script>window.harmed = 1</script> <img src=x onerror='window.harmed = 2'> A total of 60 patients were randomly "
        "assigned to <b>evil</b> group or placebo. \u202e sdrawkcab \u202c They received 5 mg of <svg onload=alert(1)> examplumab and were followed for 12 months. "
        "{{constructor}} ${harm} javascript:alert(1) http://127.0.0.1:9/beacon.png <link rel=stylesheet href=http://127.0.0.1:9/a.css>\n")


def long_report(characters=200_000):
    """So many characters of text with over 500 findings."""
    filler = ("The laboratory visit followed a fixed plan and the staff recorded each step on paper before it was entered twice. Blinding was kept by "
              "opaque bags and by a pharmacist who took no other part. ") * 2
    parts = ["# A very long report of a randomised trial\n\nTrial registration: NCT09977777\n\n"]
    length = len(parts[0])
    number = 0
    while length < characters:
        number += 1
        parts.append(f"{filler}They received {number} mg of examplumab orally and were followed up for {number} weeks. {filler}\n\n")
        length += len(parts[-1])
    return "".join(parts)


class ReviewHostile(ReviewTest):
    def test_what_a_document_says_is_never_markup(self):
        self.mine(self.write("evil.txt", EVIL))
        page = self.browse(self.serve().door)
        text = page.text(".document")
        for words in ("<script>window.harmed = 1</script>", "<img src=x onerror='window.harmed = 2'>", "{{constructor}}", "<b>evil</b>"):
            self.assertIn(words, text)
        for view in ("trials", "report", "agreement", "conflicts", "review?state=all"):
            page.go("#/" + view, ready=view.startswith("review"))
        for _ in range(min(5, page.run("return document.querySelectorAll('.row').length") - 1)):
            page.press("j")
        self.assertIsNone(page.run("return window.harmed ?? null"))
        self.assertEqual(0, page.run("return document.querySelectorAll('.document :is(script, img, svg, link, b)').length"))
        self.assertEqual([], page.errors())

    def test_marks_of_direction_are_shown_and_turn_nothing_around(self):
        self.mine(self.write("evil.txt", EVIL))
        page = self.browse(self.serve().door)
        shown = page.run("return document.querySelector('.document').textContent")
        self.assertIn("\u25cc sdrawkcab \u25cc", shown)
        for _ in range(3):
            self.assertNotRegex(page.run("return document.body.textContent"), "[\u202a-\u202e\u2066-\u2069]")
            page.press("j")

    def test_nothing_is_asked_of_any_other_host_and_the_policy_forbids_it(self):
        self.mine(self.write("evil.txt", EVIL))
        self.mine_corpora("jats-knee", "html-publisher")
        server = self.serve()
        page = self.browse(server.door)
        for view in ("trials", "conflicts", "agreement", "report", "review"):
            page.go("#/" + view, ready=view == "review")
        page.press("a")
        page.saved()
        asked = page.run("return performance.getEntries().filter((one) => one.name.includes('://')).map((one) => one.name)")
        self.assertGreater(len(asked), 20)
        self.assertEqual([], [name for name in asked if not name.startswith(server.origin + "/")])
        policy = page.run("return fetch('/').then((answer) => answer.headers.get('Content-Security-Policy'))")
        self.assertIn("default-src 'none'", policy)
        self.assertNotIn("unsafe", policy)
        self.assertEqual(0, page.run("return document.querySelectorAll('script:not([src]), style, [onclick], [onload]').length"))
        refused = page.run("return fetch('http://127.0.0.1:9/').then(() => 'asked', (error) => String(error))")
        self.assertIn("TypeError", refused)

    def test_the_archived_original_is_never_shown_as_a_page(self):
        self.mine(self.write("evil.html", f"<html><head><title>Evil</title></head><body><p>{EVIL}</p></body></html>"))
        page = self.browse(self.serve().door)
        kind = page.run("""return fetch(document.querySelector(".reading-head a[href^='/api/original']").href)
          .then((answer) => [answer.status, answer.headers.get("Content-Type"), answer.headers.get("X-Content-Type-Options")])""")
        self.assertEqual(200, kind[0])
        self.assertRegex(kind[1], "text/plain|application/octet-stream")
        self.assertEqual("nosniff", kind[2])

    def test_a_document_of_200000_characters_with_500_findings_opens_and_is_decided(self):
        self.mine(self.write("long.md", long_report()), self.write("short.txt", EVIL))
        page = self.browse(self.serve().door)
        page.go("#/review?field=dose&scope=document&q=very%20long")
        page.wait("document.querySelector('.document h1').textContent.startsWith('A very long')")
        self.assertGreater(page.run("return document.querySelector('.document').textContent.length"), 190_000)
        for _ in range(10):
            page.press("a")
        page.saved()
        self.assertEqual(10, page.counts()["accepted"])
        self.assertLess(page.run("return document.querySelectorAll('*').length"), 3000)


class ReviewManners(ReviewTest):
    def test_every_text_has_contrast_in_light_and_dark(self):
        self.mine_corpora("jats-knee", "markdown-table-chinese")
        for dark in (False, True):
            page = self.browse(self.serve().door, dark=dark)
            page.run("localStorage.setItem('trialmine.settings', JSON.stringify({theme: arguments[0]}))", "dark" if dark else "light")
            page.reload()
            page.ready()
            page.press("a")
            page.keys("x")
            self.assertEqual([], page.run(CONTRAST), "dark" if dark else "light")
            for view in ("trials", "report", "agreement"):
                page.go("#/" + view, ready=False)
                page.wait("document.querySelector('.page h1')")
                self.assertEqual([], page.run(CONTRAST), view)

    def test_everything_that_can_be_pressed_has_a_name_and_every_field_a_label(self):
        self.mine_corpora("jats-knee")
        page = self.browse(self.serve().door)
        for strokes in ("", "x", "\ue00c", "e"):
            if strokes:
                page.keys(strokes)
            tree = page.devtools("Accessibility.getFullAXTree")["nodes"]
            nameless = [node["role"]["value"] for node in tree if not node.get("ignored") and node.get("role", {}).get("value") in
                        ("button", "link", "textbox", "searchbox", "combobox", "checkbox", "listbox", "option", "dialog") and not node.get("name", {}).get("value")]
            self.assertEqual([], nameless, f"after {strokes!r}")
        roles = {node["role"]["value"] for node in tree if not node.get("ignored") and "role" in node}
        self.assertLessEqual({"banner", "navigation", "main", "complementary", "listbox", "option", "table", "status"}, roles)

    def test_nothing_is_cut_off_at_1280_by_800_or_on_a_tablet(self):
        self.mine_corpora("jats-knee")
        page = self.browse(self.serve().door)
        for width, height in ((1280, 800), (820, 1180)):
            page.resize(width, height)
            page.wait("innerWidth === arguments[0]", width)
            self.assertEqual([], page.run("""
              const cut = [];
              for (const one of document.querySelectorAll(".bar, .card-foot button, .reading-pane, .list-pane, .card-pane")) {
                const box = one.getBoundingClientRect();
                if (box.width && (box.right > innerWidth + 1 || box.bottom > innerHeight + 1 || box.left < -1)) cut.push(one.className);
              }
              if (document.documentElement.scrollWidth > innerWidth) cut.push("page");
              return cut;"""), f"at {width} × {height}")

    def test_chinese_and_english_blocks_say_their_language(self):
        self.mine_corpora("markdown-table-chinese", "jats-knee")
        page = self.browse(self.serve().door)
        page.go("#/review?lang=zh-Hans")
        page.wait("document.querySelector('.document h1')?.closest('[lang]').lang.startsWith('zh')")
        page.go("#/review?lang=en&field=result&state=open")
        page.wait("document.querySelector('.document h1')?.closest('[lang]').lang === 'en'")


# Pairs of text and surface with a contrast under 4.5 : 1 (3 : 1 for large text), as WCAG 2 counts it.
CONTRAST = """
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data]; };
  const over = (top, below) => { const a = top[3] / 255; return [0, 1, 2].map((i) => top[i] * a + below[i] * (1 - a)); };
  const light = (c) => { const [r, g, b] = c.map((x) => { x /= 255; return x <= 0.03928 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const surface = (element) => {
    const layers = [];
    for (let one = element; one; one = one.parentElement) layers.push(rgba(getComputedStyle(one).backgroundColor));
    return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255]);
  };
  const poor = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || element.closest("button:disabled, noscript, option") || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    const below = surface(element);
    const [a, b] = [light(over(rgba(style.color), below)), light(below)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5)) poor.push(`${node.data.trim().slice(0, 30)} ${ratio.toFixed(2)} ${element.className}`);
  }
  return poor;"""


if __name__ == "__main__":
    unittest.main()
