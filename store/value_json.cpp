#include "store/value_json.h"

#include <simdjson.h>

#include "normalize/members.h"

namespace trialmine {
namespace {

using simdjson::dom::element;

/// Reads members of one object; remembers the first that has the wrong type.
class Members {
 public:
  explicit Members(const element& object) : object_(object) {}

  void operator()(const char* key, std::string& text) {
    std::string_view view;
    if (const auto member = Find(key); member && Typed(key, member->get(view))) text = view;
  }
  void operator()(const char* key, bool& flag) {
    if (const auto member = Find(key)) Typed(key, member->get(flag));
  }
  void operator()(const char* key, double& number) {
    if (const auto member = Find(key)) Typed(key, member->get(number));
  }
  void operator()(const char* key, int64_t& number) {
    std::optional<int64_t> read;
    (*this)(key, read);
    if (read) number = *read;
  }
  void operator()(const char* key, std::optional<double>& number) {
    double read = 0;
    if (const auto member = Find(key); member && Typed(key, member->get(read))) number = read;
  }
  void operator()(const char* key, std::optional<int64_t>& number) {
    int64_t read = 0;
    if (const auto member = Find(key); member && Typed(key, member->get(read))) number = read;
  }
  void operator()(const char* key, std::optional<Quantity>& quantity) {
    const auto member = Find(key);
    if (!member || !Typed(key, member->is_object() ? simdjson::SUCCESS : simdjson::INCORRECT_TYPE)) return;
    Members inner(*member);
    quantity.emplace();
    VisitMembers(*quantity, inner);
    if (wrong_.empty()) wrong_ = inner.wrong_;
  }
  void operator()(const char* key, std::vector<std::string>& list) {
    simdjson::dom::array items;
    const auto member = Find(key);
    if (!member || !Typed(key, member->get(items))) return;
    for (element item : items) {
      std::string_view text;
      if (Typed(key, item.get(text))) list.emplace_back(text);
    }
  }

  const std::string& wrong() const { return wrong_; }

 private:
  std::optional<element> Find(const char* key) const {
    element member;
    if (object_[key].get(member) || member.is_null()) return std::nullopt;
    return member;
  }
  bool Typed(const char* key, simdjson::error_code error) {
    if (error && wrong_.empty()) wrong_ = key;
    return !error;
  }

  element object_;
  std::string wrong_;
};

template <typename T>
Result<Value> ReadAs(const element& object) {
  Members members(object);
  T value;
  VisitMembers(value, members);
  if (!members.wrong().empty())
    return Error{"bad_input", "the value's `" + members.wrong() + "` has the wrong type"};
  return Value(std::move(value));
}

std::vector<std::string> FactsAt(const element& object) {
  std::vector<std::string> facts;
  simdjson::dom::array items;
  if (object["findings"].get(items)) return facts;
  for (element item : items) {
    std::string_view text;
    if (!item.get(text)) facts.emplace_back(text);
  }
  return facts;
}

/// Calls `take` with each value of a list and its object.
template <typename T, typename Taker>
Status ForEachIn(const element& parent, const char* key, Taker take) {
  simdjson::dom::array items;
  if (parent[key].get(items)) return {};
  for (element item : items) {
    if (!item.is_object())
      return Error{"bad_input", std::string("`") + key + "` holds something other than objects"};
    Result<Value> value = ReadAs<T>(item);
    if (!value) return value.error();
    if (Status status = take(std::get<T>(std::move(*value)), item); !status) return status;
  }
  return {};
}

template <typename T>
Status ReadStated(const element& parent, const char* key, std::vector<Stated<T>>& stated) {
  return ForEachIn<T>(parent, key, [&](T value, const element& item) {
    stated.push_back({std::move(value), FactsAt(item)});
    return Status();
  });
}

}  // namespace

Result<Value> FromJson(Field field, std::string_view json) {
  simdjson::dom::parser parser;
  element object;
  if (parser.parse(json.data(), json.size()).get(object) || !object.is_object())
    return Error{"bad_input", "the value is not a JSON object"};
  switch (field) {
    case Field::kRegistrationId:
      return ReadAs<RegistrationId>(object);
    case Field::kSampleSize:
      return ReadAs<SampleSize>(object);
    case Field::kArm:
      return ReadAs<Arm>(object);
    case Field::kDose:
      return ReadAs<Dose>(object);
    case Field::kFollowUp:
      return ReadAs<FollowUp>(object);
    case Field::kOutcome:
      return ReadAs<OutcomeMeasure>(object);
    case Field::kResult:
      return ReadAs<ResultValue>(object);
  }
  return Error{"bad_input", "the field is unknown"};
}

Result<Trial> TrialFromJson(std::string_view json) {
  simdjson::dom::parser parser;
  element object;
  if (parser.parse(json.data(), json.size()).get(object) || !object.is_object())
    return Error{"bad_input", "the trial is not a JSON object"};
  Trial trial;
  std::string_view text;
  if (!object["key"].get(text)) trial.key = text;
  if (!object["title"].get(text)) trial.title = text;
  Status status = ReadStated(object, "sample_size", trial.sample_size);
  if (status.ok()) status = ReadStated(object, "doses", trial.doses);
  if (status.ok()) status = ReadStated(object, "follow_up", trial.follow_up);
  if (status.ok()) {
    status = ForEachIn<Arm>(object, "arms", [&](Arm arm, const element& item) {
      trial.arms.push_back({std::move(arm), {}, FactsAt(item)});
      return ReadStated(item, "doses", trial.arms.back().doses);
    });
  }
  if (status.ok()) {
    status = ForEachIn<OutcomeMeasure>(object, "outcomes", [&](OutcomeMeasure outcome, const element& item) {
      trial.outcomes.push_back({std::move(outcome), {}, FactsAt(item)});
      return Status();
    });
  }
  if (!status.ok()) return status.error();
  return trial;
}

}  // namespace trialmine
