#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "document_builder.h"
#include "encoding.h"
#include "formats.h"
#include "html_metadata.h"
#include "html_tree.h"
#include "registry_text.h"
#include "stream.h"

namespace trialmine {
namespace {

struct Label {
  std::string_view words;  // How the label begins, in Chinese or English.
  std::string_view field;
};

// The longest match counts, so that order does not matter.
constexpr std::array<Label, 65> kLabels{{
    {"注册号", "id"},
    {"Registration number", "id"},
    {"注册号状态", "status"},
    {"Registration Status", "status"},
    {"注册题目", "title"},
    {"Public title", "title"},
    {"注册题目简写", "acronym"},
    {"English Acronym", "acronym"},
    {"研究课题的正式科学名称", "scientific_title"},
    {"Scientific title", "scientific_title"},
    {"在二级注册机构", "secondary_id"},
    {"The registration number of the Partner Registry", "secondary_id"},
    {"研究课题代号", "secondary_id"},
    {"Study subject ID", "secondary_id"},
    {"研究疾病", "condition"},
    {"Target disease", "condition"},
    {"研究类型", "design"},
    {"Study type", "design"},
    {"研究设计", "design"},
    {"Study design", "design"},
    {"研究所处阶段", "phase"},
    {"Study phase", "phase"},
    {"研究目的", "summary"},
    {"Objectives of Study", "summary"},
    {"药物成份", "summary"},
    {"Description for medicine", "summary"},
    {"纳入标准", "eligibility"},
    {"Inclusion criteria", "eligibility"},
    {"排除标准", "eligibility"},
    {"Exclusion criteria", "eligibility"},
    {"研究实施时间", "start_date"},
    {"Study execute time", "start_date"},
    {"组别", "arm.label"},
    {"Group", "arm.label"},
    {"样本量", "arm.size"},
    {"Sample size", "arm.size"},
    {"样本总量", "sample_size.planned"},
    {"Total sample size", "sample_size.planned"},
    {"干预措施", "intervention.name"},
    {"Intervention", "intervention.name"},
    {"干预措施代码", ""},
    {"Intervention code", ""},
    {"干预措施样本总量", "sample_size.planned"},
    {"指标中文名", "outcome"},
    {"指标名称", "outcome"},
    {"Outcome", "outcome"},
    {"指标类型", "outcome.type"},
    {"Type", "outcome.type"},
    {"测量时间点", "outcome.time_frame"},
    {"Measure time point", "outcome.time_frame"},
    {"测量方法", "outcome.description"},
    {"Measure method", "outcome.description"},
    {"征募研究对象情况", "status"},
    {"Recruiting status", "status"},
    {"随机方法", "design"},
    {"Randomization Procedure", "design"},
    {"盲法", "design"},
    {"Blinding", "design"},
    {"注册时间", "registered"},
    {"Date of Registration", "registered"},
    {"最近更新日期", "updated"},
    {"Date of Last Refreshed", "updated"},
    {"随访时间", "follow_up"},
    {"Length of follow-up", "follow_up"},
    {"随访时长", "follow_up"},
}};

std::string_view FieldOf(std::string_view label) {
  const Label* best = nullptr;
  for (const Label& known : kLabels)
    if (label.starts_with(known.words) && (best == nullptr || known.words.size() > best->words.size()))
      best = &known;
  return best == nullptr ? std::string_view() : best->field;
}

bool HasClass(const GumboNode* node, std::string_view name) {
  const std::string_view all = Attribute(node, "class");
  const size_t at = all.find(name);
  return at != std::string_view::npos && (at == 0 || all[at - 1] == ' ') &&
         (at + name.size() == all.size() || all[at + name.size()] == ' ');
}

// The Chinese and the English text of a cell that holds both; a cell that tells no languages apart has one
// text.
std::vector<std::string> TextsOf(const GumboNode* cell) {
  std::vector<std::string> texts;
  Walk(cell, [&](const GumboNode* node) {
    if (TagOf(node) != GUMBO_TAG_P || (!HasClass(node, "cn") && !HasClass(node, "en"))) return true;
    if (std::string text = InnerText(node); !TrimSpaces(text).empty()) texts.push_back(std::move(text));
    return false;
  });
  // Some of what the cell says may stand outside of both.
  std::string all = InnerText(cell);
  size_t told = 0;
  for (const std::string& text : texts) told += text.size() + 1;
  if (texts.empty() || told + 8 < all.size()) return {std::move(all)};
  return texts;
}

// A label as printed, without its colon.
std::string WithoutColon(std::string text) {
  for (;;) {
    text = TrimSpaces(text);
    if (text.ends_with("：")) {
      text.resize(text.size() - 3);
    } else if (text.ends_with(':')) {
      text.pop_back();
    } else {
      return text;
    }
  }
}

struct Pair {
  std::vector<std::string> labels;
  std::vector<std::string> values;
  std::string_view field;
};

class Record {
 public:
  explicit Record(DocumentBuilder* builder) : builder_(*builder) {}

  void Write(const GumboNode* html) {
    Walk(html, [&](const GumboNode* node) {
      if (IsInvisible(node) && node != html) return false;
      if (TagOf(node) == GUMBO_TAG_TR) return WriteRow(node);
      return true;
    });
  }

 private:
  // A row of label and value cells in turn. True where the rows are inside it.
  bool WriteRow(const GumboNode* row) {
    std::vector<Pair> pairs;
    const auto [children, count] = ChildrenOf(row);
    for (size_t i = 0; i < count; ++i) {
      if (TagOf(children[i]) != GUMBO_TAG_TD && TagOf(children[i]) != GUMBO_TAG_TH) continue;
      if (HasNestedRow(children[i])) return true;
      std::vector<std::string> texts = TextsOf(children[i]);
      if (HasClass(children[i], "left_title") || texts.front().ends_with("：") ||
          texts.front().ends_with(':')) {
        Pair& pair = pairs.emplace_back();
        for (std::string& label : texts) pair.labels.push_back(WithoutColon(std::move(label)));
        pair.field = FieldOf(pair.labels.front());
      } else if (!pairs.empty()) {
        for (std::string& value : texts) pairs.back().values.push_back(std::move(value));
      }
    }
    SetOutcomeType(&pairs);
    for (const Pair& pair : pairs) WritePair(pair);
    return false;
  }

  // The type of an outcome stands after its name.
  static void SetOutcomeType(std::vector<Pair>* pairs) {
    std::string_view type = "outcome.other";
    for (const Pair& pair : *pairs) {
      if (pair.field != "outcome.type" || pair.values.empty()) continue;
      if (pair.values.front().starts_with("主要") || pair.values.front().starts_with("Primary"))
        type = "outcome.primary";
      if (pair.values.front().starts_with("次要") || pair.values.front().starts_with("Secondary"))
        type = "outcome.secondary";
    }
    for (Pair& pair : *pairs)
      if (pair.field == "outcome") pair.field = type;
  }

  static bool HasNestedRow(const GumboNode* cell) {
    bool nested = false;
    Walk(cell, [&](const GumboNode* node) {
      nested |= TagOf(node) == GUMBO_TAG_TR;
      return !nested;
    });
    return nested;
  }

  void WritePair(const Pair& pair) {
    if (pair.values.empty() || pair.field.empty() || pair.field == "outcome.type") return;
    const std::string first(TrimSpaces(pair.values.front()));
    Document& document = builder_.document();
    if (pair.field == "registered") {
      document.published = IsoDate(first);
      return;
    }
    if (pair.field == "updated") {
      document.version = IsoDate(first);
      return;
    }
    if (pair.field == "id" && !first.empty()) document.id = first;
    if (pair.field == "title" && document.title.empty()) document.title = first;
    if (pair.field == "secondary_id" && !first.empty()) document.data_bank_ids.push_back(first);
    const int32_t group = GroupOf(pair);
    for (size_t i = 0; i < pair.values.size(); ++i)
      AddParagraphs(pair.labels[std::min(i, pair.labels.size() - 1)], pair.field, pair.values[i], group,
                    &builder_);
  }

  // Rows of one arm or outcome share a group; its Chinese row comes first, the same in English follows.
  int32_t GroupOf(const Pair& pair) {
    const bool english =
        !pair.labels.front().empty() && static_cast<unsigned char>(pair.labels.front()[0]) < 0x80;
    if (pair.field.starts_with("arm.") || pair.field == "intervention.name") {
      if (pair.field == "arm.label" && (!english || arm_ < 0)) arm_ = builder_.NewGroup();
      return arm_;
    }
    if (!pair.field.starts_with("outcome")) {
      arm_ = outcome_ = -1;
      return -1;
    }
    const bool name = pair.field != "outcome.time_frame" && pair.field != "outcome.description";
    if (name && (!english || outcome_ < 0)) outcome_ = builder_.NewGroup();
    return outcome_;
  }

  DocumentBuilder& builder_;
  int32_t arm_ = -1;
  int32_t outcome_ = -1;
};

Result<Document> ReadChiCtr(const Response& response, const ParseLimits& limits) {
  auto bytes = response.body.ReadAll(limits.max_record);
  if (!bytes) return bytes.error();
  auto tree = HtmlTree::Parse(DecodeText(*bytes, response.charset), limits);
  if (!tree) return tree.error();
  DocumentBuilder builder;
  SetOrigin(response, "chictr", &builder.document());
  builder.document().registry_record = true;
  Record(&builder).Write(tree->root());
  Document document = builder.Take();
  if (document.id.starts_with("sha256:"))
    return Error{"truncated", "a registry page without its registration number"};
  return document;
}

}  // namespace

std::unique_ptr<DocumentStream> OpenChiCtrHtml(const Response& response, const ParseLimits& limits) {
  return OneDocument([response, limits] { return ReadChiCtr(response, limits); });
}

}  // namespace trialmine
