#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "fetch/response.h"

struct evp_md_ctx_st;

namespace trialmine {

/// A byte as two lower-case hex digits.
std::string HexDigits(unsigned char byte);

/// SHA-256 of bytes given piece by piece.
class Sha256 {
 public:
  Sha256();
  void Update(std::string_view bytes);
  /// 64 lower-case hex digits. To be asked once.
  std::string Finish();

 private:
  struct Free {
    void operator()(evp_md_ctx_st* context) const;
  };
  std::unique_ptr<evp_md_ctx_st, Free> context_;
};

/// MD5 of a body's bytes, 32 lower-case hex digits. For comparing with what a source publishes, nothing else.
Result<std::string> Md5(const Body& body);

}  // namespace trialmine
