"""A first sweep of every source and one for what is new since, against its fake server, with a fault of each kind at random.

What must hold at the end of each, whatever went wrong on the way: every record that was announced is stored, once; the watermark
moved only when the sweep was complete; the server was never asked sooner than the pace allows; and nothing was asked twice that
was answered well the first time."""

import importlib
import json
import os
import re
import shutil
import sqlite3
import sys
import tempfile
import unittest
import urllib.parse
from collections import Counter

import program

sys.path.insert(0, os.path.join(program.SOURCE, "tests", "fake"))
fake = importlib.import_module("fake")

FAULT_RATE = 0.12
MOST_RUNS = 25


class Case:
    """A source, its fake, and what of the log may be there twice."""

    def __init__(self, module, name, section, delay, without=(), **size):
        self.module, self.make, self.section, self.delay, self.without, self.size = module, name, section, delay, without, size

    def fake(self, seed):
        made = getattr(importlib.import_module(self.module), self.make)(seed, FAULT_RATE, **self.size)
        made.faults = [fault for fault in made.faults if fault not in self.without]
        return made


# What the hard faults are taken for; a failure stays on record when the next run has mended it.
NOT_FETCHED = ("too_big", "bad_request", "address_refused")

# Where an HTML page is the record, nothing tells a shortened or a foreign one from it.
PAGES = ("short", "empty", "html")  # "short": a message that is whole, and shorter than the page.

CASES = {
    "pubmed": Case("eutils", "PubMed", 'query = "stem cells"\nsince = "2015-01-01"', 15, size=400),
    "pubmed_files": Case("pubmed_files", "PubMedFiles", "", 10),
    "pmc": Case("pmc", "Pmc", 'query = "stem cells"', 3, size=30),
    "pmc_efetch": Case("pmc", "Pmc", 'query = "stem cells"\nway = "efetch"', 10, size=250),
    "pmc_inventory": Case("pmc", "Pmc", 'inventory = "yes"\nsince = "2020-01-01"', 3, size=25),
    "europepmc": Case("europepmc", "EuropePmc", 'query = "stem cells"', 5),
    "ctgov": Case("ctgov", "CtGov", 'term = "stem cells"\npage_size = "20"', 10),
    "ctis": Case("ctis", "Ctis", "", 3, size=110),
    "isrctn": Case("isrctn", "Isrctn", 'since = "2015-01-01"', 10, size=1200),
    "drks": Case("registers", "Registers", "ids = [" + ", ".join(f'"DRKS{i:08d}"' for i in range(1, 13)) + "]", 10, without=PAGES),
    "jrct": Case("registers", "Registers", "ids = [" + ", ".join(f'"jRCT10300000{i}1"' for i in range(6)) + "]", 10, without=("short", "server_error")),
    "irct": Case("registers", "Registers", "ids = [" + ", ".join(f'"{i}"' for i in range(1, 9)) + "]", 10),
    "umin": Case("registers", "Registers", "", 10),
    "news": Case("news", "News", '', 5, without=PAGES),
}
LOOKED_UP = {
    "drks": [f"url:https://drks.de/search/en/trial/DRKS{i:08d}/details" for i in range(1, 13)],
    "jrct": [f"url:https://jrct.mhlw.go.jp/en-latest-detail/jRCT10300000{i}1" for i in range(6)],
    "irct": [f"IRCT20200310{i:06d}N1" for i in range(1, 9)],
}
SOURCE_OF = {"pmc_efetch": "pmc", "pmc_inventory": "pmc"}


class Sweep(program.ProgramTest):
    """One case with one seed."""

    @classmethod
    def setUpClass(cls):
        if not shutil.which("openssl"):
            raise unittest.SkipTest("openssl is not installed")
        commands = program.subprocess.run([program.PROGRAM, "--help"], capture_output=True, text=True, check=False).stdout
        if "crawl" not in commands:
            raise unittest.SkipTest("the program has no crawl command")
        cls.certificates = tempfile.mkdtemp(prefix="trialmine-test-")
        cls.addClassCleanup(shutil.rmtree, cls.certificates, ignore_errors=True)
        hosts = sorted({host for case in CASES.values() for host in case.fake(0).hosts})
        cls.certificate = fake.make_certificate(cls.certificates, hosts)

    # --- Doing ---------------------------------------------------------------------------------------------------------

    def configure(self, name, case, server, fake_source):
        if name == "news":
            head = (f'[[web]]\nname = "news"\nlists = ["{self.site}/sitemap.xml", "{self.site}/feed.xml"]\n'
                    'follow = ["/news/", "/private/"]\ndepth = 1\n')
        else:
            head = f"[source.{SOURCE_OF.get(name, name)}]\n{case.section}\n"
        connect = ", ".join(f'"{entry}"' for entry in fake.connect_to(fake_source, server))
        return self.write("crawl.toml", (
            f'[crawl]\nstore = "trials.db"\ncontact = "operator@example.org"\n[http]\nca_file = "{self.certificate}"\n'
            f'connect_to = [{connect}]\nallow_addresses = ["127.0.0.1"]\n{head}delay = "{case.delay}ms"\nbackoff = "1ms"\nattempts = 8\n'))

    site = "https://news.example.org"

    def sweep(self, name, source, config, now):
        """Runs the crawl until its sweep is complete, and sees to the watermark on the way."""
        before = self.watermark(source)
        for run in range(MOST_RUNS):
            self.runs = run + 1
            report = self.path("report.json")
            due = ["--now"] if now and run == 0 else ["--source", source]
            ended = self.run_program("crawl", "--config", config, "--quiet", "--json", report, "--jobs", "1", *due)
            self.assertIn(ended.code, (program.DONE, program.SOME_INPUTS_FAILED), ended.errors)
            with open(report, encoding="utf-8") as file:
                end = json.load(file)["sources"][source]
            if end["end"] == "complete":
                self.assertEqual(end["announced"], end["delivered"])
                return
            self.assertEqual(before, self.watermark(source), f"the watermark moved over a gap: {end}")
            if end["end"] == "needs_person":
                self.act_as_a_person(config, end["detail"])
        self.fail(f"{name} is not complete after {MOST_RUNS} runs: {end}")

    def act_as_a_person(self, config, detail):
        """Does what the one line for the operator says: there must have been a challenge, and the host is asked again on request only."""
        said = re.search(r"`trialmine (sources --resume \S+)` asks again", detail)
        self.assertTrue(said, detail)
        self.assert_ended(self.run_program(*said[1].split(), "--config", config), program.DONE)

    def check(self, name, seed):
        case, source = CASES[name], SOURCE_OF.get(name, name)
        world = case.fake(seed)
        server = fake.serve(world, self.certificate)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        config = self.configure(name, case, server, world)
        for incremental in (False, True):
            with world.lock:
                world.log.clear()
                world.failed.clear()
                world.challenges_left = 2
                if incremental:
                    world.step()
                known = self.known_before() if incremental else set()
            self.sweep(name, source, config, incremental)
            with self.subTest(source=name, seed=seed, incremental=incremental):
                self.check_stored(name, world)
                self.check_pace(case, world)
                self.check_nothing_twice(world)
                self.check_manners(world)
            self.assertLessEqual(known, self.known_before(), "a record that was stored is gone")

    # --- Judging -------------------------------------------------------------------------------------------------------

    def rows(self, query, *values):
        if not os.path.exists(self.path("trials.db")):
            return []
        with sqlite3.connect(self.path("trials.db")) as store:
            try:
                return store.execute(query, values).fetchall()
            except sqlite3.OperationalError:
                return []

    def watermark(self, source):
        return self.rows("SELECT watermark FROM source WHERE name = ?", source) or [("",)]

    def known_before(self):
        return {key for key, in self.rows("SELECT key FROM document")}

    def check_stored(self, name, world):
        if name == "news":
            stored = Counter(key for key, in self.rows("SELECT d.key FROM document d JOIN document_version v ON v.document = d.id"))
            self.assertEqual({"url:" + self.encoded(world.url(n)) for n in world.versions}, set(stored))
            for number, version in world.versions.items():
                self.assertLessEqual(stored["url:" + self.encoded(world.url(number))], version)
            self.assertEqual(len(stored), self.rows("SELECT count(*) FROM document")[0][0], "a page that changed is the same document")
            return
        if name in LOOKED_UP:
            stored = Counter(key for key, in self.rows("SELECT key FROM document"))
            self.assertEqual(Counter(LOOKED_UP[name]), stored)
            self.assertLessEqual(self.rows("SELECT count(*) FROM document_version")[0][0], len(stored) + 1, "one of them changed")
            return
        if name == "umin":  # Its file has no reader, and is kept.
            kept = self.rows("SELECT count(*) FROM response WHERE url LIKE '%ctr_data_j.csv.gz' AND media_type = 'application/x-gzip'")
            self.assertEqual(world.versions.get("UMIN", 1), kept[0][0])
            return
        stored = Counter(key for key, in self.rows("SELECT key FROM document WHERE deleted_by_run IS NULL"))
        expected = world.expected()
        self.assertEqual(expected, set(stored), f"missing {sorted(expected - set(stored))[:5]}, too many {sorted(set(stored) - expected)[:5]}")
        self.assertEqual({1}, set(stored.values()))
        unread = self.rows("SELECT file, code, detail FROM failure WHERE code NOT IN ({})".format(", ".join("?" * len(NOT_FETCHED))), *NOT_FETCHED)
        self.assertEqual([], unread, "what was fetched was not read")
        texts = {}
        for key, text in self.rows("SELECT d.key, v.text FROM document d JOIN document_version v ON v.document = d.id"):
            texts[key] = texts.get(key, "") + text
        if name in ("pmc", "pmc_inventory"):
            retracted = {key for key, text in self.rows("SELECT d.key, v.metadata FROM document d JOIN document_version v ON v.document = d.id")
                         if json.loads(text).get("retracted")}
            self.assertEqual(world.retracted(), retracted)
        for key, revision in getattr(world, "revisions", dict)().items():
            self.assertIn(f"Revision {revision}.", texts[key], f"{key} is stored as it was before it changed")

    @staticmethod
    def encoded(url):
        return "https://" + urllib.parse.quote(url.removeprefix("https://")).lower()

    def check_pace(self, case, world):
        """Over any stretch of the log no more requests than the pace allows. Single gaps say little: what leaves the crawl 10 ms apart may
        arrive closer."""
        for host in world.hosts:
            times = sorted(entry["time"] for entry in world.log if entry["host"] == host)
            for length in {10, 40, max(2, len(times))}:
                for first in range(0, max(0, len(times) - length + 1), 5):
                    took = (times[first + length - 1] - times[first]) * 1000
                    least = (length - 1) * case.delay - 60
                    self.assertGreaterEqual(took, least, f"{length} requests to {host} in {took:.0f} ms")

    def check_nothing_twice(self, world):
        good = Counter(entry["name"] for entry in world.log if entry["status"] in (200, 304) and entry["path"] != "/robots.txt"
                       and entry["fault"] in (None, *fake.HARMLESS))
        events = Counter(entry["fault"] for entry in world.log)
        for asked, count in good.items():
            allowed = 1
            if asked.endswith("/version"):
                allowed += 1  # Before and after.
            if "clinicaltrials.gov" in asked:
                allowed += 2 * (events["rebuild"] + events["expire"]) + events["forbidden"]
                allowed += self.runs - 1  # Page tokens are good for the run they were given to.
            if "/fullTextXML" in asked:
                allowed += 2 if world.is_empty(asked) else 0  # Nothing is taken for nothing only when it is said three times.
            if "esearch" in asked:
                allowed += events["forget"]
            if asked.startswith("POST euclinicaltrials.eu"):
                allowed += events["drift"]
            self.assertLessEqual(count, allowed, f"asked {count} times: {asked[:300]}")

    def check_manners(self, world):
        for entry in world.log:
            self.assertIn("operator@example.org", entry["agent"])
            self.assertFalse(entry["path"].startswith("/private/"), "robots.txt forbids it")


class ManualSweep:
    """What is not random."""

    def begin(self, name):
        case = CASES[name]
        world = case.fake(1)
        world.fault_rate = 0
        server = fake.serve(world, self.certificate)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return world, self.configure(name, case, server, world)

    def crawl(self, config, *more):
        report = self.path("report.json")
        ended = self.run_program("crawl", "--config", config, "--quiet", "--json", report, "--jobs", "1", *more)
        with open(report, encoding="utf-8") as file:
            return ended, json.load(file)["sources"]

    def test_nothing_new_is_asked_by_conditional_requests_and_not_stored(self):
        for name in ("news", "drks"):
            with self.subTest(source=name):
                self.folder = tempfile.mkdtemp(prefix="trialmine-test-")
                self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
                world, config = self.begin(name)
                self.crawl(config, "--now")
                versions = self.rows("SELECT count(*) FROM document_version")
                world.log.clear()
                _, sources = self.crawl(config, "--now")
                self.assertTrue(world.log)
                self.assertEqual({304}, {entry["status"] for entry in world.log if entry["path"] != "/robots.txt"})
                self.assertEqual(0, sources[name]["deliveries"])
                self.assertEqual(versions, self.rows("SELECT count(*) FROM document_version"))

    def test_the_same_data_are_asked_for_once(self):
        world, config = self.begin("ctgov")
        self.crawl(config, "--now")
        world.log.clear()
        ended, _ = self.crawl(config, "--now")
        self.assert_ended(ended, program.DONE)
        self.assertEqual(["/api/v2/version"], [entry["path"] for entry in world.log])

    def test_a_challenge_stops_the_host_until_a_person_acts(self):
        world, config = self.begin("news")
        world.challenges = True
        ended, sources = self.crawl(config, "--now")
        self.assert_ended(ended, program.SOME_INPUTS_FAILED)
        self.assertEqual("needs_person", sources["news"]["end"])
        self.assertIn("mine", sources["news"]["detail"])
        asked = len(world.log)
        self.crawl(config, "--now")
        self.assertEqual(asked, len(world.log), "a host that turned us away was asked again")
        self.assertEqual([], self.rows("SELECT key FROM document"))


def add_tests(into, seeds):
    for name in CASES:
        def test(self, name=name):
            for seed in seeds:
                with self.subTest(seed=seed):
                    self.folder = tempfile.mkdtemp(prefix="trialmine-test-")
                    self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
                    self.check(name, seed)
        setattr(into, f"test_{name}", test)


class SweepTest(ManualSweep, Sweep):
    pass


class SoakSweepTest(Sweep):
    pass


add_tests(SweepTest, range(2))
add_tests(SoakSweepTest, range(100, 120))
del Sweep  # Or it would be found as a test of its own.

if __name__ == "__main__":
    unittest.main()
