#include <simdjson.h>

#include <algorithm>

#include "sha256.h"
#include "store/json_text.h"
#include "store/query.h"
#include "store/review.h"

namespace trialmine {
namespace {

constexpr uint32_t kAffixChars = 32;

struct Member {
  const char* key;
  std::string Decision::*text;
  bool json = false;      ///< The member holds JSON and is written as such.
  bool optional = false;  ///< Left out where it is empty.
};

constexpr Member kMembers[] = {
    {"fact", &Decision::fact},
    {"document", &Decision::document},
    {"field", &Decision::field},
    {"action", &Decision::action},
    {"reason", &Decision::reason},
    {"value", &Decision::value, true},
    {"old_value", &Decision::old_value, true},
    {"quote", &Decision::quote},
    {"prefix", &Decision::prefix},
    {"suffix", &Decision::suffix},
    {"note", &Decision::note},
    {"reviewer", &Decision::reviewer},
    {"at", &Decision::at},
    {"key", &Decision::key, false, true},
    {"round", &Decision::round, false, true},
    {"undoes", &Decision::undoes, false, true},
    {"place", &Decision::place, false, true},
};

constexpr std::string_view kActions[] = {"",    "accept", "correct", "reject",     "skip",      "note",
                                         "add", "undo",   "redo",    "merge_arms", "split_arms"};
constexpr std::string_view kReasons[] = {"",          "numerical",    "ambiguous", "zero_assumed",
                                         "wrong_arm", "misidentified"};

constexpr std::string_view kRounds[] = {"", "blind", "adjudication"};

template <size_t N>
bool IsOneOf(std::string_view word, const std::string_view (&words)[N]) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

bool IsContinuation(char byte) { return (static_cast<unsigned char>(byte) & 0xc0) == 0x80; }

/// Up to 32 characters before and after a span.
std::string Prefix(std::string_view text, uint32_t begin) {
  uint32_t at = begin;
  for (uint32_t n = 0; n < kAffixChars && at > 0; ++n) {
    do --at;
    while (at > 0 && IsContinuation(text[at]));
  }
  return std::string(text.substr(at, begin - at));
}

std::string Suffix(std::string_view text, uint32_t end) {
  size_t at = end;
  for (uint32_t n = 0; n < kAffixChars && at < text.size(); ++n) {
    do ++at;
    while (at < text.size() && IsContinuation(text[at]));
  }
  return std::string(text.substr(end, at - end));
}

/// Takes a value's JSON byte for byte: it is compared with the value a fact has.
bool TakeMember(simdjson::ondemand::value value, const Member& member, Decision& decision) {
  std::string_view text;
  if (value.is_null()) return true;
  if (!member.json) {
    if (value.get_string().get(text)) return false;
  } else {
    simdjson::ondemand::object object;
    if (value.get_object().get(object) || object.raw_json().get(text)) return false;
  }
  decision.*member.text = text;
  return true;
}

}  // namespace

std::string DecisionDigest(const Decision& decision) {
  HexSha256 sha;
  const auto add = [&sha](const std::string& part) {
    sha.Add(part);
    sha.Add(std::string_view("\0", 1));
  };
  bool more = false;
  for (const Member& member : kMembers) {
    if (!member.optional) add(decision.*member.text);
    more = more || (member.optional && !(decision.*member.text).empty());
  }
  for (const Member& member : kMembers)
    if (member.optional && more) add(decision.*member.text);
  return sha.Hex();
}

Decision DraftOf(const Document& document, const StoredFact& stored) {
  Decision draft;
  draft.fact = stored.id;
  draft.document = stored.document;
  draft.field = stored.field;
  draft.value = stored.value;
  draft.old_value = stored.value;
  AddContext(document, stored.span, draft);
  return draft;
}

void AddContext(const Document& document, Span span, Decision& draft) {
  draft.quote = document.Text(span);
  draft.prefix = Prefix(document.text, span.begin);
  draft.suffix = Suffix(document.text, span.end);
}

Result<std::optional<Decision>> DraftDecision(Store& store, const std::string& fact) {
  auto found = FindFact(store, fact);
  if (!found) return found.error();
  if (!*found) return std::optional<Decision>();
  const auto& [document, stored] = **found;
  return std::optional(DraftOf(document.document, stored));
}

std::string ToJsonLine(const Decision& decision) {
  std::string line;
  {
    JsonObject object(line);
    object.Number("schema", 1);
    for (const Member& member : kMembers) {
      const std::string& text = decision.*member.text;
      if (member.optional && text.empty()) continue;
      if (member.json) {
        object.Raw(member.key, text);
      } else {
        object.Text(member.key, text);
      }
    }
  }
  return line;
}

Result<Decision> DecisionFromJson(std::string_view line) {
  const simdjson::padded_string padded(line);
  simdjson::ondemand::parser parser;
  simdjson::ondemand::document document;
  simdjson::ondemand::object root;
  if (parser.iterate(padded).get(document) || document.get_object().get(root))
    return Error{"bad_input", "the line is not a JSON object"};
  Decision decision;
  for (auto field : root) {
    std::string_view key;
    if (field.unescaped_key().get(key)) return Error{"bad_input", "the line is not a JSON object"};
    const auto* member = std::find_if(std::begin(kMembers), std::end(kMembers),
                                      [&](const Member& known) { return known.key == key; });
    if (member == std::end(kMembers)) continue;
    simdjson::ondemand::value value;
    if (field.value().get(value) || !TakeMember(value, *member, decision))
      return Error{"bad_input", std::string("`") + member->key + "` has the wrong type"};
  }
  if (!document.current_location().error()) return Error{"bad_input", "the line is not one JSON object"};
  if (!IsOneOf(decision.action, kActions)) return Error{"bad_input", "`action` is none of the known ones"};
  if (!IsOneOf(decision.reason, kReasons)) return Error{"bad_input", "`reason` is none of the known ones"};
  if (!IsOneOf(decision.round, kRounds)) return Error{"bad_input", "`round` is none of the known ones"};
  if ((decision.action == "undo" || decision.action == "redo") && decision.undoes.empty())
    return Error{"bad_input", "`undoes` is missing"};
  for (const Member& member : {kMembers[0], kMembers[1], kMembers[2], kMembers[3], kMembers[12]}) {
    if ((decision.*member.text).empty())
      return Error{"bad_input", std::string("`") + member.key + "` is missing"};
  }
  return decision;
}

}  // namespace trialmine
