#include "store/value_json.h"

#include <simdjson.h>

namespace trialmine {
namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;

/// Reads members of one object; remembers the first that has the wrong type.
class Members {
 public:
  explicit Members(const element& object) : object_(object) {}

  void Read(const char* key, std::string& text) {
    std::string_view view;
    if (const auto member = Find(key); member && Typed(key, member->get(view))) text = view;
  }
  void Read(const char* key, bool& flag) {
    if (const auto member = Find(key)) Typed(key, member->get(flag));
  }
  void Read(const char* key, double& number) {
    if (const auto member = Find(key)) Typed(key, member->get(number));
  }
  void Read(const char* key, int64_t& number) {
    std::optional<int64_t> read;
    Read(key, read);
    if (read) number = *read;
  }
  void Read(const char* key, std::optional<double>& number) {
    double read = 0;
    if (const auto member = Find(key); member && Typed(key, member->get(read))) number = read;
  }
  void Read(const char* key, std::optional<int64_t>& number) {
    int64_t read = 0;
    if (const auto member = Find(key); member && Typed(key, member->get(read))) number = read;
  }
  void Read(const char* key, std::optional<Quantity>& quantity) {
    const auto member = Find(key);
    if (!member || !Typed(key, member->is_object() ? simdjson::SUCCESS : simdjson::INCORRECT_TYPE)) return;
    Members inner(*member);
    quantity.emplace();
    inner.Read("value", quantity->value);
    inner.Read("unit", quantity->unit);
    if (wrong_.empty()) wrong_ = inner.wrong_;
  }
  void Read(const char* key, std::vector<std::string>& list) {
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

void Fill(Members& in, RegistrationId& value) {
  in.Read("id", value.id);
  in.Read("registry", value.registry);
  in.Read("url", value.url);
  in.Read("role", value.role);
  in.Read("status", value.status);
  in.Read("suffix", value.suffix);
}

void Fill(Members& in, SampleSize& value) {
  in.Read("count", value.count);
  in.Read("kind", value.kind);
  in.Read("arm", value.arm);
  in.Read("unit", value.unit);
  in.Read("approximate", value.approximate);
}

void Fill(Members& in, Arm& value) {
  in.Read("label", value.label);
  in.Read("role", value.role);
  in.Read("count", value.count);
}

void Fill(Members& in, Dose& value) {
  in.Read("low", value.low);
  in.Read("high", value.high);
  in.Read("unit", value.unit);
  in.Read("basis", value.basis);
  in.Read("administrations", value.administrations);
  in.Read("interval", value.interval);
  in.Read("duration", value.duration);
  in.Read("phase", value.phase);
  in.Read("concentration", value.concentration);
  in.Read("volume", value.volume);
  in.Read("route", value.route);
  in.Read("agent", value.agent);
  in.Read("arm", value.arm);
  in.Read("repaired", value.repaired);
}

void Fill(Members& in, FollowUp& value) {
  in.Read("duration", value.duration);
  in.Read("days", value.days);
  in.Read("statistic", value.statistic);
  in.Read("low_days", value.low_days);
  in.Read("high_days", value.high_days);
  in.Read("schedule", value.schedule);
}

void Fill(Members& in, OutcomeMeasure& value) {
  in.Read("name", value.name);
  in.Read("role", value.role);
  in.Read("time_frame", value.time_frame);
  in.Read("concept", value.concept_id);
}

void Fill(Members& in, ResultValue& value) {
  in.Read("outcome", value.outcome);
  in.Read("concept", value.concept_id);
  in.Read("arm", value.arm);
  in.Read("comparator", value.comparator);
  in.Read("time", value.time);
  in.Read("statistic", value.statistic);
  in.Read("events", value.events);
  in.Read("total", value.total);
  in.Read("percent", value.percent);
  in.Read("estimate", value.estimate);
  in.Read("sd", value.sd);
  in.Read("se", value.se);
  in.Read("ci_level", value.ci_level);
  in.Read("ci_low", value.ci_low);
  in.Read("ci_high", value.ci_high);
  in.Read("iqr_low", value.iqr_low);
  in.Read("iqr_high", value.iqr_high);
  in.Read("range_low", value.range_low);
  in.Read("range_high", value.range_high);
  in.Read("p_relation", value.p_relation);
  in.Read("p", value.p);
  in.Read("unit", value.unit);
  in.Read("direction", value.direction);
  in.Read("subgroup", value.subgroup);
  in.Read("baseline", value.baseline);
  in.Read("analysis_set", value.analysis_set);
}

template <typename T>
Result<Value> ReadAs(const element& object) {
  Members members(object);
  T value;
  Fill(members, value);
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
