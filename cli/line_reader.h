#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "fetch/result.h"

namespace trialmine {

/// One line of a stream, without its line break.
struct InputLine {
  size_t number = 0;  ///< From 1.
  std::string text;   ///< Empty where the line was too long.
  bool too_long = false;
};

/// Cuts a file descriptor into lines; of a line over `max_line` bytes nothing is kept.
class LineReader {
 public:
  LineReader(int fd, size_t max_line) : fd_(fd), max_line_(max_line) {}

  /// The next line, or nothing at the end, on a read error and once Interrupted(). Waits where no line has
  /// come yet.
  std::optional<InputLine> Next();
  /// Whether Next() will not have to wait.
  bool HasLine() const { return buffer_.find('\n', begin_) != std::string::npos; }
  /// The error that ended the stream, if one did.
  const Status& status() const { return status_; }

 private:
  bool Fill();
  InputLine TakeLine(size_t end);

  int fd_;
  size_t max_line_;
  std::string buffer_;
  size_t begin_ = 0;       ///< Of the line in hand, in buffer_.
  bool too_long_ = false;  ///< The line in hand; what came of it so far was dropped.
  size_t number_ = 0;
  Status status_;
};

}  // namespace trialmine
