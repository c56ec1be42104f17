#pragma once

#include <cstdint>
#include <string_view>

namespace trialmine {

/// Unicode code points before a byte of a UTF-8 text. Positions asked for in rising order cost one pass in
/// all.
class CharCounter {
 public:
  explicit CharCounter(std::string_view text) : text_(text) {}

  uint32_t Before(uint32_t byte) {
    if (byte < byte_) byte_ = chars_ = 0;
    for (; byte_ < byte && byte_ < text_.size(); ++byte_) chars_ += (text_[byte_] & 0xc0) != 0x80;
    return chars_;
  }

 private:
  std::string_view text_;
  uint32_t byte_ = 0;
  uint32_t chars_ = 0;
};

}  // namespace trialmine
