"""`trialmine crawl` as a whole, against a small site on loopback: what it stores, what it asks twice, and what it says."""

import contextlib
import gzip
import importlib
import json
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import types
import unittest

from program import BAD_USAGE, DONE, INTERRUPTED, PROGRAM, SOME_INPUTS_FAILED, SOURCE, TERMINATED, UNUSABLE, ProgramTest

sys.path.insert(0, os.path.join(SOURCE, "tests", "fake"))
site = importlib.import_module("site_on_loopback")


class CrawlTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.store = self.path("trials.db")

    def serve(self, count):
        served = site.Site(count).start()
        self.addCleanup(served.stop)
        return served

    def configure(self, served, more="", http=""):
        return self.write("crawl.toml", (
            '[crawl]\ncontact = "operator@example.org"\nstore = "trials.db"\n'
            f'[http]\nallow_addresses = ["127.0.0.1"]\n{http}\n'
            f'[[web]]\nname = "site"\nlists = ["http://127.0.0.1:{served.port}/list.txt"]\n'
            f'backoff = "5ms"\n' + (more or 'delay = "0ms"\nevery = "0s"\nrecrawl_max = "0s"\n')))

    def crawl(self, config, *arguments, **more):
        return self.run_program("crawl", "--config", config, *arguments, **more)

    def rows(self, sql):
        with contextlib.closing(sqlite3.connect(f"file:{self.store}?mode=ro", uri=True)) as database:
            return database.execute(sql).fetchall()

    def count(self, table):
        return self.rows(f"SELECT count(*) FROM {table}")[0][0]

    def report(self, config, *arguments):
        path = self.path("report.json")
        ended = self.crawl(config, "--json", path, *arguments)
        with open(path, encoding="utf-8") as file:
            return ended, json.load(file)

    def archived(self):
        """The target URIs of the archive's responses; every byte is read on the way."""
        uris = []
        for folder, _, names in os.walk(self.store + ".archive"):
            for name in sorted(names):
                if not name.endswith(".warc.gz"):
                    continue
                with gzip.open(os.path.join(folder, name)) as file:
                    for record in file.read().split(b"WARC/1.1\r\n")[1:]:
                        head = record.split(b"\r\n\r\n", 1)[0].split(b"\r\n")
                        fields = dict(line.split(b": ", 1) for line in head)
                        if fields[b"WARC-Type"] == b"response":
                            uris.append(fields[b"WARC-Target-URI"].decode())
        return uris


class Crawl(CrawlTest):
    def test_every_page_of_a_list_is_stored_once_and_archived(self):
        served = self.serve(50)
        ended, report = self.report(self.configure(served))
        self.assert_ended(ended, DONE)
        self.assertEqual("complete", report["sources"]["site"]["end"])
        self.assertEqual(50, report["sources"]["site"]["deliveries"])
        self.assertEqual(50, report["documents"])
        self.assertEqual(50, self.count("document"))
        self.assertEqual(0, self.rows("SELECT count(*) FROM delivery WHERE read_by_run IS NULL")[0][0])
        self.assertEqual({f"http://127.0.0.1:{served.port}/{n}" for n in range(1, 51)},
                         {uri for uri in self.archived() if uri.rsplit("/", 1)[1].isdigit()})
        self.assertIn(b"site               complete", ended.out)

    def test_a_rerun_with_nothing_new_sends_only_conditional_requests_and_stores_nothing(self):
        served = self.serve(30)
        config = self.configure(served)
        self.assert_ended(self.crawl(config), DONE)
        served.log.clear()
        before = {table: self.count(table) for table in ("document", "document_version", "response", "delivery", "finding")}
        self.assert_ended(self.crawl(config), DONE)
        pages = [entry for entry in served.log if entry[0] != "/robots.txt"]
        self.assertEqual(31, len(pages))
        self.assertTrue(all(conditional and status == 304 for _, status, conditional in pages), pages)
        self.assertEqual(before, {table: self.count(table) for table in before})

    def test_a_changed_page_is_a_new_version_of_its_document(self):
        served = self.serve(5)
        config = self.configure(served)
        self.assert_ended(self.crawl(config), DONE)
        served.change(3)
        ended, report = self.report(config)
        self.assert_ended(ended, DONE)
        self.assertEqual(1, report["sources"]["site"]["deliveries"])
        self.assertEqual(5, self.count("document"))
        self.assertEqual(6, self.count("document_version"))

    def titles(self):
        return [title for title, in self.rows(
            "SELECT v.title FROM document d JOIN reading r ON r.document = d.id AND r.superseded_by_run IS NULL "
            "JOIN document_version v ON v.id = r.version ORDER BY d.id")]

    def test_a_page_that_goes_back_to_what_it_was_is_shown_as_it_is(self):
        served = self.serve(2)
        config = self.configure(served)
        self.assert_ended(self.crawl(config), DONE)
        for by, title in ((1, "Trial 2, version 2"), (-1, "Trial 2, version 1"), (1, "Trial 2, version 2"), (0, "Trial 2, version 2")):
            served.change(2, by)
            self.assert_ended(self.crawl(config), DONE)
            self.assertEqual(["Trial 1, version 1", title], self.titles())
        self.assertEqual(3, self.count("document_version"), "nothing is kept twice")
        self.assertEqual(5, self.count("delivery"))

    def test_a_document_is_found_by_every_page_it_stands_on(self):
        served = self.serve(2)
        served.copies["/copy"] = 2
        config = self.configure(served)
        self.assert_ended(self.crawl(config), DONE)
        self.assertEqual(2, self.count("document"))
        shown = self.run_program("show", f"url:http://127.0.0.1:{served.port}/copy", "--store", self.store)
        self.assert_ended(shown, DONE)
        self.assertIn(b"Trial 2, version 1", shown.out)

    def test_fetch_only_leaves_reading_to_mine_pending(self):
        served = self.serve(20)
        ended = self.crawl(self.configure(served), "--fetch-only")
        self.assert_ended(ended, DONE)
        self.assertIn(b"20 deliveries; `trialmine mine --pending`", ended.out)
        self.assertEqual(0, self.count("document"))
        mined = self.run_program("mine", "--pending", "--store", self.store)
        self.assert_ended(mined, DONE)
        self.assertIn(b"20 read", mined.out)
        self.assertEqual(20, self.count("document"))
        again = self.run_program("mine", "--pending", "--store", self.store)
        self.assertIn(b" 0 read", again.out)

    def test_a_page_that_is_gone_is_named_and_the_rest_goes_on(self):
        served = self.serve(3)
        config = self.configure(served, 'delay = "0ms"\nurls = ["http://127.0.0.1:%d/99"]\n' % served.port)
        ended = self.crawl(config)
        self.assert_ended(ended, SOME_INPUTS_FAILED)
        self.assertIn("/99", ended.errors)
        self.assertIn("(not_found)", ended.errors)
        self.assertEqual(3, self.count("document"))

    def test_quiet_says_nothing_where_nobody_is_needed(self):
        ended = self.crawl(self.configure(self.serve(3)), "--quiet")
        self.assert_ended(ended, DONE)
        self.assertEqual((b"", ""), (ended.out, ended.errors))

    def test_what_is_not_due_is_not_asked_but_by_name_or_now(self):
        served = self.serve(3)
        config = self.configure(served, 'delay = "0ms"\n')
        self.assert_ended(self.crawl(config), DONE)
        served.log.clear()
        ended = self.crawl(config)
        self.assert_ended(ended, DONE)
        self.assertIn(b"not due", ended.out)
        self.assertEqual([], served.log)
        self.assert_ended(self.crawl(config, "--now"), DONE)
        self.assertEqual(4, len(served.log))

    def test_the_plan_asks_nothing(self):
        served = self.serve(3)
        config = self.configure(served)
        ended = self.crawl(config, "--plan")
        self.assert_ended(ended, DONE)
        self.assertIn(b"1 request to begin with", ended.out)
        self.assertEqual([], served.log)
        self.assertFalse(os.path.exists(self.store))

    def test_logs_are_json_where_asked(self):
        ended = self.crawl(self.configure(self.serve(2)), "--log-format", "json", "--log-level", "info")
        lines = [json.loads(line) for line in ended.errors.splitlines()]
        self.assertIn("begins a sweep: 1 task", [line["message"] for line in lines])
        self.assertEqual({"site"}, {line["source"] for line in lines})

    def test_metrics_are_for_prometheus(self):
        path = self.path("trialmine.prom")
        self.assert_ended(self.crawl(self.configure(self.serve(4)), "--metrics", path), DONE)
        with open(path, encoding="utf-8") as file:
            text = file.read()
        self.assertRegex(text, r'(?m)^trialmine_host_requests\{host="127\.0\.0\.1"\} 6$')
        self.assertRegex(text, r'(?m)^trialmine_source_trouble\{source="site"\} 0$')
        for line in text.splitlines():
            self.assertRegex(line, r'^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z]+="[^"]*"\})? [0-9.e+-]+)$')
        self.assertEqual(["crawl.toml", "trialmine.prom", "trials.db", "trials.db.archive"], sorted(os.listdir(self.folder)))

    def test_sources_say_how_they_stand(self):
        config = self.configure(self.serve(2))
        self.assert_ended(self.crawl(config), DONE)
        ended = self.run_program("sources", "--config", config, "--json")
        self.assert_ended(ended, DONE)
        sources = {source["name"]: source for source in json.loads(ended.out)["sources"]}
        self.assertTrue(sources["site"]["on"])
        self.assertIn("completed_at", sources["site"])
        self.assertEqual(3, sources["site"]["waiting"])
        self.assertIn("why_off", sources["chictr"])
        self.assertRegex(self.run_program("sources", "--config", config).out, rb"complete [0-9.]+ m?s ago; 0 to ask")

    def test_a_site_that_is_down_is_exit_code_3(self):
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            served = types.SimpleNamespace(port=unused.getsockname()[1])
        ended = self.crawl(self.configure(served, 'delay = "0ms"\nattempts = 2\nrobots = false\n'))
        self.assert_ended(ended, UNUSABLE)
        self.assertIn("no request was answered", ended.errors)

    def test_an_address_of_ones_own_network_is_refused_unless_allowed(self):
        served = self.serve(1)
        config = self.configure(served, 'delay = "2s"\nbackoff = "2s"\n')
        with open(config, encoding="utf-8") as file:
            text = file.read().replace('allow_addresses = ["127.0.0.1"]', "").replace('backoff = "5ms"\n', "")
        ended = self.crawl(self.write("crawl.toml", text))
        self.assertNotEqual(DONE, ended.code)
        self.assertEqual([], served.log)


class Signals(CrawlTest):
    def start(self, config, *more):
        return subprocess.Popen([PROGRAM, "crawl", "--config", config, *more], stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def wait_for(self, condition):
        end = time.monotonic() + 60
        while not condition():
            self.assertLess(time.monotonic(), end, "it did not happen")
            time.sleep(0.005)

    def test_a_signal_finishes_what_is_in_hand_and_the_next_run_goes_on(self):
        served = self.serve(60)
        config = self.configure(served, 'delay = "20ms"\n')
        for number, code in ((signal.SIGINT, INTERRUPTED), (signal.SIGTERM, TERMINATED)):
            served.log.clear()
            process = self.start(config)
            self.wait_for(lambda: len(served.log) >= 10)
            process.send_signal(number)
            out, errors = process.communicate(timeout=60)
            self.assertEqual(code, process.returncode, errors)
            self.assertIn(b"unfinished", out)
        self.assert_ended(self.crawl(config), DONE)
        self.assertEqual(60, self.count("document"))

    def test_watching_sweeps_whenever_due_until_it_is_stopped(self):
        served = self.serve(5)
        config = self.configure(served, 'delay = "0ms"\nevery = "1s"\nrecrawl_min = "1s"\nrecrawl_max = "1s"\n')
        process = self.start(config, "--watch", "--metrics", self.path("crawl.prom"))
        self.wait_for(lambda: any(status == 304 for path, status, _ in served.log if path == "/5"))
        process.send_signal(signal.SIGTERM)
        out, errors = process.communicate(timeout=60)
        self.assertEqual(TERMINATED, process.returncode, errors)
        self.assertIn(b"site ", out)
        self.assertIn("crawl.prom", os.listdir(self.folder))
        self.assertEqual(5, self.count("delivery"), "read or not")

    def test_two_crawls_of_one_source_are_refused_by_name(self):
        served = self.serve(200)
        config = self.configure(served, 'delay = "20ms"\n')
        process = self.start(config)
        self.wait_for(lambda: len(served.log) >= 3)
        second = self.crawl(config)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
        self.assert_ended(second, UNUSABLE)
        self.assertIn(f"process {process.pid} on ", second.errors)


class Shared(CrawlTest):
    """Several crawls at once on one store."""

    def start(self, config, *more):
        return subprocess.Popen([PROGRAM, "crawl", "--config", config, "--quiet", *more], stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def test_crawls_of_other_sources_share_a_store(self):
        served, configs = [], []
        for name in ("one", "two", "three"):
            served.append(self.serve(40))
            with open(self.configure(served[-1], 'delay = "5ms"\n'), encoding="utf-8") as file:
                configs.append(self.write(f"{name}.toml", file.read().replace('name = "site"', f'name = "{name}"')))
        processes = [self.start(config) for config in configs]
        for process in processes:
            _, errors = process.communicate(timeout=120)
            self.assertEqual(DONE, process.returncode, errors)
        for site_served in served:
            self.assertEqual({1}, set(site_served.requested().values()), "something was asked twice")
        self.assertEqual(40, self.count("document"), "the sites have the same records")
        self.assertEqual(0, self.rows("SELECT count(*) FROM delivery WHERE read_by_run IS NULL")[0][0])
        self.assertEqual([("ok",)], self.rows("PRAGMA integrity_check"))
        self.assert_ended(self.run_program("archive", "verify", self.store + ".archive"), DONE)
        for sha256, file, offset in self.rows("SELECT sha256, archive_file, archive_offset FROM response"):
            with open(os.path.join(self.store + ".archive", file), "rb") as archive:
                archive.seek(offset)
                self.assertEqual(b"\x1f\x8b", archive.read(2), f"{sha256} does not stand where the store says")

    def test_a_host_is_not_asked_faster_by_two_crawls_than_by_one(self):
        served, delay = self.serve(60), 0.02
        lists = [f"http://127.0.0.1:{served.port}/list.txt"]
        configs = []
        for name, pages in (("one", range(1, 31)), ("two", range(31, 61))):
            urls = ", ".join(f'"http://127.0.0.1:{served.port}/{n}"' for n in pages)
            with open(self.configure(served, f'delay = "{int(delay * 1000)}ms"\n'), encoding="utf-8") as file:
                text = file.read().replace('name = "site"', f'name = "{name}"').replace(f'lists = ["{lists[0]}"]', f"urls = [{urls}]")
            configs.append(self.write(f"{name}.toml", text))
        processes = [self.start(config) for config in configs]
        for process in processes:
            _, errors = process.communicate(timeout=120)
            self.assertEqual(DONE, process.returncode, errors)
        pages = [(path, at) for (path, _, _), at in zip(served.log, served.times) if path != "/robots.txt"]
        self.assertEqual(60, len({path for path, _ in pages}))
        self.assertEqual(60, len(pages), "something was asked twice")
        # Two crawls that knew nothing of each other would take half of the time. What is sent in time may arrive late.
        self.assertGreater(served.times[-1] - served.times[0], 0.75 * (len(served.times) - 1) * delay)


class KilledCrawl(CrawlTest):
    def kill_often(self, documents, kills, seed, parallel=1):
        chance = random.Random(seed)
        served = self.serve(documents)
        delay = 4
        config = self.configure(served, f'delay = "{delay}ms"\nparallel = {parallel}\n')
        killed = 0
        stretch = 2 * 0.6 * documents / kills  # So many documents between two kills at most, that all kills fall into the crawl.
        while killed < kills:
            process = subprocess.Popen([PROGRAM, "crawl", "--config", config, "--quiet"], stdout=subprocess.DEVNULL,
                                       stderr=subprocess.PIPE)
            enough = len(served.log) + chance.uniform(0, stretch)
            while len(served.log) < enough and process.poll() is None:
                time.sleep(0.0005)
            time.sleep(chance.uniform(0, 3 * delay / 1000))
            process.kill()
            _, errors = process.communicate()
            if process.returncode == -signal.SIGKILL:
                killed += 1
                continue
            self.assertEqual(DONE, process.returncode, errors.decode())
            break
        asked = len(served.requested())
        self.assert_ended(self.crawl(config, "--source", "site", "--quiet"), DONE)
        self.assertEqual(documents, self.count("document"))
        self.assertEqual(documents, self.count("document_version"))
        self.assertEqual(0, self.rows("SELECT count(*) FROM delivery WHERE read_by_run IS NULL")[0][0])
        self.assertEqual([("ok",)], self.rows("PRAGMA integrity_check"))
        archived = {uri.rsplit("/", 1)[1] for uri in self.archived()}
        self.assertLessEqual({str(n) for n in range(1, documents + 1)}, archived)
        again = {path: count - 1 for path, count in served.requested().items() if count > 1 and path[1:].isdigit()}
        # Of many under way, a busy machine has several answered and not yet kept when it kills.
        self.assertLessEqual(sum(again.values()), killed * max(1, parallel // 4), again)
        self.verify_archive()
        print(f"{killed} kills, {parallel} at a time: {sum(again.values())} requests repeated, {asked} of {documents} made between them")
        self.assertGreater(asked, documents / 4, "the kills did not fall into the crawl")
        return killed

    def verify_archive(self):
        if b"archive" in self.run_program("--help").out:
            self.assert_ended(self.run_program("archive", "verify", self.store + ".archive"), DONE)


class Kill(KilledCrawl):
    def test_killed_20_times_nothing_is_lost_and_little_asked_twice(self):
        self.assertGreaterEqual(self.kill_often(150, 20, 20261122), 15, "a machine that grows faster ends sooner")

    def test_so_it_is_where_many_may_be_under_way(self):
        self.assertGreaterEqual(self.kill_often(150, 20, 20261122, 16), 15, "a machine that grows faster ends sooner")


class PowerCut(KilledCrawl):
    def test_what_was_not_on_the_disk_is_asked_for_again(self):
        served = self.serve(300)
        config = self.configure(served, 'delay = "2ms"\nparallel = 16\n')
        process = subprocess.Popen([PROGRAM, "crawl", "--config", config, "--quiet"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        while len(served.log) < 150 and process.poll() is None:
            time.sleep(0.001)
        process.kill()
        process.communicate()
        [archive] = [os.path.join(self.store + ".archive", name) for name in os.listdir(self.store + ".archive") if name.endswith(".gz")]
        os.truncate(archive, os.path.getsize(archive) * 3 // 4)
        ended = self.crawl(config, "--source", "site")
        self.assert_ended(ended, DONE)
        self.assertRegex(ended.errors, "a power cut took [1-9][0-9]* answers")
        self.assertEqual(300, self.count("document"))
        size = os.path.getsize(archive)
        self.assertEqual([(300 + 1 + 1,)], self.rows(f"SELECT count(*) FROM response WHERE archive_offset + archive_length <= {size}"))
        self.verify_archive()


class SoakKill(KilledCrawl):
    def test_killed_200_times_nothing_is_lost_and_little_asked_twice(self):
        self.assertEqual(200, self.kill_often(1000, 200, 1))

    def test_so_it_is_where_many_may_be_under_way(self):
        self.assertEqual(200, self.kill_often(1000, 200, 1, 16))


class Many(CrawlTest):
    def test_a_thousand_documents_without_a_limit(self):
        served = self.serve(1000)
        config = self.configure(served, 'delay = "0ms"\nparallel = 50\n')
        ended, report = self.report(config, "--fetch-only")
        self.assert_ended(ended, DONE)
        self.assertEqual(1000, report["sources"]["site"]["deliveries"])
        self.assertEqual({1}, set(served.requested().values()))
        self.assertEqual(1000, len({uri for uri in self.archived() if uri.rsplit("/", 1)[1].isdigit()}))


class Configuration(CrawlTest):
    def refused(self, text, *said):
        ended = self.crawl(self.write("crawl.toml", text))
        self.assert_ended(ended, BAD_USAGE)
        for one in said:
            self.assertIn(one, ended.errors)

    HEAD = '[crawl]\ncontact = "operator@example.org"\n'

    def test_errors_name_the_line(self):
        cases = (
            (self.HEAD + "[source.ctgov]\ndely = \"2s\"\n", "line 4: [source.ctgov]: unknown key dely"),
            (self.HEAD + "[sources.ctgov]\n", "unknown key sources"),
            (self.HEAD + "[source.nosuch]\n", "no such source; there are: pubmed"),
            (self.HEAD + "[source.ctgov]\ndelay = \"2 parsecs\"\n", "line 4: [source.ctgov]: delay must be a duration"),
            (self.HEAD + "[source.ctgov]\ndelay = \"1ms\"\n", "line 4: [source.ctgov]: delay may not be less than the source's own 1 s"),
            (self.HEAD + "[source.chictr]\nenabled = true\n", "line 4: [source.chictr]: it may not be crawled"),
            (self.HEAD + "[http]\nallow_addresses = [\"nonsense\"]\n[source.ctgov]\n", "line 3: [http]: "),
            (self.HEAD + "[[web]]\nurls = [\"http://example.org/\"]\n", "name must be set"),
            (self.HEAD + "[[web]]\nname = \"x\"\n", "line 3: [[web]]: urls or lists"),
            (self.HEAD + "[crawl\n", "line 3: "),
            ("[crawl]\n[source.ctgov]\n", "contact must be"),
            (self.HEAD, "no source is switched on"),
        )
        for text, said in cases:
            with self.subTest(said=said):
                self.refused(text, said)

    def test_a_source_that_is_off_says_why(self):
        ended = self.crawl(self.write("crawl.toml", self.HEAD + "[source.ctgov]\nterm = \"x\"\n"), "--source", "chictr")
        self.assert_ended(ended, BAD_USAGE)
        self.assertIn("chictr is off: ", ended.errors)

    def test_the_example_of_the_manual_is_valid(self):
        example = os.path.join(SOURCE, "docs", "crawl.toml")
        ended = self.crawl(example, "--plan", "--store", self.store)
        self.assert_ended(ended, DONE)
        self.assertIn(b"pubmed", ended.out)


if __name__ == "__main__":
    unittest.main()
