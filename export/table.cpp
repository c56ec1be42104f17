#include "table.h"

#include <charconv>
#include <cmath>

#include "fetch/utf8.h"
#include "store/json_text.h"

namespace trialmine {

std::string Decimal(double number) {
  if (!std::isfinite(number)) return {};
  const double size = std::abs(number);
  const bool plain = size == 0 || (size >= 1e-6 && size < 1e15);
  char buffer[64];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, number,
                                 plain ? std::chars_format::fixed : std::chars_format::scientific);
  return std::string(buffer, end.ptr);
}

void AppendCsvField(std::string_view raw, std::string& out) {
  const std::string field = ReadableText(raw);
  if (field.find_first_of(",\"\r\n") == std::string_view::npos) {
    out += field;
    return;
  }
  out += '"';
  for (char c : field) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

std::string Joined(const std::vector<std::string>& parts) {
  std::string joined;
  for (const std::string& part : parts) {
    if (!joined.empty()) joined += ';';
    joined += part;
  }
  return joined;
}

void BeginResource(std::string_view name, std::string& out) {
  out += "    {\n      \"name\": ";
  AppendJsonText(name, out);
  out += ",\n      \"path\": ";
  AppendJsonText(std::string(name) + ".csv", out);
  out +=
      ",\n      \"profile\": \"tabular-data-resource\",\n      \"format\": \"csv\",\n"
      "      \"mediatype\": \"text/csv\",\n      \"encoding\": \"utf-8\",\n      \"schema\": {\n        "
      "\"fields\": [\n";
}

void AppendFieldSchema(bool first, std::string_view name, std::string_view type, std::string_view description,
                       std::string& out) {
  if (!first) out += ",\n";
  out += "          {\"name\": ";
  AppendJsonText(name, out);
  out += ", \"type\": ";
  AppendJsonText(type, out);
  out += ", \"description\": ";
  AppendJsonText(description, out);
  out += '}';
}

void EndResource(std::string_view primary_key, std::string& out) {
  out += "\n        ],\n        \"missingValues\": [\"\"]";
  if (!primary_key.empty()) {
    out += ",\n        \"primaryKey\": ";
    AppendJsonText(primary_key, out);
  }
  out += "\n      }\n    }";
}

}  // namespace trialmine
