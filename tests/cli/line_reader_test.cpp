#include "line_reader.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <string>
#include <thread>
#include <vector>

namespace trialmine {
namespace {

/// A pipe into which a thread writes `bytes`.
class Source {
 public:
  explicit Source(std::string bytes) {
    if (::pipe(ends_.data()) != 0) ADD_FAILURE() << "no pipe";
    writer_ = std::thread([this, bytes = std::move(bytes)] {
      for (size_t at = 0; at < bytes.size();) {
        const ssize_t count = ::write(ends_[1], bytes.data() + at, bytes.size() - at);
        if (count <= 0) break;
        at += static_cast<size_t>(count);
      }
      ::close(ends_[1]);
    });
  }
  ~Source() {
    writer_.join();
    ::close(ends_[0]);
  }
  int fd() const { return ends_[0]; }

 private:
  std::array<int, 2> ends_{};
  std::thread writer_;
};

struct Case {
  const char* what;
  std::string bytes;
  std::vector<std::string> lines;
};

TEST(LineReader, LinesComeWithoutTheirBreaks) {
  const Case cases[] = {
      {"nothing", "", {}},
      {"one line", "a\n", {"a"}},
      {"the last line needs no break", "a\nb", {"a", "b"}},
      {"empty lines count", "\n\nc\n", {"", "", "c"}},
      {"a carriage return is part of the line", "a\r\nb\n", {"a\r", "b"}},
      {"NUL is a byte as any other", std::string("a\0b\n", 4), {std::string("a\0b", 3)}},
  };
  for (const Case& one : cases) {
    const Source source(one.bytes);
    LineReader reader(source.fd(), 100);
    std::vector<std::string> lines;
    while (std::optional<InputLine> line = reader.Next()) {
      lines.push_back(line->text);
      EXPECT_EQ(line->number, lines.size()) << one.what;
    }
    EXPECT_EQ(lines, one.lines) << one.what;
    EXPECT_TRUE(reader.status().ok()) << one.what;
  }
}

TEST(LineReader, ALineTooLongKeepsItsNumberAndTheNextOneIsWhole) {
  for (size_t size : {11u, 1000u, 600000u}) {  // Within one read, and over several.
    const Source source("first\n" + std::string(size, 'x') + "\nthird\n" + std::string(size, 'y'));
    LineReader reader(source.fd(), 10);
    EXPECT_EQ(reader.Next()->text, "first");
    const std::optional<InputLine> second = reader.Next();
    EXPECT_TRUE(second->too_long) << size;
    EXPECT_EQ(second->text, "");
    EXPECT_EQ(second->number, 2u);
    const std::optional<InputLine> third = reader.Next();
    EXPECT_FALSE(third->too_long);
    EXPECT_EQ(third->text, "third");
    EXPECT_TRUE(reader.Next()->too_long);
    EXPECT_FALSE(reader.Next().has_value());
  }
}

TEST(LineReader, ALineOfTheMostBytesIsNotTooLong) {
  const Source source(std::string(10, 'x') + "\n" + std::string(11, 'x') + "\n");
  LineReader reader(source.fd(), 10);
  EXPECT_FALSE(reader.Next()->too_long);
  EXPECT_TRUE(reader.Next()->too_long);
}

TEST(LineReader, SaysWhetherItWouldWait) {
  const Source source("a\nb\nno break");
  LineReader reader(source.fd(), 100);
  EXPECT_FALSE(reader.HasLine());
  reader.Next();
  EXPECT_TRUE(reader.HasLine());
  reader.Next();
  EXPECT_FALSE(reader.HasLine());
}

TEST(LineReader, AReadErrorEndsItAndIsKept) {
  LineReader reader(-1, 100);
  EXPECT_FALSE(reader.Next().has_value());
  ASSERT_FALSE(reader.status().ok());
  EXPECT_EQ(reader.status().error().code, "unreadable");
}

}  // namespace
}  // namespace trialmine
