"""Wordings: the code asks for those of the files by name, and for every one of them."""

import os
import pathlib
import re
import unittest

from program import DONE, ProgramTest

ASKED = re.compile(r'Wording k\w+\("([^"]+)"\)|, k\w+\("([a-z-]+(?:\.[a-z-]+)+)"\)')
# Declared beside others, the name may stand on a line of its own.
CONTINUED = re.compile(r'^ +k\w+\("([a-z-]+(?:\.[a-z-]+)+)"\)[,;]', re.MULTILINE)


class WordingsTest(ProgramTest):
    def test_the_code_asks_for_just_the_wordings_there_are(self):
        stage = pathlib.Path(os.environ["TRIALMINE_SOURCE_DIR"]) / "extract"
        asked = set()
        for path in stage.glob("*.cpp"):
            text = path.read_text()
            asked |= {one or other for one, other in ASKED.findall(text)} | set(CONTINUED.findall(text))
        listed = self.run_program("rules", "list")
        self.assert_ended(listed, DONE)
        rows = (line.split("\t") for line in listed.out.decode().splitlines())
        wordings = {row[0] for row in rows if row[1] == "wording"}
        self.assertEqual(wordings, asked)
        self.assertGreater(len(wordings), 40)


if __name__ == "__main__":
    unittest.main()
