#include "line_reader.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "interrupt.h"

namespace trialmine {
namespace {

constexpr size_t kReadBytes = 256 << 10;

}  // namespace

std::optional<InputLine> LineReader::Next() {
  size_t searched = begin_;
  while (!Interrupted()) {
    const size_t end = buffer_.find('\n', searched);
    if (end != std::string::npos) {
      InputLine line = TakeLine(end);
      begin_ = end + 1;
      return line;
    }
    if (buffer_.size() - begin_ > max_line_) {
      too_long_ = true;
      begin_ = buffer_.size();
    }
    buffer_.erase(0, begin_);
    begin_ = 0;
    searched = buffer_.size();
    if (Fill()) continue;
    if (buffer_.empty() && !too_long_) return std::nullopt;
    InputLine line = TakeLine(buffer_.size());  // The last line has no line break.
    buffer_.clear();
    return line;
  }
  return std::nullopt;
}

InputLine LineReader::TakeLine(size_t end) {
  InputLine line{++number_, {}, too_long_ || end - begin_ > max_line_};
  if (!line.too_long) line.text = buffer_.substr(begin_, end - begin_);
  too_long_ = false;
  return line;
}

/// Reads some more bytes; false at the end.
bool LineReader::Fill() {
  const size_t filled = buffer_.size();
  buffer_.resize(filled + kReadBytes);
  ssize_t count;
  do {
    count = ::read(fd_, buffer_.data() + filled, kReadBytes);
  } while (count < 0 && errno == EINTR && !Interrupted());
  buffer_.resize(filled + (count > 0 ? static_cast<size_t>(count) : 0));
  if (count < 0 && errno != EINTR) status_ = Error{"unreadable", std::strerror(errno)};
  return count > 0;
}

}  // namespace trialmine
