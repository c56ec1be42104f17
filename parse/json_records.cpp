#include "json_records.h"

#include <array>
#include <utility>

namespace trialmine {
namespace {

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

bool IsPageKey(std::string_view key) { return key == "studies" || key == "data" || key == "items"; }

}  // namespace

std::optional<char> JsonRecords::Peek() {
  if (at_ == buffer_.size() && !ended_) {
    buffer_.resize(64 << 10);
    at_ = 0;
    auto got = source_->Read(buffer_);
    if (!got) error_ = got.error();
    buffer_.resize(got ? *got : 0);
    ended_ = buffer_.empty();
  }
  return at_ < buffer_.size() ? std::optional(buffer_[at_]) : std::nullopt;
}

std::optional<Result<std::string>> JsonRecords::Fail(std::string code, std::string detail) {
  ended_ = true;
  buffer_.clear();
  at_ = 0;
  open_ = 0;
  return Result<std::string>(error_ ? *std::exchange(error_, std::nullopt)
                                    : Error{std::move(code), std::move(detail)});
}

// Between records: separators, and the ends of what holds them.
std::optional<Result<std::string>> JsonRecords::Next() {
  while (auto c = Peek()) {
    if (*c == '{') return TakeRecord();
    ++at_;
    if (*c == '[') {
      ++open_;
    } else if (*c == ']' || *c == '}') {
      if (--open_ < 0) return Fail("ill_formed", "a bracket that closes nothing");
    } else if (*c == '"') {  // A key after the page's records.
      std::string key;
      --at_;
      if (auto error = TakeString(&key)) return Fail(error->code, error->detail);
    }
    // Numbers, commas and colons of what stands around the records say nothing.
  }
  if (error_) return Fail({}, {});
  if (open_ > 0) return Fail("truncated", "the JSON ends within a list of records");
  return std::nullopt;
}

// At a quote: the string as written, with its quotes.
std::optional<Error> JsonRecords::TakeString(std::string* out) {
  *out += buffer_[at_++];
  bool escaped = false;
  while (auto c = Peek()) {
    ++at_;
    *out += *c;
    if (out->size() > max_record_)
      return Error{"too_big", "a record of more than " + std::to_string(max_record_) + " bytes"};
    if (escaped) {
      escaped = false;
    } else if (*c == '\\') {
      escaped = true;
    } else if (*c == '"') {
      return std::nullopt;
    }
  }
  return Error{"truncated", "the JSON ends within a string"};
}

std::optional<Result<std::string>> JsonRecords::TakeRecord() {
  std::string record;
  std::string
      key;  // The last string directly inside the object, until something other than its colon follows.
  int depth = 0;
  while (auto c = Peek()) {
    if (*c == '"') {
      const size_t start = record.size();
      if (auto error = TakeString(&record)) return Fail(error->code, error->detail);
      key = depth == 1 ? record.substr(start + 1, record.size() - start - 2) : "";
      continue;
    }
    ++at_;
    record += *c;
    if (record.size() > max_record_)
      return Fail("too_big", "a record of more than " + std::to_string(max_record_) + " bytes");
    if (*c == '[' && depth == 1 && IsPageKey(key)) {  // A page: its elements are the records.
      open_ += 2;
      return Next();
    }
    if (!IsSpace(*c) && *c != ':') key.clear();
    depth += *c == '{' || *c == '[';
    depth -= *c == '}' || *c == ']';
    if (depth == 0) return Result<std::string>(std::move(record));
  }
  return Fail("truncated", "the JSON ends within a record");
}

void RepairSurrogates(std::string* json) {
  auto kind = [&](size_t at) {  // 'D8'..'DB' leads, 'DC'..'DF' trails
    if (at + 6 > json->size() || (*json)[at] != '\\' || (*json)[at + 1] != 'u' ||
        ((*json)[at + 2] | 0x20) != 'd')
      return 0;
    const char c = static_cast<char>((*json)[at + 3] | 0x20);
    if (c == '8' || c == '9' || c == ('a') || c == 'b') return 1;
    return c >= 'c' && c <= 'f' ? 2 : 0;
  };
  for (size_t at = json->find('\\'); at != std::string::npos; at = json->find('\\', at)) {
    const int found = kind(at);
    if (found == 1 && kind(at + 6) == 2) {
      at += 12;
    } else if (found != 0) {
      json->replace(at, 6, "\\ufffd");
      at += 6;
    } else {
      at += 2;
    }
  }
}

}  // namespace trialmine
