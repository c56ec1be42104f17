"""A web server that misbehaves in one way per path, for the tests of the HTTP client. Writes its port on
standard output and serves until standard input ends. Raw sockets: a library would not let it lie."""

import gzip
import socket
import struct
import sys
import threading
import time
import zlib

OK = b"HTTP/1.1 200 OK\r\n"
HTML = b"Content-Type: text/html\r\n"
JSON = b"Content-Type: application/json\r\n"
PAGE = b"<!DOCTYPE html><html><head><title>A page</title></head><body>" + b"<p>Some words to read.</p>" * 40 + b"</body></html>"
CHALLENGE = b"<html><script>var arg1='ABCDEF0123456789';function reload(x){setCookie('acw_sc__v2',x);}</script></html>"
BLOCKED = ("<html><head><title>405</title></head><body>很抱歉，由于您访问的URL有可能对网站造成安全威胁，"
           "您的访问被阻断。</body></html>").encode()
SLIDER = "<html><head><title>滑动验证页面</title></head><body><div id='nc'></div></body></html>".encode()


def plain(head, body):
    return head + b"Content-Length: %d\r\n\r\n" % len(body) + body


def status(code, body=b"", extra=b""):
    return plain(b"HTTP/1.1 %d X\r\n" % code + extra, body)


def redirect(to, code=302):
    return status(code, b"", b"Location: " + to.encode() + b"\r\n")


def chunks(parts):
    for part in parts:
        yield b"%x\r\n" % len(part) + part + b"\r\n"
    yield b"0\r\n\r\n"


def zeros_gzip(size):
    return gzip.compress(bytes(size), mtime=0)


CLOSE, RESET = object(), object()


def simple_answers():
    return {
        "/ok": plain(OK + HTML + b"ETag: \"v1\"\r\nLast-Modified: Thu, 01 Jan 2026 00:00:00 GMT\r\n", PAGE),
        "/json": plain(OK + JSON, b'{"a":1}'),
        "/html-as-json": plain(OK + JSON, PAGE),
        "/json-as-html": plain(OK + HTML, b'{"a":1}'),
        "/empty": plain(OK + JSON, b""),
        "/none": status(404), "/gone": status(410), "/error": status(500), "/denied": status(403),
        "/login": status(401), "/teapot": status(418), "/part": status(206, b"part"), "/no-content": b"HTTP/1.1 204 X\r\n\r\n",
        "/unasked-304": b"HTTP/1.1 304 X\r\n\r\n",
        "/later": status(429, b"", b"Retry-After: 120\r\n"),
        "/later-date": status(503, b"", b"Retry-After: " + http_date(600) + b"\r\n"),
        "/later-past": status(429, b"", b"Retry-After: Thu, 01 Jan 2015 00:00:00 GMT\r\n"),
        "/later-never": status(429, b"", b"Retry-After: 1000000000\r\n"),
        "/later-odd": status(429, b"", b"Retry-After: soon\r\n"),
        "/challenge": plain(OK + HTML, CHALLENGE), "/blocked": plain(b"HTTP/1.1 405 X\r\n" + HTML, BLOCKED),
        "/slider": plain(OK + HTML, SLIDER),
        "/gzip": plain(OK + HTML + b"Content-Encoding: gzip\r\n", gzip.compress(PAGE, mtime=0)),
        "/deflate": plain(OK + HTML + b"Content-Encoding: deflate\r\n", zlib.compress(PAGE)),
        "/raw-deflate": plain(OK + HTML + b"Content-Encoding: deflate\r\n", zlib.compress(PAGE)[2:-4]),
        "/br": plain(OK + HTML + b"Content-Encoding: br\r\n", bytes.fromhex("0b0480") + b"<p>brotli" + b"\x03"),
        "/zstd": plain(OK + HTML + b"Content-Encoding: zstd\r\n", bytes.fromhex("28b52ffd2007390000") + b"<p>zstd"),
        "/broken-gzip": plain(OK + HTML + b"Content-Encoding: gzip\r\n", gzip.compress(PAGE, mtime=0)[:60] + bytes(60)),
        "/short-gzip": plain(OK + HTML + b"Content-Encoding: gzip\r\n", gzip.compress(PAGE, mtime=0)[:-9]),
        "/short-deflate": plain(OK + HTML + b"Content-Encoding: deflate\r\n", zlib.compress(PAGE)[:-20]),
        "/short-br": plain(OK + HTML + b"Content-Encoding: br\r\n", bytes.fromhex("0b0480") + b"<p>brotli"),
        "/short-zstd": plain(OK + HTML + b"Content-Encoding: zstd\r\n", bytes.fromhex("28b52ffd2007390000") + b"<p>zst"),
        "/odd-encoding": plain(OK + HTML + b"Content-Encoding: x-odd\r\n", PAGE),
        "/empty-gzip": plain(OK + HTML + b"Content-Encoding: gzip\r\n", b""),
        "/bomb": plain(OK + HTML + b"Content-Encoding: gzip\r\n", zeros_gzip(20 << 20)),
        "/short": [OK + HTML + b"Content-Length: 1000\r\n\r\n" + PAGE[:500], CLOSE],
        "/reset": [OK + HTML + b"Content-Length: 1000\r\n\r\n" + PAGE[:500], RESET],
        "/no-answer": [CLOSE],
        "/not-http": [b"SSH-2.0-nothing\r\n", CLOSE],
        "/torn-chunk": [OK + HTML + b"Transfer-Encoding: chunked\r\n\r\n40\r\nabc", CLOSE],
        "/loop": redirect("/loop"), "/nowhere": status(302), "/bad-location": redirect("http://"),
        "/to-ok": redirect("/ok", 301), "/to-relative": redirect("../ok?x=1#part", 307), "/to-post": redirect("/echo", 303),
        "/to-kept-post": redirect("/echo", 307),
        "/to-file": redirect("file:///etc/passwd"), "/to-ftp": redirect("ftp://127.0.0.1/x"),
        "/to-user": redirect("http://user:secret@127.0.0.1/"), "/to-gopher": redirect("gopher://127.0.0.1:1/x"),
        "/hop/5": redirect("/hop/4"), "/hop/4": redirect("/hop/3"), "/hop/3": redirect("/hop/2"), "/hop/2": redirect("/hop/1"),
        "/hop/1": redirect("/ok"), "/hop/6": redirect("/hop/5"),
    }


class Server:
    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = self.listener.getsockname()[1]
        self.lock = threading.Lock()
        self.seen = {}  # requests by path
        self.connections = 0
        self.simple = simple_answers()

    def serve(self):
        while True:
            client, _ = self.listener.accept()
            with self.lock:
                self.connections += 1
            threading.Thread(target=self.talk, args=(client,), daemon=True).start()

    def talk(self, client):
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        stream = client.makefile("rb")
        try:
            while self.answer_one(client, stream):
                pass
        except OSError:
            pass
        finally:
            stream.close()
            client.close()

    def answer_one(self, client, stream):
        """Reads one request and answers it. Whether the connection goes on."""
        line = stream.readline()
        if not line:
            return False
        method, target, _ = line.decode("latin-1").split(" ", 2)
        head = {}
        while (field := stream.readline().strip()):
            name, _, value = field.decode("latin-1").partition(":")
            head[name.strip().lower()] = value.strip()
        body = stream.read(int(head.get("content-length", 0)))
        path = target.partition("?")[0]
        with self.lock:
            self.seen[path] = self.seen.get(path, 0) + 1
        answer = self.answer(method, path, target, head, body)
        for part in [answer] if isinstance(answer, bytes) else answer:
            if part is RESET:  # Closing with unsent data discarded makes a reset.
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                return False
            if part is CLOSE:
                return False
            client.sendall(part)
        return True

    def answer(self, method, path, target, head, body):
        here = f"http://127.0.0.1:{self.port}"
        if path in self.simple:
            return self.simple[path]
        if path == "/to":  # ?address: wherever the test wants.
            return redirect(target.partition("?")[2])
        if path == "/if":
            if head.get("if-none-match") == '"v1"' or head.get("if-modified-since") == "Thu, 01 Jan 2026 00:00:00 GMT":
                return b"HTTP/1.1 304 Not Modified\r\nETag: \"v1\"\r\n\r\n"
            return self.simple["/ok"]
        if path == "/echo":
            fields = "".join(f"{name}: {head[name]}\n" for name in sorted(head))
            return plain(OK + b"Content-Type: text/plain\r\n", f"{method} {target}\n{fields}\n".encode() + body)
        if path == "/seen":
            name = target.partition("?")[2]
            with self.lock:
                return plain(OK, str(self.connections if name == "connections" else self.seen.get(name, 0)).encode())
        if path == "/size":  # ?bytes, in chunks.
            size = int(target.partition("?")[2])
            piece = b"x" * 16384
            parts = (piece[:min(len(piece), size - at)] for at in range(0, size, len(piece)))
            return self.stream(OK + b"Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n", chunks(parts))
        if path == "/endless":
            return self.stream(OK + b"Transfer-Encoding: chunked\r\n\r\n", chunks(b"y" * 16384 for _ in iter(int, 1)))
        if path == "/endless-head":
            return self.stream(OK, (b"X-%d: %s\r\n" % (n, b"z" * 900) for n in range(10 ** 9)))
        if path == "/drip":
            return self.stream(OK + HTML + b"Content-Length: 1000\r\n\r\n", self.drip())
        if path == "/stall":
            return self.stream(b"", self.drip())
        if path == "/idle-close":  # Ends idle connections as soon as it has answered, without saying so.
            return [plain(OK + b"Keep-Alive: timeout=1\r\n", b"once"), CLOSE]
        if path == "/key":
            return plain(OK + JSON, b'{"error":"API rate limit exceeded","api-key":"' + target.rpartition("=")[2].encode() + b'"}')
        if path == "/there":
            return redirect(here.replace("127.0.0.1", "localhost") + "/echo")
        return status(404)

    @staticmethod
    def stream(first, rest):
        yield first
        yield from rest

    @staticmethod
    def drip():
        while True:
            time.sleep(0.2)
            yield b"."


def http_date(ahead):
    return time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() + ahead)).encode()


if __name__ == "__main__":
    server = Server()
    threading.Thread(target=server.serve, daemon=True).start()
    print(server.port, flush=True)
    sys.stdin.read()
