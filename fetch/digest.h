#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "fetch/response.h"

struct evp_md_ctx_st;
struct evp_md_st;

namespace trialmine {

/// A byte as two lower-case hex digits.
std::string HexDigits(unsigned char byte);

/// RFC 4648, in upper case.
std::string Base32(std::string_view bytes);

/// The digest of bytes given piece by piece.
class Digest {
 public:
  /// `sha1` `sha256` `sha512` `md5`…, as OpenSSL names them.
  static std::optional<Digest> Create(std::string_view algorithm);
  static Digest Sha1();
  static Digest Sha256();

  void Update(std::string_view bytes);
  /// The raw bytes. To be asked once.
  std::string Finish();

 private:
  explicit Digest(const evp_md_st* algorithm);
  friend Result<std::string> Md5(const Body& body);
  struct Free {
    void operator()(evp_md_ctx_st* context) const;
  };
  std::unique_ptr<evp_md_ctx_st, Free> context_;
};

/// SHA-256 of bytes given piece by piece.
class Sha256 {
 public:
  Sha256() : digest_(Digest::Sha256()) {}
  void Update(std::string_view bytes) { digest_.Update(bytes); }
  /// 64 lower-case hex digits. To be asked once.
  std::string Finish();

 private:
  Digest digest_;
};

/// MD5 of a body's bytes, 32 lower-case hex digits. For comparing with what a source publishes, nothing else.
Result<std::string> Md5(const Body& body);

/// A digest as archives write it, `sha1:` and Base32, hex or Base64; and the bytes it is held against.
class LabelledDigest {
 public:
  /// Nothing where the label names no known algorithm.
  static std::optional<LabelledDigest> Of(std::string_view label);
  void Update(std::string_view bytes) { digest_.Update(bytes); }
  /// Whether the bytes given are those of the label. To be asked once.
  bool Matches();

 private:
  LabelledDigest(Digest digest, std::string value) : digest_(std::move(digest)), value_(std::move(value)) {}
  Digest digest_;
  std::string value_;
};

/// Passes a source's bytes on and gives them to a digest as well, which must live as long.
template <typename D>
class DigestingSource : public ByteSource {
 public:
  DigestingSource(std::unique_ptr<ByteSource> source, D* digest)
      : source_(std::move(source)), digest_(digest) {}
  Result<size_t> Read(std::span<char> buffer) override {
    Result<size_t> count = source_->Read(buffer);
    if (count) digest_->Update({buffer.data(), *count});
    return count;
  }

 private:
  std::unique_ptr<ByteSource> source_;
  D* digest_;
};

}  // namespace trialmine
