"""What the tests of the curators' page share: a store of a few corpora documents, the program that serves it, a browser that looks at it."""

import json
import os
import re
import signal
import socket
import subprocess
import threading
import unittest

import webdriver
from program import DONE, PROGRAM, SOURCE, ProgramTest

TOKEN = "a-token-of-the-tests-0123456789"
DOCUMENTS = ("jats-knee", "html-three-arms", "pubmed-zero-events", "markdown-table-chinese", "text-dose-escalation-chinese", "jats-chinese",
             "html-hospital-news", "ctgov-results")
SAVED = "document.querySelector('[data-role=saving]')?.dataset.state === 'saved'"
CARD = "document.querySelector('.card')?.dataset"


def corpus(name):
    folder = os.path.join(SOURCE, "corpora", name)
    (document,) = [entry for entry in os.listdir(folder) if entry.startswith("document.")]
    return os.path.join(folder, document)


class Server:
    """`trialmine review` over a store, on a port of its own."""

    def __init__(self, store, *arguments, port=0, token=TOKEN):
        self.process = subprocess.Popen([PROGRAM, "review", "--store", store, "--port", str(port), *arguments],
                                        env={**os.environ, "TRIALMINE_REVIEW_TOKEN": token, "USER": "curator"},
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.doors = {}
        self.errors = b""
        for line in self.process.stdout:
            found = re.match(r"(.+) \((\w+)\): (http://\S+)$", line.decode().strip())
            if not found:
                break
            self.doors[found[1]] = found[3]
            if "--reviewers" not in arguments or len(self.doors) == self._expected(arguments):
                break
        if not self.doors:
            self.errors = self.process.stderr.read()
            self.process.wait()
            raise AssertionError(f"trialmine review did not start: {self.errors.decode()}")
        self.port = int(re.search(r":(\d+)/", next(iter(self.doors.values())))[1])
        self._drain = threading.Thread(target=self.process.stderr.read, daemon=True)  # A full pipe must not stop the server.
        self._drain.start()

    @staticmethod
    def _expected(arguments):
        with open(arguments[arguments.index("--reviewers") + 1], encoding="utf-8") as file:
            return file.read().count("[[reviewer]]")

    @property
    def door(self):
        return next(iter(self.doors.values()))

    @property
    def origin(self):
        return f"http://127.0.0.1:{self.port}"

    def stop(self, how=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(how)
        self.process.wait(timeout=30)
        self.process.stdout.close()
        self._drain.join(timeout=10)
        self.process.stderr.close()


class ReviewTest(ProgramTest):
    """A test that looks at the page. Skipped, saying so, where there is no Chromium."""

    def setUp(self):
        if not webdriver.programs():
            self.skipTest("chromium and chromedriver are not installed (Debian: chromium, chromium-driver)")
        super().setUp()
        self.store = self.path("trials.db")

    def mine(self, *paths, rules=None):
        more = ["--rules", rules] if rules else []
        self.assert_ended(self.run_program("mine", *paths, "--store", self.store, *more), DONE)

    def mine_corpora(self, *names):
        self.mine(*(corpus(name) for name in names or DOCUMENTS))

    def serve(self, *arguments, **more):
        server = Server(self.store, *arguments, **more)
        self.addCleanup(lambda: server.process.poll() is None and server.stop())
        return server

    def browse(self, door=None, **more):
        browser = Page(**more)
        self.addCleanup(browser.close)
        if door:
            browser.enter(door)
        return browser

    def decisions(self):
        """What the store holds of decisions, as `decisions export` gives it."""
        ended = self.run_program("decisions", "export", "--store", self.store)
        self.assert_ended(ended, DONE)
        return ended.records

    def made(self):
        return [(one["document"], one["fact"], one["action"]) for one in self.decisions()]


class Page(webdriver.Browser):
    """The curators' page in a browser."""

    def enter(self, door):
        """Opens the page by its printed address and waits until the first finding is in hand."""
        self.open(door)
        self.ready()

    def ready(self):
        self.wait("document.querySelector('.card')?.dataset.finding", why="no finding came in hand")

    def go(self, address, ready=True):
        """Goes to another part of the page: what stands behind the #."""
        self.run("document.getElementById('view').dataset.shown = ''; location.hash = arguments[0]", address)
        self.wait("document.getElementById('view').dataset.shown", why=f"{address} did not come in sight")
        if ready:
            self.ready()

    @property
    def current(self):
        """(document, finding) in hand."""
        card = self.run(f"const card = {CARD}; return [card.document, card.finding];")
        return tuple(card)

    def press(self, *strokes):
        """Presses keys and waits until another finding is in hand."""
        before = self.current
        self.keys(*strokes)
        self.wait(f"{CARD}.finding && ({CARD}.finding !== arguments[1] || {CARD}.document !== arguments[0])", *before,
                  why=f"after {strokes} still the same finding in hand")
        return self.current

    def saved(self):
        self.wait(SAVED, why="not saved")

    def counts(self):
        return self.run("return fetch('/api/session').then((answer) => answer.json()).then((session) => session.counts)")

    def api(self, path, body=None):
        """(status, answer) of the JSON API as this reviewer."""
        return tuple(self.run("""
          const [path, body] = arguments;
          const options = body === null ? {} : {method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify(body)};
          return fetch(path, options).then(async (answer) => [answer.status, await answer.json().catch(() => null)]);""", path, body))

    def errors(self):
        """What went wrong on the page: scripts that failed, requests that were refused by the policy."""
        return [entry["message"] for entry in self.log() if entry["level"] == "SEVERE" and "Failed to load resource" not in entry["message"]]


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


def reviewers(double=("result",)):
    people = [("Ann", "reviewer"), ("Bo", "reviewer"), ("Chen", "adjudicator")]
    return "".join([f"double = {json.dumps(list(double))}\n"] + [
        f'[[reviewer]]\nname = "{name}"\nrole = "{role}"\ntoken = "the-token-of-{name.lower()}-0123456789"\n' for name, role in people])


__all__ = ["ReviewTest", "Page", "Server", "corpus", "free_port", "reviewers", "SAVED", "CARD", "unittest"]
