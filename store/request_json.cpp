#include "request_json.h"

#include <simdjson.h>

#include "store/json_text.h"

namespace trialmine {
namespace {

using simdjson::dom::element;

void AppendTexts(const std::vector<std::string>& texts, std::string& out) {
  out += '[';
  for (size_t i = 0; i < texts.size(); ++i) {
    if (i > 0) out += ',';
    AppendJsonText(texts[i], out);
  }
  out += ']';
}

void AppendHeaders(const HeaderFields& headers, std::string& out) {
  out += '[';
  for (size_t i = 0; i < headers.size(); ++i) {
    if (i > 0) out += ',';
    AppendTexts({headers[i].first, headers[i].second}, out);
  }
  out += ']';
}

std::string TextOf(const element& value) {
  std::string_view text;
  return value.get_string().get(text) == simdjson::SUCCESS ? std::string(text) : std::string();
}

std::vector<std::string> TextsOf(const element& value) {
  std::vector<std::string> texts;
  simdjson::dom::array array;
  if (value.get_array().get(array) != simdjson::SUCCESS) return texts;
  for (const element item : array) texts.push_back(TextOf(item));
  return texts;
}

HeaderFields HeadersOf(const element& value) {
  HeaderFields headers;
  simdjson::dom::array array;
  if (value.get_array().get(array) != simdjson::SUCCESS) return headers;
  for (const element item : array) {
    std::vector<std::string> pair = TextsOf(item);
    if (pair.size() == 2) headers.emplace_back(std::move(pair[0]), std::move(pair[1]));
  }
  return headers;
}

void Set(std::string_view key, const element& value, Request& request) {
  if (key == "url") request.url = TextOf(value);
  if (key == "method") request.method = TextOf(value);
  if (key == "body") request.body = TextOf(value);
  if (key == "content_type") request.content_type = TextOf(value);
  if (key == "headers") request.headers = HeadersOf(value);
  if (key == "accept") request.accept = TextsOf(value);
  if (key == "keep_encoded") request.keep_encoded = true;
  if (key == "max_bytes" && value.get_uint64().get(request.max_bytes) != simdjson::SUCCESS)
    request.max_bytes = 0;
}

}  // namespace

std::string ToJson(const Request& request) {
  std::string json;
  {
    JsonObject object(json);
    object.Text("url", request.url);
    if (request.method != "GET") object.Text("method", request.method);
    object.TextIfAny("body", request.body);
    object.TextIfAny("content_type", request.content_type);
    if (!request.headers.empty()) AppendHeaders(request.headers, object.Key("headers"));
    if (!request.accept.empty()) AppendTexts(request.accept, object.Key("accept"));
    if (request.keep_encoded) object.Raw("keep_encoded", "true");
    if (request.max_bytes > 0) object.Number("max_bytes", static_cast<int64_t>(request.max_bytes));
  }
  return json;
}

Result<Request> RequestFromJson(std::string_view json) {
  thread_local simdjson::dom::parser parser;
  simdjson::dom::object object;
  if (parser.parse(json.data(), json.size()).get_object().get(object) != simdjson::SUCCESS)
    return Error{"store", "a task's request is damaged"};
  Request request;
  for (const auto& [key, value] : object) Set(key, value, request);
  return request;
}

}  // namespace trialmine
