#include "digest.h"

#include <openssl/evp.h>

#include <array>
#include <vector>

#include "source.h"

namespace trialmine {
namespace {

std::string HexDigest(EVP_MD_CTX* context) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned size = 0;
  EVP_DigestFinal_ex(context, digest.data(), &size);
  std::string hex;
  for (unsigned i = 0; i < size; ++i) hex += HexDigits(digest[i]);
  return hex;
}

}  // namespace

std::string HexDigits(unsigned char byte) {
  constexpr char kDigits[] = "0123456789abcdef";
  return {kDigits[byte >> 4], kDigits[byte & 15]};
}

Sha256::Sha256() : context_(EVP_MD_CTX_new()) { EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr); }

void Sha256::Free::operator()(evp_md_ctx_st* context) const { EVP_MD_CTX_free(context); }

void Sha256::Update(std::string_view bytes) { EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()); }

std::string Sha256::Finish() { return HexDigest(context_.get()); }

Result<std::string> Md5(const Body& body) {
  Result<std::unique_ptr<ByteSource>> source = body.Open();
  if (!source) return source.error();
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  EVP_DigestInit_ex(context.get(), EVP_md5(), nullptr);
  std::vector<char> buffer(kReadBuffer);
  while (true) {
    const Result<size_t> count = (*source)->Read(buffer);
    if (!count) return count.error();
    if (*count == 0) break;
    EVP_DigestUpdate(context.get(), buffer.data(), *count);
  }
  return HexDigest(context.get());
}

}  // namespace trialmine
