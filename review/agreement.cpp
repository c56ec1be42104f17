#include <map>
#include <tuple>

#include "kappa.h"
#include "view.h"

namespace trialmine {
namespace {

/// How two reviewers, or all pairs of them, agreed on a field.
struct Tally {
  TwoByTwo table;
  int64_t agree = 0;  ///< The same decision, with the same value.

  void Add(const BlindPair& pair) {
    const bool a = pair.a.decision.action == "accept", b = pair.b.decision.action == "accept";
    ++(a ? (b ? table.both : table.only_first) : (b ? table.only_second : table.neither));
    if (SayTheSame(pair.a.decision, pair.b.decision)) ++agree;
  }
};

std::string Share(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4f", value);
  return text;
}

void AppendTally(const Tally& tally, JsonObject& object) {
  const TwoByTwo& t = tally.table;
  object.Number("n", t.n());
  object.Number("agree", tally.agree);
  object.Raw("raw",
             t.n() == 0 ? "null" : Share(static_cast<double>(tally.agree) / static_cast<double>(t.n())));
  const std::optional<double> kappa = t.Kappa();
  object.Raw("kappa", kappa ? Share(*kappa) : "null");
  object.Raw("table", "[[" + std::to_string(t.both) + "," + std::to_string(t.only_first) + "],[" +
                          std::to_string(t.only_second) + "," + std::to_string(t.neither) + "]]");
}

}  // namespace

HttpReply GetAgreement(const ApiCall& call) {
  Result<Stores::Reader> store = call.context.stores.Read();
  if (!store) return ErrorReply(store.error());
  Result<std::vector<BlindPair>> pairs = BlindPairs(**store);
  if (!pairs) return ErrorReply(pairs.error());
  std::map<std::string, Tally> fields;
  std::map<std::tuple<std::string, std::string, std::string>, Tally> by_pair;
  for (const BlindPair& pair : *pairs) {
    fields[pair.field].Add(pair);
    by_pair[{pair.a.decision.reviewer, pair.b.decision.reviewer, pair.field}].Add(pair);
  }
  std::string json;
  {
    JsonObject answer(json);
    std::string& out = answer.Key("fields");
    AppendList(fields, out, [&](const auto& one) {
      JsonObject object(out);
      object.Text("field", one.first);
      AppendTally(one.second, object);
    });
    answer.Key("pairs");
    AppendList(by_pair, out, [&](const auto& one) {
      JsonObject object(out);
      object.Text("a", std::get<0>(one.first));
      object.Text("b", std::get<1>(one.first));
      object.Text("field", std::get<2>(one.first));
      AppendTally(one.second, object);
    });
  }
  return JsonReply(std::move(json));
}

}  // namespace trialmine
