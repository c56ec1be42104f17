"""The names of types: all stages share a namespace, and the linker takes two types of one name for one."""

import os
import pathlib
import re
import unittest

STAGES = ("fetch", "parse", "extract", "normalize", "store", "export", "review", "cli")
DEFINITION = re.compile(r"^(?:struct|class|enum class) (?:alignas\(\d+\) )?(\w+)(?: final)?(?: : [^;{]*)? \{$")


def definitions(path):
    """Name and text of the types that a file defines where other files can see them."""
    lines = path.read_text().splitlines()
    hidden = False
    for number, line in enumerate(lines):
        if line == "namespace {":
            hidden = True
        elif line == "}  // namespace":
            hidden = False
        found = DEFINITION.match(line)
        if found and not hidden:
            end = lines.index("};", number)
            yield found[1], "\n".join(lines[number:end])


class NamesTest(unittest.TestCase):
    def test_no_two_types_share_a_name(self):
        root = pathlib.Path(os.environ["TRIALMINE_SOURCE_DIR"])
        known = {}
        for stage in STAGES:
            for path in sorted((root / stage).rglob("*")):
                if path.suffix not in (".h", ".cpp"):
                    continue
                for name, text in definitions(path):
                    first, before = known.setdefault(name, (path, text))
                    self.assertEqual(before, text, f"{name} of {first} and of {path}")
        self.assertGreater(len(known), 100)
