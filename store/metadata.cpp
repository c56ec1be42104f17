#include "metadata.h"

#include <simdjson.h>

#include "store/json_text.h"

namespace trialmine {
namespace {

using simdjson::dom::element;

void AppendList(std::string_view key, const std::vector<std::string>& list, JsonObject& object) {
  if (list.empty()) return;
  std::string& out = object.Key(key);
  char separator = '[';
  for (const std::string& text : list) {
    out += separator;
    AppendJsonText(text, out);
    separator = ',';
  }
  out += ']';
}

void AppendAuthors(const std::vector<Author>& authors, JsonObject& object) {
  if (authors.empty()) return;
  std::string& out = object.Key("authors");
  char separator = '[';
  for (const Author& author : authors) {
    out += separator;
    JsonObject member(out);
    member.Text("family", author.family);
    member.TextIfAny("given", author.given);
    separator = ',';
  }
  out += ']';
}

std::string TextOf(const element& parent, std::string_view key) {
  std::string_view text;
  return parent[key].get(text) ? std::string() : std::string(text);
}

std::vector<std::string> ListOf(const element& parent, std::string_view key) {
  std::vector<std::string> list;
  simdjson::dom::array items;
  if (parent[key].get(items)) return list;
  for (element item : items) {
    std::string_view text;
    if (!item.get(text)) list.emplace_back(text);
  }
  return list;
}

bool Flag(const element& parent, std::string_view key) {
  bool flag = false;
  return !parent[key].get(flag) && flag;
}

}  // namespace

std::string EncodeMetadata(const Document& document) {
  std::string out;
  {
    JsonObject object(out);
    AppendList("languages", document.languages, object);
    AppendAuthors(document.authors, object);
    AppendList("aliases", document.aliases, object);
    AppendList("data_bank_ids", document.data_bank_ids, object);
    AppendList("publication_types", document.publication_types, object);
    if (document.registry_record) object.Raw("registry_record", "true");
    if (document.retracted) object.Raw("retracted", "true");
  }
  return out;
}

Status DecodeMetadata(std::string_view json, Document& document) {
  simdjson::dom::parser parser;
  element root;
  if (parser.parse(json.data(), json.size()).get(root) || !root.is_object())
    return Error{"store", "the metadata of " + document.id + " is damaged"};
  document.languages = ListOf(root, "languages");
  document.aliases = ListOf(root, "aliases");
  document.data_bank_ids = ListOf(root, "data_bank_ids");
  document.publication_types = ListOf(root, "publication_types");
  document.registry_record = Flag(root, "registry_record");
  document.retracted = Flag(root, "retracted");
  simdjson::dom::array authors;
  if (!root["authors"].get(authors)) {
    for (element author : authors)
      document.authors.push_back({TextOf(author, "family"), TextOf(author, "given")});
  }
  return {};
}

}  // namespace trialmine
