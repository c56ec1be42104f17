"""What the fake servers share: TLS on loopback under the real names, a log of every request, and faults by seed.

A fake is a model of one source: how it counts, pages, caps and lies. It answers with documents of our own in the source's true
format. `serve()` runs one in the background of a test; `main()` makes a program of it that writes its port on
standard output and serves until standard input ends."""

import argparse
import gzip
import http.server
import json
import os
import random
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse


class Answer:
    def __init__(self, body=b"", content_type="application/json", status=200, headers=()):
        self.body = body.encode("utf-8") if isinstance(body, str) else body
        self.content_type = content_type
        self.status = status
        self.headers = list(headers)


class Asked:
    """A request as a fake sees it. `query` has the parameters of the URL and of a posted form."""

    def __init__(self, host, method, target, headers, body):
        self.host, self.method, self.headers, self.body = host, method, headers, body
        url = urllib.parse.urlsplit(target)
        self.path = urllib.parse.unquote(url.path)
        self.target = target
        form = url.query
        if body and headers.get("Content-Type", "").startswith("application/x-www-form-urlencoded"):
            form += "&" + body.decode("utf-8", "replace")
        self.query = dict(urllib.parse.parse_qsl(form, keep_blank_values=True))

    @property
    def name(self):
        """What is asked for, whatever the secrets and tokens: two requests with one name ask for the same."""
        return f"{self.method} {self.host}{self.target} {self.body.decode('utf-8', 'replace')}".strip()


# The faults that every server can have. A fake may add its own: names of its methods that take the request and its true answer.
# These give another answer than the true one,
INSTEAD = ["rate_limit", "rate_limit_seconds", "rate_limit_date", "unavailable", "server_error", "empty", "html", "silent", "redirect_back"]
# these cannot be mended by asking again at once: the task fails, and the next run asks again,
HARD = ["bomb", "redirect_loop", "redirect_forbidden"]
# this one stops the host until a person acts,
CHALLENGES = ["challenge"]
# these spoil the line or the packing,
LINE = ["cut", "short", "packed_short"]
# and these are odd and harmless: the answer is good.
HARMLESS = ["drip", "idle", "packed", "mistyped"]
FAULTS = INSTEAD + HARD + CHALLENGES + LINE + HARMLESS

FORBIDDEN = ["http://169.254.169.254/latest/meta-data/", "http://127.0.0.2:{port}/", "https://[::1]:{port}/", "http://10.0.0.1/", "file:///etc/passwd",
             "http://0x7f000002:{port}/", "http://[::ffff:192.168.1.1]/", "https://user:secret@{host}/"]
BOMB = gzip.compress(bytes(24 << 20), mtime=0)


class Fake:
    """Override `answer`; `hosts` are the real names it stands for."""

    hosts = ()
    own_faults = ()
    page = b"<!DOCTYPE html><html><head><title>Service notice</title></head><body>" + b"<p>Please come back later.</p>" * 30 + b"</body></html>"

    def __init__(self, seed=0, fault_rate=0.0):
        self.random = random.Random(seed)
        self.fault_rate = fault_rate
        self.faults = list(FAULTS) + list(self.own_faults)
        self.log = []
        self.lock = threading.RLock()
        self.failed = {}
        self.challenges_left = 2  # Each needs a person.

    def answer(self, asked):
        raise NotImplementedError

    def robots(self):
        return None

    # --- What the server calls ---------------------------------------------------------------------------------------

    def respond(self, asked):
        """The answer, and the fault of the line it is sent with (None for none)."""
        with self.lock:
            if asked.path == "/robots.txt":
                text = self.robots()
                return (Answer(text, "text/plain") if text is not None else Answer("", "text/plain", 404)), None
            if asked.path.startswith("/loop/"):
                return self.redirect(asked.path), "redirect_loop"
            fault = self.choose(asked)
            if fault in INSTEAD + HARD + CHALLENGES:
                return getattr(self, fault)(asked), fault
            answer = self.answer(asked)
            if fault in self.own_faults:
                answer = getattr(self, fault)(asked, answer) or answer
            return answer, fault

    def choose(self, asked):
        """No request fails more than twice, and one that failed for good not again, so that patience is rewarded."""
        if self.random.random() >= self.fault_rate or self.failed.get(asked.name, 0) >= 2:
            return None
        fault = self.random.choice(self.faults)
        if fault in CHALLENGES:
            if self.challenges_left == 0:
                return None
            self.challenges_left -= 1
        if fault not in HARMLESS:
            self.failed[asked.name] = self.failed.get(asked.name, 0) + (2 if fault in HARD else 1)
        return fault

    def rate_limit(self, _):
        return Answer('{"error":"API rate limit exceeded","api-key":"192.0.2.7","count":"4","limit":"3"}', status=429)

    def rate_limit_seconds(self, _):
        return Answer("slow down", "text/plain", 429, [("Retry-After", "0")])

    def rate_limit_date(self, _):
        return Answer("slow down", "text/plain", 429, [("Retry-After", time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime()))])

    def unavailable(self, _):
        return Answer("", "text/plain", 503)

    def server_error(self, _):
        return Answer(self.page, "text/html", 500)

    def empty(self, _):
        return Answer(b"")

    def html(self, _):
        return Answer(self.page, "text/html")

    def silent(self, _):
        return Answer(status=0)

    def bomb(self, _):
        return Answer(BOMB, headers=[("Content-Encoding", "gzip")])

    def challenge(self, _):
        return Answer("<html><head><title>405</title></head><body>很抱歉，由于您访问的URL有可能对网站造成安全威胁，您的访问被阻断。</body></html>",
                      "text/html; charset=utf-8", 405)

    @staticmethod
    def redirect(to):
        return Answer(b"", "text/plain", 307, [("Location", to)])

    def redirect_back(self, asked):
        return self.redirect(asked.target)

    def redirect_loop(self, _):
        return self.redirect(f"/loop/{self.random.randrange(1000)}")

    def redirect_forbidden(self, asked):
        return self.redirect(self.random.choice(FORBIDDEN).format(host=asked.host, port=self.random.choice([80, 443, 8080])))


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 20

    def do_GET(self):
        fake = self.server.fake
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        arrived = time.monotonic()
        asked = Asked(self.headers.get("Host", ""), self.command, self.path, self.headers, body)
        answer, fault = fake.respond(asked)
        etag = '"' + format(hash(answer.body) & 0xFFFFFFFF, "x") + '"'
        conditional = self.headers.get("If-None-Match")
        if fault is None and answer.status == 200 and getattr(fake, "validates", False):
            answer.headers.append(("ETag", etag))
            if conditional == etag:
                answer = Answer(b"", answer.content_type, 304, [("ETag", etag)])
        self.note(fake, asked, answer, fault, arrived, conditional is not None)
        self.send(answer, fault)

    do_POST = do_GET

    def note(self, fake, asked, answer, fault, arrived, conditional):
        record = {"time": arrived, "host": asked.host, "name": asked.name, "path": asked.path, "status": answer.status, "fault": fault,
                  "conditional": conditional, "agent": self.headers.get("User-Agent", "")}
        with fake.lock:
            fake.log.append(record)
            if self.server.log_file:
                self.server.log_file.write(json.dumps(record) + "\n")
                self.server.log_file.flush()

    def send(self, answer, fault):
        if fault == "silent":
            self.close_connection = True
            return
        body = answer.body
        self.send_response(answer.status)
        if fault in ("packed", "packed_short") and answer.status != 304:
            body = gzip.compress(body, mtime=0)
            body = body[:len(body) * 2 // 3] if fault == "packed_short" else body
            self.send_header("Content-Encoding", "gzip")
        if answer.status != 304:
            self.send_header("Content-Type", self.lie(answer) if fault == "mistyped" else answer.content_type)
            self.send_header("Content-Length", str(len(body) // 2 if fault == "short" else len(body)))
        for name, value in answer.headers:
            self.send_header(name, value)
        self.end_headers()
        if fault == "cut":
            body = body[:len(body) // 2]
        if fault == "short":  # The length is a lie: fewer bytes are announced than there are.
            body = body[:len(body) // 2]
        if fault == "drip":
            for at in range(0, len(body), max(1, len(body) // 8)):
                self.wfile.write(body[at:at + max(1, len(body) // 8)])
                self.wfile.flush()
                time.sleep(0.003)
        else:
            self.wfile.write(body)
        self.wfile.flush()
        if fault in ("cut", "short", "idle"):  # Closed without a word.
            self.close_connection = True

    @staticmethod
    def lie(answer):
        return answer.content_type.replace(answer.content_type.partition(";")[0], "text/html" if "json" in answer.content_type else "text/plain")

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, fake, certificate, log_path=None):
        super().__init__(("127.0.0.1", 0), Handler)
        self.fake = fake
        self.log_file = open(log_path, "a", encoding="utf-8") if log_path else None
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    def handle_error(self, request, client_address):
        pass  # Clients go away; that is their business.

    @property
    def port(self):
        return self.server_address[1]


def make_certificate(folder, hosts):
    """A certificate for the names, with its key, in one file; it is its own authority."""
    path = os.path.join(folder, "server.pem")
    names = ",".join(f"DNS:{host}" for host in hosts)
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "3",
                    "-subj", "/CN=trialmine test", "-addext", f"subjectAltName={names}", "-keyout", path + ".key", "-out", path],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with open(path + ".key", encoding="ascii") as key, open(path, "a", encoding="ascii") as both:
        both.write(key.read())
    return path


def serve(fake, certificate, log_path=None):
    """Serves in the background. Stop it by `shutdown()` and `server_close()`."""
    server = Server(fake, certificate, log_path)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    return server


def connect_to(fake, server):
    """The crawl's settings that lead the real names to this server."""
    return [f"{host}:443:127.0.0.1:{server.port}" for host in fake.hosts]


def main(make):
    parser = argparse.ArgumentParser(description="A fake of one source. Writes a JSON line with its port and certificate, "
                                                 "and serves until standard input ends.")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--faults", type=float, default=0.0, help="share of the requests that go wrong")
    parser.add_argument("--log", help="file for a JSON line for each request")
    arguments = parser.parse_args()
    fake = make(arguments.seed, arguments.faults)
    with tempfile.TemporaryDirectory(prefix="trialmine-fake-") as folder:
        certificate = make_certificate(folder, fake.hosts)
        server = serve(fake, certificate, arguments.log)
        print(json.dumps({"port": server.port, "ca_file": certificate, "connect_to": connect_to(fake, server)}), flush=True)
        sys.stdin.read()
        server.shutdown()
