"""Prints the name of every test method beside this file, one a line."""

import os
import unittest


def names(suite):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from names(test)
        else:
            yield test.id()


if __name__ == "__main__":
    folder = os.path.dirname(os.path.abspath(__file__))
    print("\n".join(sorted(names(unittest.TestLoader().discover(folder, pattern="*_test.py", top_level_dir=folder)))))
