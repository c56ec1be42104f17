#include "fetch/response.h"

#include <gtest/gtest.h>

#include "spool.h"
#include "support.h"

namespace trialmine {
namespace {

TEST(Body, IsMeasuredHashedAndReadAnyNumberOfTimes) {
  const Body body = Body::FromString("abc");
  EXPECT_EQ(body.size(), 3u);
  EXPECT_EQ(body.sha256(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  const Body copy = body;
  for (int again = 0; again < 2; ++again) EXPECT_EQ(Text(copy), "abc");
  EXPECT_FALSE(body.failure());
}

TEST(Body, IsEmptyByDefault) {
  EXPECT_EQ(Body().size(), 0u);
  EXPECT_EQ(Body().sha256(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Text(Body()), "");
}

TEST(Body, ReadsAllOnlyWithinTheLimit) {
  const Body body = Body::FromString("abc");
  EXPECT_EQ(*body.ReadAll(3), "abc");
  EXPECT_EQ(body.ReadAll(2).error().code, "too_big");
  EXPECT_EQ(*body.ReadPrefix(2), "ab");
  EXPECT_EQ(*body.ReadPrefix(9), "abc");
}

TEST(Body, IsTheSameWhereverItIsKept) {
  const std::string text = Noise(100000);
  for (const size_t max_memory : {size_t{0}, size_t{1000}, text.size(), size_t{1} << 20}) {
    StringSource source(text);
    BodyOptions options;
    options.max_memory = max_memory;
    const Result<Body> body = MakeBody(source, options);
    ASSERT_TRUE(body);
    EXPECT_EQ(body->sha256(), Body::FromString(text).sha256());
    const Result<std::unique_ptr<ByteSource>> beside = body->Open();  // Readers do not disturb one another.
    char byte;
    ASSERT_TRUE((*beside)->Read({&byte, 1}));
    EXPECT_TRUE(Text(*body) == text);
    EXPECT_EQ(body->ReadAll(text.size() - 1).error().code, "too_big");
  }
}

TEST(Body, OfTooManyBytesIsNotMade) {
  StringSource source("abcd");
  BodyOptions options;
  options.max_size = 3;
  EXPECT_EQ(MakeBody(source, options).error().code, "too_big");
}

}  // namespace
}  // namespace trialmine
