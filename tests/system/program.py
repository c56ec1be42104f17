"""What the tests of the whole program share: running it, and a folder of one's own."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import unittest

PROGRAM = os.environ.get("TRIALMINE", "trialmine")
SOURCE = os.environ.get("TRIALMINE_SOURCE_DIR") or os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")

DONE, SOME_INPUTS_FAILED, BAD_USAGE, UNUSABLE, INTERRUPTED, TERMINATED = 0, 1, 2, 3, 130, 143


class Ended:
    """How a run of the program ended and what it wrote."""

    def __init__(self, completed):
        self.code = completed.returncode
        self.out = completed.stdout
        self.errors = completed.stderr.decode("utf-8", "replace")

    @property
    def records(self):
        return [json.loads(line) for line in self.out.decode("utf-8").splitlines()]


class ProgramTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="trialmine-test-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def write(self, name, content):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content.encode("utf-8") if isinstance(content, str) else content)
        return path

    def run_program(self, *arguments, stdin=b"", timeout=300, **more):
        completed = subprocess.run([PROGRAM, *arguments], input=stdin, stdout=more.pop("stdout", subprocess.PIPE),
                                   stderr=subprocess.PIPE, timeout=timeout, **more)
        return Ended(completed)

    def extract(self, *arguments, **more):
        return self.run_program("extract", *arguments, **more)

    def assert_ended(self, ended, code):
        self.assertEqual(code, ended.code, f"standard error was:\n{ended.errors}")


def pubmed_article(pmid, abstract, title="A trial"):
    return (f"<PubmedArticle><MedlineCitation><PMID Version=\"1\">{pmid}</PMID><Article><Journal><JournalIssue><PubDate>"
            f"<Year>2020</Year></PubDate></JournalIssue><Title>Journal of Examples</Title></Journal>"
            f"<ArticleTitle>{title}</ArticleTitle><Abstract><AbstractText>{abstract}</AbstractText></Abstract>"
            f"<Language>eng</Language></Article></MedlineCitation></PubmedArticle>\n")


def pubmed_set(articles):
    return '<?xml version="1.0" encoding="UTF-8"?>\n<PubmedArticleSet>\n' + "".join(articles) + "</PubmedArticleSet>\n"


REPORT = ("We did a randomised trial registered as NCT01234567. A total of 60 patients were randomly assigned to receive "
          "1 x 10^6 cells/kg intravenously or placebo and were followed up for 12 months.\n")
