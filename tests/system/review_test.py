"""The curators' page as a command: its door, its ends, and decisions that reach the export."""

import http.client
import json
import os
import re
import signal
import subprocess
import urllib.parse

from program import BAD_USAGE, DONE, INTERRUPTED, PROGRAM, REPORT, TERMINATED, UNUSABLE, ProgramTest


class Page:
    """A browser's part of the conversation."""

    def __init__(self, url):
        parts = urllib.parse.urlsplit(url)
        self.host = parts.netloc
        self.connection = http.client.HTTPConnection(parts.netloc, timeout=30)
        self.cookie = ""
        reply, _ = self.send("GET", parts.path + "?" + parts.query)
        self.cookie = reply.getheader("Set-Cookie").split(";")[0]

    def send(self, method, path, body=None):
        headers = {"Cookie": self.cookie, "Origin": "http://" + self.host, "Content-Type": "application/json"}
        self.connection.request(method, path, None if body is None else json.dumps(body), headers)
        reply = self.connection.getresponse()
        return reply, reply.read()

    def get(self, path):
        return json.loads(self.send("GET", path)[1])

    def post(self, path, body):
        return json.loads(self.send("POST", path, body)[1])


class Review(ProgramTest):
    def setUp(self):
        super().setUp()
        self.store = self.path("s.db")
        self.assert_ended(self.run_program("mine", self.write("report.txt", REPORT), "--store", self.store), DONE)

    def serve(self, *arguments):
        server = subprocess.Popen([PROGRAM, "review", "--store", self.store, "--port", "0", *arguments],
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(server.stderr.close)
        self.addCleanup(server.stdout.close)
        self.addCleanup(server.wait)
        self.addCleanup(server.kill)
        line = server.stdout.readline().decode()
        found = re.search(r"http://\S+/\?token=\w+", line)
        self.assertTrue(found, line)
        return server, Page(found.group())

    def test_every_decision_of_a_session_is_in_the_export(self):
        server, page = self.serve("--reviewer", "Ann")
        items = page.get("/api/queue?sort=text")["items"]
        self.assertGreater(len(items), 3)
        expected = {}
        for n, item in enumerate(items):
            body = {"key": str(n), "document": item["document"], "finding": item["id"]}
            body.update({"action": "accept"} if n % 2 else {"action": "reject", "reason": "ambiguous"})
            answer = page.post("/api/decisions", body)
            expected[item["id"]] = answer["finding"]["state"]
        server.send_signal(signal.SIGTERM)
        self.assertEqual(TERMINATED, server.wait(timeout=30))
        self.assert_ended(self.run_program("export", "--store", self.store, "--to", self.path("out")), DONE)
        with open(self.path("out", "findings.ndjson"), encoding="utf-8") as file:
            exported = {finding["id"]: finding["review_state"] for finding in map(json.loads, file)}
        self.assertEqual(expected, exported)

    def test_the_original_is_a_download_of_the_bytes_that_were_read(self):
        _, page = self.serve()
        document = page.get("/api/documents")["items"][0]["id"]
        reply, body = page.send("GET", "/api/original/" + urllib.parse.quote(document, safe=""))
        self.assertEqual(REPORT.encode(), body)
        self.assertEqual("application/octet-stream", reply.getheader("Content-Type"))
        self.assertTrue(reply.getheader("Content-Disposition").startswith("attachment"))

    def test_an_interrupt_ends_it(self):
        server, _ = self.serve()
        server.send_signal(signal.SIGINT)
        self.assertEqual(INTERRUPTED, server.wait(timeout=30))

    def test_changed_rules_leave_the_decisions_and_the_page_says_what_became_of_them(self):
        server, page = self.serve("--reviewer", "Ann")
        items = page.get("/api/queue")["items"]
        size = next(item for item in items if item["field"] == "sample_size")
        for n, item in enumerate(items):
            page.post("/api/decisions", {"key": str(n), "document": item["document"], "finding": item["id"], "action": "accept"})
        rule = page.get("/api/rules/" + urllib.parse.quote(size["rule"]))
        # Two rules read this sentence; the one that loses now would speak up if the other alone changed.
        self.write("rules/sample_size/en.toml", "".join(f"""
[[rule]]
id = "{rule_id}"
pattern = '(?P<span>{{count:count}} {{participants}}) were randomly assigned'
gives = {{ kind = "enrolled", unit = "participants" }}
confidence = 0.9
finds = [{{ text = "60 patients were randomly assigned", value = {{ count = 60, kind = "enrolled" }} }}]
ignores = ["Patients were randomly assigned"]
""" for rule_id in sorted({size["rule"], "sample_size.en.randomized", "sample_size.en.randomized-to-groups"})))
        self.assert_ended(self.run_program("mine", self.path("report.txt"), "--store", self.store, "--rules", self.path("rules")),
                          DONE)
        self.assertTrue(rule["examples"])
        report = page.get("/api/report")
        self.assertGreater(report["kept"], 0)
        self.assertEqual(len(items), report["kept"] + report["stale"] + report["vanished"])
        self.assertEqual(1, report["stale"], report)
        first = page.get("/api/queue?state=open")["items"][0]
        self.assertEqual(("stale", "sample_size"), (first["state"], first["field"]))

    def test_bad_usage(self):
        for arguments, code in ((["--listen", "0.0.0.0"], BAD_USAGE), (["--port", "70000"], BAD_USAGE),
                                (["--reviewers", self.path("none.toml")], BAD_USAGE)):
            with self.subTest(arguments=arguments):
                self.assert_ended(self.run_program("review", "--store", self.store, *arguments), code)
        missing = self.path("missing.db")
        self.assert_ended(self.run_program("review", "--store", missing), UNUSABLE)
        self.assertFalse(os.path.exists(missing))
