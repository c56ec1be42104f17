"""Wordings: the code asks for those of the files by name, and for every one of them."""

import os
import pathlib
import re
import unittest

from program import DONE, ProgramTest

DECLARATION = re.compile(r"static const Wording ([^;]+);")
NAME = re.compile(r'\("([^"]+)"\)')


class WordingsTest(ProgramTest):
    def test_the_code_asks_for_just_the_wordings_there_are(self):
        stage = pathlib.Path(os.environ["TRIALMINE_SOURCE_DIR"]) / "extract"
        asked = set()
        for path in stage.glob("*.cpp"):
            for declaration in DECLARATION.findall(path.read_text()):
                asked |= set(NAME.findall(declaration))
        listed = self.run_program("rules", "list")
        self.assert_ended(listed, DONE)
        rows = (line.split("\t") for line in listed.out.decode().splitlines())
        wordings = {row[0] for row in rows if row[1] == "wording"}
        self.assertEqual(wordings, asked)
        self.assertGreater(len(wordings), 40)


if __name__ == "__main__":
    unittest.main()
