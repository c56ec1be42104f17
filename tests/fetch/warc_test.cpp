#include <gtest/gtest.h>

#include "support.h"
#include "temp_dir.h"
#include "warc_reader.h"

namespace trialmine {
namespace {

using Lines = std::vector<std::string>;

std::string Record(const std::string& type, const std::string& headers, const std::string& block,
                   const std::string& version = "1.0") {
  return "WARC/" + version + "\r\nWARC-Type: " + type + "\r\n" + headers +
         "Content-Length: " + std::to_string(block.size()) + "\r\n\r\n" + block + "\r\n\r\n";
}

std::string HttpRecord(const std::string& url, const std::string& message) {
  return Record("response",
                "WARC-Target-URI: " + url +
                    "\r\nWARC-Date: 2026-01-02T03:04:05Z\r\n"
                    "Content-Type: application/http; msgtype=response\r\n",
                message);
}

/// What Inputs makes of a WARC file, which is named w.
Lines ListWarc(const std::string& bytes) {
  TempDir dir;
  return List({dir.Write("w", bytes)}, dir.path());
}

TEST(Warc, GivesDocumentsAndPassesOverTheRest) {
  const std::string warc =
      Record("warcinfo", "Content-Type: application/warc-fields\r\n", "software: x\r\n") +
      Record("request", "WARC-Target-URI: http://a/\r\n", "GET / HTTP/1.1\r\n\r\n") +
      HttpRecord("http://a/", "HTTP/1.1 200 OK\r\nContent-Type: Text/HTML; Charset=\"GBK\"\r\n\r\n<p>") +
      HttpRecord("http://a/moved", "HTTP/1.1 301 Moved\r\nLocation: /\r\n\r\nmoved") +
      HttpRecord("http://a/none", "HTTP/1.1 204 No Content\r\n\r\n") +
      HttpRecord("http://a/error", "HTTP/1.1 500 Oops\r\n\r\noops") +
      Record("revisit", "WARC-Target-URI: http://a/\r\nContent-Type: application/http\r\n",
             "HTTP/1.1 200 OK\r\n\r\n") +
      Record("metadata", "WARC-Target-URI: http://a/\r\n", "via: x") +
      Record("response", "WARC-Target-URI: dns:a\r\nContent-Type: text/dns\r\n", "a 1 IN A 1") +
      Record("resource", "WARC-Target-URI: metadata://log\r\n", "log") +
      Record("resource", "WARC-Target-URI: <http://a/x>\r\nContent-Type: text/xml\r\n", "<x/>", "1.1") +
      Record("conversion", "WARC-Record-ID: <urn:uuid:1>\r\n", "text", "0.17");
  const Lines expected = {"w!http://a/: <p>", "w!http://a/x: <x/>", "w!<urn:uuid:1>: text"};
  EXPECT_EQ(ListWarc(warc), expected);
  EXPECT_EQ(ListWarc(Gzip(warc)), expected);
}

TEST(Warc, TellsWhatIsKnownOfAResponse) {
  TempDir dir;
  const std::string message = "HTTP/1.1 200 OK\r\ncontent-type: Text/HTML; a=b; Charset=\"GBK\"\r\n\r\n<p>";
  Inputs inputs({dir.Write("w", HttpRecord("http://a/", message))});
  const std::optional<Input> input = inputs.Next();
  ASSERT_TRUE(input && input->response);
  EXPECT_EQ(input->response->url, "http://a/");
  EXPECT_EQ(input->response->media_type, "text/html");
  EXPECT_EQ(input->response->charset, "GBK");
  EXPECT_EQ(input->response->retrieved_at, "2026-01-02T03:04:05Z");
  EXPECT_EQ(input->response->status, 200);
}

TEST(Warc, UndoesTheEncodingsOfHttp) {
  const std::string deflate("\x4b\x4c\x4a\x06\x00", 5);
  const std::string zlib("\x78\x9c\x4b\x4c\x4a\x06\x00\x02\x4d\x01\x27", 11);
  const struct {
    std::string headers;
    std::string content;
    std::string text;
  } cases[] = {
      {"", "abc", "abc"},
      {"Transfer-Encoding: chunked\r\n", "2\r\nab\r\n1;x=y\r\nc\r\n0\r\n\r\n", "abc"},
      {"Transfer-Encoding: chunked\r\n", "not chunked", "not chunked"},
      {"Transfer-Encoding: chunked\r\n", "2\r\nab\r\nzz\r\n", "ab[ill_formed]"},
      {"Transfer-Encoding: chunked\r\n", "5\r\nab", "ab[truncated]"},
      {"Transfer-Encoding: chunked\r\n", "2\r\nab\r\n", "ab[truncated]"},
      {"Content-Encoding: gzip\r\n", Gzip("abc"), "abc"},
      {"Content-Encoding: gzip\r\n", "abc", "abc"},
      {"Content-Encoding: x-gzip\r\n", Gzip("abc").substr(0, 16), "abc[truncated]"},
      {"Content-Encoding: deflate\r\n", deflate, "abc"},
      {"Content-Encoding: Deflate\r\n", zlib, "abc"},
      {"Content-Encoding: identity\r\n", "abc", "abc"},
  };
  for (const auto& test : cases) {
    EXPECT_EQ(ListWarc(HttpRecord("http://a/", "HTTP/1.1 200 OK\r\n" + test.headers + "\r\n" + test.content)),
              Lines{"w!http://a/: " + test.text})
        << test.headers << test.content;
  }
  EXPECT_EQ(ListWarc(HttpRecord("http://a/", "HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\nabc")),
            Lines{"w!http://a/! unknown_format"});
}

TEST(Warc, ReadsBothEncodingsTogether) {
  const std::string packed = Gzip("abc");
  char size[8];
  std::snprintf(size, sizeof size, "%zx\r\n", packed.size());
  EXPECT_EQ(ListWarc(HttpRecord("http://a/",
                                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: "
                                "gzip\r\n\r\n" +
                                    std::string(size) + packed + "\r\n0\r\n\r\n")),
            Lines{"w!http://a/: abc"});
}

TEST(Warc, ReportsWhatIsBrokenAndGoesOn) {
  const std::string good = Record("resource", "WARC-Target-URI: http://a/\r\n", "good");
  const std::string short_length =
      "WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: http://b/\r\nContent-Length: "
      "2\r\n\r\nlong\r\n\r\n";
  const struct {
    std::string warc;
    Lines expected;
  } cases[] = {
      {"WARC/1.0\r\n", {"w! truncated"}},
      {"WARC/1.0\r\n\r\n", {"w! ill_formed"}},
      {"WARC/1.0\r\nContent-Length: x\r\n\r\n", {"w! ill_formed"}},
      {Record("warcinfo", "", "x"), {"w! empty"}},
      {good + "rubbish", {"w!http://a/: good", "w! ill_formed"}},
      {short_length + good, {"w!http://b/: lo", "w! ill_formed", "w!http://a/: good"}},
      {good.substr(0, good.size() - 6), {"w!http://a/: go[truncated]"}},
      {good.substr(0, good.size() - 4), {"w!http://a/: good"}},
      {good + good.substr(0, 20), {"w!http://a/: good", "w! truncated"}},
      {Gzip(good) + Gzip(good).substr(0, 30), {"w!http://a/: good", "w! truncated"}},
      {Record("request", "", "12345").substr(0, 53), {"w! truncated"}},
      {HttpRecord("http://a/", "no http") + good, {"w!http://a/! ill_formed", "w!http://a/: good"}},
      {HttpRecord("http://a/", "HTTP/1.1 200 OK\r\nContent-Ty") + good,
       {"w!http://a/! truncated", "w!http://a/: good"}},
      {Record("resource", "WARC-Target-URI: http://a/\r\nWARC-Truncated: length\r\n", "go"),
       {"w!http://a/: go[truncated]"}},
      {Record("resource", "WARC-Target-URI: http://a/\r\n X-Folded\r\n", ""),
       {"w!http://a/ X-Folded! empty"}},
  };
  for (const auto& test : cases) EXPECT_EQ(ListWarc(test.warc), test.expected) << test.warc;
}

TEST(Warc, HoldsPackedFilesToo) {
  EXPECT_EQ(ListWarc(Record("resource", "WARC-Target-URI: http://a/b.gz\r\n", Gzip("abc"))),
            Lines{"w!http://a/b.gz: abc"});
}

TEST(Warc, RefusesHeadersWithoutEnd) {
  EXPECT_EQ(ListWarc("WARC/1.0\r\n" + std::string(1 << 20, 'x')), Lines{"w! ill_formed"});
  std::string many = "WARC/1.0\r\n";
  for (int i = 0; i < 5000; ++i) many += "A: b\r\n";
  EXPECT_EQ(ListWarc(many), Lines{"w! ill_formed"});
}

TEST(Warc, SurvivesTruncationAtEveryByte) {
  const std::string warc =
      HttpRecord("http://a/", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
  const std::string packed = Gzip(warc);
  for (size_t size = 1; size < warc.size(); ++size) EXPECT_FALSE(ListWarc(warc.substr(0, size)).empty());
  for (size_t size = 1; size < packed.size(); ++size) EXPECT_FALSE(ListWarc(packed.substr(0, size)).empty());
}

TEST(HttpMessage, ReadsMediaTypes) {
  const struct {
    std::string text, type, charset;
  } cases[] = {
      {"", "", ""},
      {"text/html", "text/html", ""},
      {"Text/HTML ; charset=utf-8", "text/html", "utf-8"},
      {"text/html;charset='GB2312'", "text/html", "GB2312"},
      {"text/html; boundary=x; CHARSET = \"big5\"; charset=no", "text/html", "big5"},
      {"text/html; charset", "text/html", ""},
      {";charset=x", "", "x"},
  };
  for (const auto& test : cases) {
    EXPECT_EQ(ParseMediaType(test.text).type, test.type) << test.text;
    EXPECT_EQ(ParseMediaType(test.text).charset, test.charset) << test.text;
  }
}

TEST(HttpMessage, ReadsStatusLines) {
  const struct {
    std::string line;
    std::optional<int> status;
  } cases[] = {
      {"HTTP/1.1 200 OK\r\n", 200},   {"HTTP/2 404", 404},        {"HTTP/1.0  302  Found", 302},
      {"HTTP/1.1 20", std::nullopt},  {"HTTP/1.1", std::nullopt}, {"GET / HTTP", std::nullopt},
      {"HTTP/1.1 abc", std::nullopt}, {"", std::nullopt},
  };
  for (const auto& test : cases) EXPECT_EQ(ParseStatusLine(test.line), test.status) << test.line;
}

}  // namespace
}  // namespace trialmine
