#include "fields.h"

#include "duration.h"
#include "number.h"
#include "registration.h"
#include "slots.h"
#include "text.h"
#include "vocabulary.h"

namespace trialmine {
namespace {

/// The trial a registry record or a report registers is its own unless the rule or the place says otherwise.
std::string RoleOfId(const Finding& finding, const Document& document, const std::string& id) {
  const Slots slots(finding);
  if (std::string role = slots.OneOf("role", {"own", "cited"}); !role.empty()) return role;
  for (const std::string& stated : document.data_bank_ids)
    if (const auto other = ParseRegistration(stated); other && other->id == id) return "own";
  if (finding.context.other_study) return "cited";
  switch (finding.section) {
    case Section::kBackground:
    case Section::kDiscussion:
    case Section::kReferences:
      return "cited";
    default:
      return "own";
  }
}

/// The words of an id; a number whose register only the words around it name gets the prefix it lost.
std::optional<Registration> RegistrationOf(const Slots& slots) {
  const std::string_view text = slots.Text("id");
  auto registration = ParseRegistration(text);
  if (registration || slots.Text("registry") != "ClinicalTrials.gov") return registration;
  registration = ParseRegistration("NCT" + std::string(text));
  if (registration && registration->status == "well_formed") registration->status = "repaired";
  return registration;
}

bool Mentions(std::string_view text, std::initializer_list<std::string_view> words) {
  for (std::string_view word : words)
    if (text.find(word) != text.npos) return true;
  return false;
}

}  // namespace

std::optional<Read<RegistrationId>> ReadRegistrationId(const Finding& finding, const Document& document) {
  const auto registration = RegistrationOf(Slots(finding));
  if (!registration) return std::nullopt;
  Read<RegistrationId> read;
  read.value.id = registration->id;
  read.value.registry = registration->registry;
  read.value.url = registration->url;
  read.value.status = registration->status;
  read.value.role = RoleOfId(finding, document, registration->id);
  if (registration->status != "well_formed")
    read.conversion = std::string(Slots(finding).Text("id")) + " = " + registration->id;
  return read;
}

std::optional<Read<SampleSize>> ReadSampleSize(const Finding& finding) {
  const Slots slots(finding);
  const auto number = ParseNumber(slots.Text("count"));
  const auto count = slots.Count("count");
  if (!count || *count < 1) return std::nullopt;
  Read<SampleSize> read;
  read.value.count = *count;
  read.value.approximate = number->approximate;
  read.value.kind = slots.OneOf(
      "kind", {"planned", "screened", "enrolled", "randomized", "treated", "completed", "analysed"});
  if (read.value.kind.empty()) read.value.kind = finding.context.planned ? "planned" : "enrolled";
  read.value.unit = slots.OneOf("unit", {"participants", "studies", "eyes", "knees", "clusters", "other"});
  if (read.value.unit.empty()) read.value.unit = "participants";
  read.value.arm = CleanLabel(slots.Text("arm"));
  if (!IsDigit(slots.Text("count").back()) || number->approximate)
    read.conversion = std::string(slots.Text("count")) + " = " + std::to_string(*count);
  return read;
}

/// "group A", "arm 2", "B组", "G-II": a number says nothing of what the group got.
bool IsOnlyNumbered(std::string_view label) {
  std::string_view name = label;
  for (bool more = true; more;) more = DropSuffix(name, {"组", "組"});
  for (bool more = true; more;) more = DropPrefix(name, {"the", "group", "arm", "cohort", "g-", "第"});
  name = Trim(name);
  const std::string lower = ToLower(name);
  const bool roman = lower.find_first_not_of("ivx") == lower.npos;
  const bool digits = lower.find_first_not_of("0123456789") == lower.npos;
  return roman || digits || name.size() == 1 || name == "一" || name == "二" || name == "三" || name == "四";
}

/// What a group is there for, as its name has it. A name that speaks of no comparison is what the study
/// tries.
std::string RoleOfLabel(std::string_view label) {
  const std::string lower = ToLower(label);
  if (Mentions(lower, {"placebo", "sham", "vehicle", "saline", "dummy", "安慰剂", "假手术", "生理盐水"}))
    return "placebo";
  if (Mentions(lower,
               {"no treatment",     "no-treatment",   "untreated", "no intervention", "non-intervention",
                "observation only", "no prophylaxis", "non-msc",   "non-treated",     "not treated",
                "waiting list",     "wait list",      "waitlist",  "wait-list",       "observation alone",
                "healthy",          "空白",           "未治疗",    "未干预",          "未用药"}))
    return "no_intervention";
  if (lower.starts_with("no ") || lower.starts_with("without ")) return "no_intervention";
  if (Mentions(lower, {"control", "standard", "usual", "conventional", "comparator", "routine", "attention",
                       "conservative", "education", "traditional", "best supportive", "对照", "常规", "传统",
                       "标准治疗", "标准护理", "标准降压", "标准剂量", "标准方案"}))
    // What is given on top of the usual is what the study tries.
    return Mentions(lower, {" plus ", "+", " combined with ", " in addition to ", " and "}) &&
                   !Mentions(lower, {"control"})
               ? "experimental"
               : "active_comparator";
  // Groups that people belong to rather than are put into.
  if (Mentions(lower, {"病例", "健康", "正常", "危组", "阳性", "阴性", "表达", "男",   "女",
                       "老年", "中年", "青年", "死亡", "存活", "升高", "降低", "预后", "发生",
                       "复发", "转移", "轻度", "中度", "重度", "轻症", "重症"}))
    return "unknown";
  return IsOnlyNumbered(label) ? "unknown" : "experimental";
}

std::optional<Read<Arm>> ReadArm(const Finding& finding) {
  const Slots slots(finding);
  Read<Arm> read;
  read.value.label = CleanLabel(slots.Text("label"));
  if (read.value.label.empty()) return std::nullopt;
  read.value.role =
      slots.OneOf("role", {"experimental", "active_comparator", "placebo", "no_intervention", "unknown"});
  if (read.value.role.empty()) read.value.role = RoleOfLabel(read.value.label);
  if (slots.Has("count")) {
    read.value.count = slots.Count("count");
    if (!read.value.count || *read.value.count < 1) return std::nullopt;
  }
  return read;
}

std::optional<Read<FollowUp>> ReadFollowUp(const Finding& finding) {
  const Slots slots(finding);
  Read<FollowUp> read;
  FollowUp& value = read.value;
  value.statistic = slots.OneOf("statistic", {"fixed", "median", "mean", "minimum", "maximum", "range"});
  const std::string_view unit = slots.Text("unit");
  const auto length = [&](std::string_view name) -> std::optional<DurationRange> {
    if (!slots.Has(name)) return std::nullopt;
    if (auto range = ParseDurationRange(slots.Text(name))) return range;
    const auto count = slots.Decimal(name);
    const auto made = count ? MakeDuration(*count, unit) : std::nullopt;
    return made ? std::optional(DurationRange{*made, *made}) : std::nullopt;
  };
  const auto set_range = [&](const Duration& low, const Duration& high) {
    value.low_days = low.days;
    value.high_days = high.days;
  };
  if (const auto stated = length("duration")) {
    if (stated->is_range()) {
      set_range(stated->low, stated->high);
      if (value.statistic.empty()) value.statistic = "range";
    } else {
      value.duration = stated->low.iso;
      value.days = stated->low.days;
    }
  }
  if (const auto low = length("low"), high = length("high"); low && high && low->low.days <= high->low.days)
    set_range(low->low, high->low);
  Duration longest;
  for (const Duration& time : ParseSchedule(slots.Text("schedule"))) {
    value.schedule.push_back(time.iso);
    if (time.days > longest.days) longest = time;
  }
  if (value.duration.empty() && !value.low_days && !longest.iso.empty()) {
    value.duration = longest.iso;
    value.days = longest.days;
  }
  if (value.duration.empty() && !value.low_days) return std::nullopt;
  if (value.days && *value.days <= 0) return std::nullopt;
  if (value.statistic.empty()) value.statistic = value.duration.empty() ? "range" : "fixed";
  return read;
}

std::optional<Read<OutcomeMeasure>> ReadOutcome(const Finding& finding) {
  const Slots slots(finding);
  Read<OutcomeMeasure> read;
  read.value.name = CleanLabel(slots.Text("name"));
  if (read.value.name.empty()) return std::nullopt;
  read.value.role = slots.OneOf("role", {"primary", "secondary", "safety", "unspecified"});
  if (read.value.role.empty()) read.value.role = "unspecified";
  read.value.time_frame = slots.Iso("time_frame");
  if (read.value.time_frame.empty()) read.value.time_frame = slots.Iso("time");
  read.value.concept_id = ConceptOf(read.value.name);
  return read;
}

namespace {
template <typename T>
std::optional<Read<Value>> Widen(std::optional<Read<T>> read) {
  if (!read) return std::nullopt;
  return Read<Value>{std::move(read->value), std::move(read->conversion)};
}
}  // namespace

std::optional<Read<Value>> ReadValue(const Finding& finding, const Document& document) {
  switch (finding.field) {
    case Field::kRegistrationId:
      return Widen(ReadRegistrationId(finding, document));
    case Field::kSampleSize:
      return Widen(ReadSampleSize(finding));
    case Field::kArm:
      return Widen(ReadArm(finding));
    case Field::kDose:
      return Widen(ReadDose(finding));
    case Field::kFollowUp:
      return Widen(ReadFollowUp(finding));
    case Field::kOutcome:
      return Widen(ReadOutcome(finding));
    case Field::kResult:
      return Widen(ReadResult(finding));
  }
  return std::nullopt;
}

}  // namespace trialmine
