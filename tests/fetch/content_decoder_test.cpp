#include "content_decoder.h"

#include <gtest/gtest.h>

#include "http_ask.h"

namespace trialmine {
namespace {

using std::string_literals::operator""s;

struct Coded {
  const char* coding;
  std::string bytes, text;
};

std::vector<Coded> Samples() {
  const std::string page = "<p>" + Noise(70000) + "</p>";
  return {
      {"gzip", Gzip(page), page},
      {"X-GZIP", Gzip("one ") + Gzip("two") + std::string(9, '\0'), "one two"},
      {"deflate", "\x78\x9c\x4b\x4c\x4a\x06\x00\x02\x4d\x01\x27"s, "abc"},
      {"deflate", "\x4b\x4c\x4a\x06\x00"s, "abc"},
      {"br", "\x0b\x04\x80<p>brotli\x03"s, "<p>brotli"},
      {"zstd", "\x28\xb5\x2f\xfd\x20\x07\x39\x00\x00<p>zstd"s, "<p>zstd"},
      {"identity, gzip , gzip", Gzip(Gzip("twice")), "twice"},
  };
}

/// What comes of the bytes, fed in pieces; and whether the decoder says that it is all.
std::pair<std::string, bool> Decode(const char* coding, std::string_view bytes, size_t step) {
  std::optional<ContentDecoder> decoder = ContentDecoder::For(coding);
  std::string text;
  for (; !bytes.empty(); bytes.remove_prefix(std::min(step, bytes.size()))) {
    const bool fed = decoder->Feed(bytes.substr(0, step), [&](std::string_view some) {
      text += some;
      return true;
    });
    EXPECT_TRUE(fed) << coding;
  }
  EXPECT_FALSE(decoder->damaged());
  return {text, decoder->complete()};
}

TEST(ContentDecoder, UnpacksInWhateverPiecesTheBytesCome) {
  for (const Coded& sample : Samples()) {
    for (size_t step : {size_t{1}, size_t{7}, sample.bytes.size()})
      EXPECT_EQ(Decode(sample.coding, sample.bytes, step), std::pair(sample.text, true)) << sample.coding;
  }
}

TEST(ContentDecoder, KnowsBytesThatStopShort) {
  for (const Coded& sample : Samples()) {
    if (sample.text == "one two") continue;  // Its padding may be missing.
    const size_t size = sample.bytes.size();
    for (size_t cut = 1; cut < size; cut += 1 + size / 50) {
      const auto [text, complete] = Decode(sample.coding, sample.bytes.substr(0, cut), size);
      EXPECT_FALSE(complete) << sample.coding << " cut at " << cut;
      EXPECT_TRUE(sample.text.starts_with(text));
    }
    EXPECT_FALSE(Decode(sample.coding, sample.bytes.substr(0, size - 1), size).second) << sample.coding;
  }
}

TEST(ContentDecoder, KnowsDamage) {
  for (const char* coding : {"gzip", "br", "zstd"}) {
    std::optional<ContentDecoder> decoder = ContentDecoder::For(coding);
    EXPECT_FALSE(decoder->Feed("<html>not packed at all</html>", [](std::string_view) { return true; }))
        << coding;
    EXPECT_TRUE(decoder->damaged());
    EXPECT_FALSE(decoder->complete());
  }
}

TEST(ContentDecoder, StopsWhenNoMoreIsWanted) {
  std::optional<ContentDecoder> decoder = ContentDecoder::For("gzip");
  size_t pieces = 0;
  EXPECT_FALSE(
      decoder->Feed(Gzip(std::string(1 << 20, 'x')), [&](std::string_view) { return ++pieces < 3; }));
  EXPECT_EQ(pieces, 3U);
  EXPECT_FALSE(decoder->damaged());
}

TEST(ContentDecoder, KnowsTheCodingsItAsksForAndNoOthers) {
  for (const char* field : {"", " ", "identity", "Identity,"}) EXPECT_FALSE(ContentDecoder::Decodes(field));
  for (const char* field : {"compress", "gzip, rot13", "gzip,gzip,gzip,gzip", "none"}) {
    EXPECT_TRUE(ContentDecoder::Decodes(field)) << field;
    EXPECT_FALSE(ContentDecoder::For(field)) << field;
  }
}

TEST(HttpClient, DecodesEveryEncodingItAsksFor) {
  const std::string page = BodyOf(Ask(Get("/ok")));
  for (const char* path : {"/gzip", "/deflate", "/raw-deflate"}) {
    const Exchange exchange = Ask(Get(path));
    EXPECT_EQ(BodyOf(exchange), page) << path;
    EXPECT_LT(exchange.wire_bytes, exchange.response.body.size());
  }
  EXPECT_EQ(BodyOf(Ask(Get("/br"))), "<p>brotli");
  EXPECT_EQ(BodyOf(Ask(Get("/zstd"))), "<p>zstd");
}

TEST(HttpClient, KeepsEncodedBytesWhereAsked) {
  Request request = Get("/gzip");
  request.keep_encoded = true;
  const Exchange exchange = Ask(request);
  EXPECT_TRUE(BodyOf(exchange).starts_with("\x1f\x8b"));
  EXPECT_EQ(exchange.wire_bytes, exchange.response.body.size());
}

TEST(HttpClient, LimitsAreCountedAsBytesCome) {
  HttpOptions small = TestOptions();
  small.max_bytes = 1 << 20;
  HttpOptions thin_wire = TestOptions();
  thin_wire.max_wire_bytes = 1 << 20;
  HttpOptions by_ratio = TestOptions();
  HttpOptions generous = TestOptions();
  generous.max_ratio = 100000;
  const struct {
    std::string path;
    HttpOptions options;
    std::string summary;
  } cases[] = {
      {"/size?10000000", small, "too_big 200 1048576"}, {"/endless", small, "too_big 200 1048576"},
      {"/size?1048576", small, "ok 200 1048576"},       {"/bomb", small, "too_big 200 1048576"},
      {"/bomb", generous, "ok 200 20971520"},           {"/size?2000000", generous, "ok 200 2000000"},
  };
  for (const auto& test : cases)
    EXPECT_EQ(Summary(Ask(Get(test.path), test.options)), test.summary) << test.path;
  const Exchange wire = Ask(Get("/size?10000000"), thin_wire);
  EXPECT_EQ(wire.outcome, Outcome::kTooBig);
  EXPECT_LT(wire.response.body.size(), (uint64_t{1} << 20) + (64 << 10));
  const Exchange bomb = Ask(Get("/bomb"), by_ratio);
  EXPECT_EQ(bomb.outcome, Outcome::kTooBig);
  EXPECT_LT(bomb.response.body.size(), uint64_t{8} << 20);
  EXPECT_EQ(bomb.cut, "length");
  Request request = Get("/size?1000");
  request.max_bytes = 999;
  EXPECT_EQ(Summary(Ask(request)), "too_big 200 999");
}

TEST(HttpClient, PackedBytesThatStopShortInAWholeMessageAreTruncated) {
  for (const char* path : {"/short-gzip", "/short-deflate", "/short-br", "/short-zstd"}) {
    const Exchange exchange = Ask(Get(path));
    EXPECT_EQ(Name(exchange.outcome), "truncated") << path;
    EXPECT_EQ(exchange.cut, "unspecified");
    EXPECT_TRUE(exchange.response.body.failure()) << path;
    EXPECT_NE(exchange.detail.find("data breaks off"), std::string::npos) << exchange.detail;
  }
  EXPECT_EQ(Summary(Ask(Get("/odd-encoding"))), "wrong_type 200 0");
  EXPECT_EQ(Summary(Ask(Get("/empty-gzip"))), "ok 200 0");
}

}  // namespace
}  // namespace trialmine
