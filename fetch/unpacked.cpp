#include <memory>
#include <utility>

#include "fetch/inputs.h"
#include "gzip.h"
#include "magic.h"
#include "source.h"
#include "spool.h"

namespace trialmine {
namespace {

/// The unpacked bytes of a packed body.
class UnpackedBody : public Body::Storage {
 public:
  UnpackedBody(Body packed, uint64_t max_ratio) : packed_(std::move(packed)), max_ratio_(max_ratio) {}
  Result<std::unique_ptr<ByteSource>> Open() const override {
    Result<std::unique_ptr<ByteSource>> packed = packed_.Open();
    if (!packed) return packed;
    return MakeSource<InflateSource>(std::move(*packed), Packing::kGzip, max_ratio_);
  }

 private:
  Body packed_;
  uint64_t max_ratio_;
};

}  // namespace

Result<Response> Unpacked(Response response, const InputLimits& limits) {
  for (int layers = 0;; ++layers) {
    const Result<std::string> begin = response.body.ReadPrefix(kMagicSize);
    if (!begin) return begin.error();
    if (DetectWrapping(*begin) != Wrapping::kGzip) return response;
    if (layers == limits.max_nesting) return Error{"too_deep", "it is packed too many times"};
    BodyOptions options;
    options.may_be_empty = true;
    options.max_size = limits.max_unpacked;
    options.again = std::make_shared<UnpackedBody>(response.body, limits.max_ratio);
    Result<std::unique_ptr<ByteSource>> source = options.again->Open();
    if (!source) return source.error();
    Result<Body> body = MakeBody(**source, options);
    if (!body) return body.error();
    response.body = std::move(*body);
  }
}

}  // namespace trialmine
