#include "digest.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>

#include "source.h"

namespace trialmine {
namespace {

char Upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

std::string UpperCase(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), Upper);
  return text;
}

std::string Hex(std::string_view bytes) {
  std::string hex;
  for (char byte : bytes) hex += HexDigits(static_cast<unsigned char>(byte));
  return hex;
}

/// Base64 with the padding left out and the alphabet of URLs made the usual one.
std::string PlainBase64(std::string text) {
  while (text.ends_with('=')) text.pop_back();
  std::replace(text.begin(), text.end(), '-', '+');
  std::replace(text.begin(), text.end(), '_', '/');
  return text;
}

std::string Base64(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
  const int size =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                      reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  text.resize(static_cast<size_t>(size));
  return PlainBase64(std::move(text));
}

}  // namespace

std::string HexDigits(unsigned char byte) {
  constexpr char kDigits[] = "0123456789abcdef";
  return {kDigits[byte >> 4], kDigits[byte & 15]};
}

std::string Base32(std::string_view bytes) {
  constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string text;
  unsigned held = 0;
  int bits = 0;
  for (char byte : bytes) {
    held = (held << 8 | static_cast<unsigned char>(byte)) & 0xffff;
    for (bits += 8; bits >= 5; bits -= 5) text += kDigits[held >> (bits - 5) & 31];
  }
  if (bits > 0) text += kDigits[held << (5 - bits) & 31];
  while (text.size() % 8 != 0) text += '=';
  return text;
}

Digest::Digest(const EVP_MD* algorithm) : context_(EVP_MD_CTX_new()) {
  EVP_DigestInit_ex(context_.get(), algorithm, nullptr);
}

std::optional<Digest> Digest::Create(std::string_view algorithm) {
  const EVP_MD* known = EVP_get_digestbyname(std::string(algorithm).c_str());
  if (known == nullptr) return std::nullopt;
  return Digest(known);
}

Digest Digest::Sha1() { return Digest(EVP_sha1()); }
Digest Digest::Sha256() { return Digest(EVP_sha256()); }

void Digest::Free::operator()(evp_md_ctx_st* context) const { EVP_MD_CTX_free(context); }

void Digest::Update(std::string_view bytes) { EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()); }

std::string Digest::Finish() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned size = 0;
  EVP_DigestFinal_ex(context_.get(), digest.data(), &size);
  return {reinterpret_cast<const char*>(digest.data()), size};
}

Result<std::string> Md5(const Body& body) {
  const Result<std::unique_ptr<ByteSource>> source = body.Open();
  if (!source) return source.error();
  Digest md5(EVP_md5());
  const auto buffer = std::make_unique_for_overwrite<char[]>(kReadBuffer);
  while (true) {
    const Result<size_t> count = (*source)->Read({buffer.get(), kReadBuffer});
    if (!count) return count.error();
    if (*count == 0) return Hex(md5.Finish());
    md5.Update({buffer.get(), *count});
  }
}

std::string Sha256::Finish() { return Hex(digest_.Finish()); }

std::optional<LabelledDigest> LabelledDigest::Of(std::string_view label) {
  const size_t colon = label.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::optional<Digest> digest = Digest::Create(label.substr(0, colon));
  if (!digest) return std::nullopt;
  return LabelledDigest(std::move(*digest), std::string(label.substr(colon + 1)));
}

bool LabelledDigest::Matches() {
  const std::string bytes = digest_.Finish();
  std::string base32 = Base32(bytes);
  if (value_ == base32) return true;
  const std::string upper = UpperCase(value_);
  if (upper == base32 || upper == UpperCase(Hex(bytes))) return true;
  while (base32.ends_with('=')) base32.pop_back();
  return upper == base32 || PlainBase64(value_) == Base64(bytes);
}

}  // namespace trialmine
