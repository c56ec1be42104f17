#include "reviewers.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <toml++/toml.h>

#include "extract/finding.h"

namespace trialmine {
namespace {

constexpr size_t kShortestToken = 16;

std::string Hex(const unsigned char* bytes, size_t size) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  for (size_t i = 0; i < size; ++i) {
    hex += kDigits[bytes[i] >> 4];
    hex += kDigits[bytes[i] & 15];
  }
  return hex;
}

std::string RandomToken() {
  unsigned char bytes[24];
  RAND_bytes(bytes, sizeof bytes);
  return Hex(bytes, sizeof bytes);
}

/// The cookie proves that its holder knew the token, without giving it away.
std::string CookieFor(const std::string& token) {
  static constexpr unsigned char kPurpose[] = "trialmine review session";
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  HMAC(EVP_sha256(), token.data(), static_cast<int>(token.size()), kPurpose, sizeof kPurpose - 1, digest,
       &size);
  return Hex(digest, size);
}

bool SameSecret(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

Error Bad(const std::string& detail) { return {"bad_input", detail}; }

Status AddReviewer(const toml::table& entry, Reviewers& reviewers) {
  Reviewer reviewer;
  reviewer.name = entry["name"].value_or(std::string());
  reviewer.token = entry["token"].value_or(std::string());
  const std::string role = entry["role"].value_or(std::string("reviewer"));
  if (reviewer.name.empty()) return Bad("a [[reviewer]] has no `name`");
  if (role != "reviewer" && role != "adjudicator")
    return Bad("the `role` of " + reviewer.name + " is neither reviewer nor adjudicator");
  if (reviewer.token.size() < kShortestToken)
    return Bad("the `token` of " + reviewer.name + " has fewer than 16 characters");
  reviewer.role = role == "adjudicator" ? Role::kAdjudicator : Role::kReviewer;
  reviewer.cookie = CookieFor(reviewer.token);
  for (const Reviewer& known : reviewers.all) {
    if (known.name == reviewer.name) return Bad("two reviewers are called " + reviewer.name);
    if (known.token == reviewer.token) return Bad("two reviewers have the same token");
  }
  reviewers.all.push_back(std::move(reviewer));
  return {};
}

}  // namespace

std::string_view Name(Role role) { return role == Role::kAdjudicator ? "adjudicator" : "reviewer"; }

const Reviewer* Reviewers::WithToken(std::string_view token) const {
  for (const Reviewer& reviewer : all)
    if (SameSecret(reviewer.token, token)) return &reviewer;
  return nullptr;
}

const Reviewer* Reviewers::WithCookie(std::string_view cookie) const {
  for (const Reviewer& reviewer : all)
    if (SameSecret(reviewer.cookie, cookie)) return &reviewer;
  return nullptr;
}

Result<Reviewers> ReadReviewers(const std::string& path) {
  Reviewers reviewers;
  try {
    const toml::table file = toml::parse_file(path);
    if (const toml::array* entries = file["reviewer"].as_array()) {
      for (const toml::node& entry : *entries) {
        if (!entry.is_table()) return Bad("`reviewer` must be written [[reviewer]]");
        if (Status status = AddReviewer(*entry.as_table(), reviewers); !status) return status.error();
      }
    }
    if (const toml::array* fields = file["double"].as_array()) {
      for (const toml::node& field : *fields) {
        const std::string name = field.value_or(std::string());
        if (!FieldNamed(name)) return Bad("`double` names an unknown field");
        reviewers.double_fields.insert(name);
      }
    }
  } catch (const toml::parse_error& error) {
    return Bad("the reviewers cannot be read: " + std::string(error.description()));
  }
  if (reviewers.all.empty()) return Bad("the file names no [[reviewer]]");
  if (!reviewers.double_fields.empty() && reviewers.all.size() < 2)
    return Bad("`double` needs at least two reviewers");
  return reviewers;
}

Reviewers OneReviewer(const std::string& name, const std::string& token) {
  Reviewer reviewer{name.empty() ? "curator" : name, Role::kAdjudicator, token, {}};
  if (reviewer.token.empty()) reviewer.token = RandomToken();
  reviewer.cookie = CookieFor(reviewer.token);
  return {{std::move(reviewer)}, {}};
}

}  // namespace trialmine
