#include "fact_id.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <utility>
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
  std::string identity;
  identity.reserve(256);
  identity.append(document.id).append(1, kEnd).append(trialmine::Name(finding.field));
  for (const Slot* slot : slots)
    identity.append(1, kEnd).append(slot->name).append(1, '=').append(Squeeze(slot->text));
  return identity.append(1, kEnd).append(Squeeze(document.Text(finding.span)));
}

}  // namespace

/// SHA-256, looked up in the library once and for all.
struct FactNamer::Hash {
  Hash() : context(EVP_MD_CTX_new()) {}
  ~Hash() { EVP_MD_CTX_free(context); }
  Hash(const Hash&) = delete;
  Hash& operator=(const Hash&) = delete;

  static const EVP_MD* Sha256() {
    static const std::unique_ptr<EVP_MD, void (*)(EVP_MD*)> sha256(EVP_MD_fetch(nullptr, "SHA256", nullptr),
                                                                   EVP_MD_free);
    return sha256.get();
  }

  EVP_MD_CTX* context;
};

FactNamer::FactNamer(const Document& document) : document_(document), hash_(std::make_unique<Hash>()) {}
FactNamer::~FactNamer() = default;

std::string FactNamer::Digest(std::string_view text) const {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  EVP_DigestInit_ex(hash_->context, Hash::Sha256(), nullptr);
  EVP_DigestUpdate(hash_->context, text.data(), text.size());
  EVP_DigestFinal_ex(hash_->context, digest.data(), nullptr);
  std::string hex;
  for (size_t i = 0; i < 8; ++i) {
    hex += kHex[digest[i] >> 4];
    hex += kHex[digest[i] & 15];
  }
  return hex;
}

std::string FactNamer::Name(const Finding& finding) {
  std::string identity = Identity(finding, document_);
  const int nth = ++seen_[identity];
  return Digest(identity.append(1, kEnd).append(std::to_string(nth)));
}

}  // namespace trialmine
