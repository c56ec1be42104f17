
#include "fetch/utf8.h"
#include "normalize/trial.h"
#include "value_json.h"

namespace trialmine {
namespace {

void WriteDocument(JsonWriter& json, const Document& document) {
  json.Key("document");
  json.BeginObject();
  json.Member("id", document.id);
  if (!document.aliases.empty()) json.Strings("aliases", document.aliases);
  json.Member("file", ReadableText(document.file));
  json.Member("source", document.source);
  json.Member("url", document.url);
  json.Member("title", document.title);
  json.Strings("languages", document.languages);
  json.Member("published", document.published);
  json.Member("journal", document.journal);
  json.Member("version", document.version);
  json.Member("sha256", document.sha256);
  json.Mark("retracted", document.retracted);
  json.Mark("deleted", document.deleted);
  json.EndObject();
}

void WriteFindings(JsonWriter& json, const Record& record) {
  CharCounter chars(record.document.text);
  json.Key("findings");
  json.BeginArray();
  for (const Fact& fact : record.facts) {
    json.BeginObject();
    json.Member("id", fact.id);
    json.Member("field", Name(fact.finding.field));
    json.Key("start");
    json.Integer(chars.Before(fact.finding.span.begin));
    json.Key("end");
    json.Integer(chars.Before(fact.finding.span.end));
    json.Key("text");
    json.String(record.document.Text(fact.finding.span));
    json.Member("section", Name(fact.finding.section));
    json.Member("rule", fact.finding.rule);
    json.Key("confidence");
    json.Number(static_cast<double>(static_cast<int>(fact.finding.confidence * 1000 + 0.5f)) / 1000);
    json.Key("value");
    json.BeginObject();
    std::visit([&](const auto& value) { WriteMembers(json, value); }, fact.value);
    json.EndObject();
    json.Member("conversion", fact.conversion);
    json.EndObject();
  }
  json.EndArray();
}

/// A list of objects, each with the members that `write` gives it and the facts that state it.
template <typename Part, typename Write>
void WriteParts(JsonWriter& json, std::string_view key, const std::vector<Part>& parts, Write write) {
  json.Key(key);
  json.BeginArray();
  for (const Part& part : parts) {
    json.BeginObject();
    write(part);
    json.Strings("findings", part.facts);
    json.EndObject();
  }
  json.EndArray();
}

template <typename T>
void WriteAll(JsonWriter& json, std::string_view key, const std::vector<Stated<T>>& all) {
  WriteParts(json, key, all, [&](const Stated<T>& stated) { WriteMembers(json, stated.value); });
}

void WriteTrial(JsonWriter& json, const Trial& trial) {
  json.BeginObject();
  json.Member("key", trial.key);
  WriteAll(json, "ids", trial.ids);
  json.Member("title", trial.title);
  WriteAll(json, "sample_size", trial.sample_size);
  WriteParts(json, "arms", trial.arms, [&](const TrialArm& arm) {
    WriteMembers(json, arm.arm);
    WriteAll(json, "doses", arm.doses);
  });
  if (!trial.doses.empty()) WriteAll(json, "doses", trial.doses);
  WriteAll(json, "follow_up", trial.follow_up);
  WriteParts(json, "outcomes", trial.outcomes, [&](const TrialOutcome& outcome) {
    WriteMembers(json, outcome.outcome);
    WriteAll(json, "results", outcome.results);
  });
  json.EndObject();
}

}  // namespace

std::string ToJson(const Trial& trial) {
  std::string out;
  JsonWriter json(out);
  WriteTrial(json, trial);
  return out;
}

std::string ToJsonLine(const Record& record, bool with_text) {
  std::string out;
  out.reserve(256 + record.facts.size() * 400 + (with_text ? record.document.text.size() * 9 / 8 : 0));
  JsonWriter json(out);
  json.BeginObject();
  json.Key("schema");
  json.Integer(1);
  WriteDocument(json, record.document);
  if (with_text) {
    json.Key("text");
    json.String(record.document.text);
  }
  WriteFindings(json, record);
  json.Key("trial");
  if (record.trial)
    WriteTrial(json, *record.trial);
  else
    json.Null();
  json.EndObject();
  return out;
}

std::string ErrorJsonLine(std::string_view file, const Error& error) {
  std::string out;
  JsonWriter json(out);
  json.BeginObject();
  json.Key("schema");
  json.Integer(1);
  json.Key("document");
  json.BeginObject();
  json.Key("file");
  json.String(file);
  json.EndObject();
  json.Key("error");
  json.BeginObject();
  json.Member("code", error.code);
  json.Member("detail", error.detail);
  json.EndObject();
  json.EndObject();
  return out;
}

}  // namespace trialmine
