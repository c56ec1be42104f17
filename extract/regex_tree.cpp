#include "regex_tree.h"

#include <unicode/utf8.h>

#include <algorithm>
#include <iterator>

namespace trialmine {
namespace {

using Kind = RegexNode::Kind;

unsigned char FirstByteOf(char32_t c) {
  char bytes[U8_MAX_LENGTH];
  int32_t size = 0;
  U8_APPEND_UNSAFE(bytes, size, c);
  return static_cast<unsigned char>(bytes[0]);
}

bool IsSmallLetter(char c) { return c >= 'a' && c <= 'z'; }

/// The bytes that a part of a choice begins with for certain, or nullptr.
std::string* LeadingBytes(RegexNode& node) {
  RegexNode* lead = &node;
  if (node.kind == Kind::kSequence) lead = node.parts.data();
  return lead->kind == Kind::kBytes && !lead->bytes.empty() ? &lead->bytes : nullptr;
}

bool LeadingCase(const RegexNode& node) {
  return node.kind == Kind::kSequence ? node.parts.front().any_case : node.any_case;
}

/// Takes the first byte of `node` away.
RegexNode WithoutFirstByte(RegexNode node) {
  LeadingBytes(node)->erase(0, 1);
  if (node.kind == Kind::kSequence && node.parts.front().bytes.empty()) node.parts.erase(node.parts.begin());
  if (node.kind == Kind::kSequence && node.parts.size() == 1) {
    RegexNode only = std::move(node.parts.front());
    return only;
  }
  return node;
}

RegexNode Chain(char byte, bool any_case, RegexNode rest) {
  RegexNode first;
  first.bytes = byte;
  first.any_case = any_case;
  if (rest.kind == Kind::kBytes && (rest.any_case == any_case || rest.bytes.empty())) {
    first.bytes += rest.bytes;
    return first;
  }
  if (rest.kind == Kind::kSequence) {
    RegexNode& next = rest.parts.front();
    if (next.kind == Kind::kBytes && next.any_case == any_case)
      next.bytes.insert(0, 1, byte);
    else
      rest.parts.insert(rest.parts.begin(), std::move(first));
    return rest;
  }
  RegexNode chain;
  chain.kind = Kind::kSequence;
  chain.parts.push_back(std::move(first));
  chain.parts.push_back(std::move(rest));
  return chain;
}

/// A choice on its way to another arrangement: parts that share the first byte stand together.
struct Family {
  std::vector<RegexNode> members;
  ByteSet first;
  char byte = 0;  ///< Shared by all; 0 where the members do not begin with a byte.
  bool any_case = false;
};

void AddToFamilies(std::vector<Family>& families, RegexNode part) {
  const ByteSet first = FirstBytes(part);
  const std::string* lead = LeadingBytes(part);
  if (lead) {
    const bool any_case = LeadingCase(part);
    // It may pass before all that cannot match where it does.
    for (auto family = families.rbegin(); family != families.rend(); ++family) {
      if (family->byte == lead->front() && family->any_case == any_case) {
        family->members.push_back(std::move(part));
        return;
      }
      const bool apart = !family->first.empty_too &&
                         !family->first.Has(static_cast<unsigned char>(lead->front())) &&
                         !(any_case && IsSmallLetter(lead->front()) &&
                           family->first.Has(static_cast<unsigned char>(lead->front() - 'a' + 'A')));
      if (!apart) break;
    }
  }
  Family family;
  family.first = first;
  if (lead) {
    family.byte = lead->front();
    family.any_case = LeadingCase(part);
  }
  family.members.push_back(std::move(part));
  families.push_back(std::move(family));
}

RegexNode Joined(Family family) {
  if (family.members.size() == 1) return std::move(family.members.front());
  RegexNode rest;
  rest.kind = Kind::kChoice;
  for (RegexNode& member : family.members) rest.parts.push_back(WithoutFirstByte(std::move(member)));
  ShareBeginnings(rest);
  return Chain(family.byte, family.any_case, std::move(rest));
}

}  // namespace

bool CharacterSet::HasOther(char32_t c) const {
  if (others.size() == 1) return c >= others[0].first && c <= others[0].second;
  const auto next = std::upper_bound(others.begin(), others.end(), c,
                                     [](char32_t x, const auto& range) { return x < range.first; });
  return next != others.begin() && c <= std::prev(next)->second;
}

void ByteSet::Add(const CharacterSet& set) {
  bits[0] |= set.ascii[0];
  bits[1] |= set.ascii[1];
  for (const auto& [first, last] : set.others)
    for (unsigned byte = FirstByteOf(first), end = FirstByteOf(last); byte <= end; ++byte)
      Add(static_cast<unsigned char>(byte));
}

void ByteSet::Add(const ByteSet& other) {
  for (size_t i = 0; i < bits.size(); ++i) bits[i] |= other.bits[i];
  empty_too = empty_too || other.empty_too;
}

bool ByteSet::Overlaps(const ByteSet& other) const {
  for (size_t i = 0; i < bits.size(); ++i)
    if (bits[i] & other.bits[i]) return true;
  return false;
}

ByteSet ByteSet::All() { return {{~uint64_t{0}, ~uint64_t{0}, ~uint64_t{0}, ~uint64_t{0}}, true}; }

ByteSet FirstBytes(const RegexNode& node) {
  ByteSet first;
  switch (node.kind) {
    case Kind::kBytes:
      if (node.bytes.empty()) {
        first.empty_too = true;
      } else {
        const char c = node.bytes.front();
        first.Add(static_cast<unsigned char>(c));
        if (node.any_case && IsSmallLetter(c)) first.Add(static_cast<unsigned char>(c - 'a' + 'A'));
      }
      return first;
    case Kind::kSet:
      first.Add(node.set);
      return first;
    case Kind::kSequence:
      first.empty_too = true;
      for (const RegexNode& part : node.parts) {
        first.empty_too = false;
        first.Add(FirstBytes(part));
        if (!first.empty_too) break;
      }
      return first;
    case Kind::kChoice:
      for (const RegexNode& part : node.parts) first.Add(FirstBytes(part));
      return first;
    case Kind::kRepeat:
    case Kind::kGroup:
      first = FirstBytes(node.parts.front());
      if (node.kind == Kind::kRepeat && node.least == 0) first.empty_too = true;
      return first;
    default:
      first.empty_too = true;
      return first;
  }
}

void ShareBeginnings(RegexNode& node) {
  for (RegexNode& part : node.parts) ShareBeginnings(part);
  if (node.kind != Kind::kChoice) return;
  std::vector<Family> families;
  for (RegexNode& part : node.parts) AddToFamilies(families, std::move(part));
  node.parts.clear();
  for (Family& family : families) node.parts.push_back(Joined(std::move(family)));
  if (node.parts.size() == 1) {
    RegexNode only = std::move(node.parts.front());
    node = std::move(only);
  }
}

}  // namespace trialmine
