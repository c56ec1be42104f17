#include "s3.h"

#include "form.h"
#include "text.h"
#include "xml.h"

namespace trialmine {
inline namespace sources {

Request ListBucket(std::string_view bucket, std::string_view prefix, std::string_view continuation) {
  Request request;
  request.url = UrlWith(bucket, {{"list-type", "2"},
                                 {"delimiter", "/"},
                                 {"prefix", std::string(prefix)},
                                 {"continuation-token", std::string(continuation)}});
  return request;
}

BucketAnswer ReadBucketPage(const Exchange& exchange) {
  const Answer answer = ReadAnswer(exchange);
  if (answer.verdict) return {{}, answer.verdict};
  if (!Contains(answer.text, "<ListBucketResult")) return {{}, Misfit(answer.text, "a list of keys")};
  const Result<XmlNode> root = ParseXml(exchange.response.body);
  if (!root) return {{}, Broken(root.error())};
  BucketAnswer list;
  for (const XmlNode& child : root->children) {
    if (child.name == "CommonPrefixes") list.page.folders.emplace_back(child.Text("Prefix"));
    if (child.name == "Contents") list.page.keys.emplace_back(child.Text("Key"));
  }
  if (root->Text("IsTruncated") == "true") {
    list.page.next = root->Text("NextContinuationToken");
    if (list.page.next.empty())
      list.verdict = Verdict(Outcome::kTruncated, "The list of keys goes on, but does not say where.");
  }
  return list;
}

bool IsNoSuchKey(const Exchange& exchange) { return exchange.status == 404 || exchange.status == 403; }

}  // namespace sources
}  // namespace trialmine
