#include "fact_id.h"

#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <vector>

#include "text.h"

namespace trialmine {
namespace {

// Between parts; no folded text holds it.
constexpr char kEnd = '\x1F';

/// Everything that makes a finding the one it is: not where it stands, not which rule read it. Constants that
/// a rule adds are the rule's.
std::string Identity(const Finding& finding, const Document& document) {
  std::vector<const Slot*> slots;
  for (const Slot& slot : finding.slots)
    if (!slot.span.empty()) slots.push_back(&slot);
  std::sort(slots.begin(), slots.end(), [](const Slot* a, const Slot* b) { return a->name < b->name; });
  std::string identity = document.id + kEnd;
  identity += trialmine::Name(finding.field);
  for (const Slot* slot : slots) identity += kEnd + slot->name + '=' + Squeeze(slot->text);
  return identity + kEnd + Squeeze(document.Text(finding.span));
}

std::string Digest(const std::string& text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest;
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  std::string hex;
  for (size_t i = 0; i < 8; ++i) {
    hex += kHex[digest[i] >> 4];
    hex += kHex[digest[i] & 15];
  }
  return hex;
}

}  // namespace

std::string FactNamer::Name(const Finding& finding) {
  std::string identity = Identity(finding, document_);
  const int nth = ++seen_[identity];
  return Digest(identity + kEnd + std::to_string(nth));
}

}  // namespace trialmine
