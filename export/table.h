#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trialmine {

/// A column of one of the tables: its name, its Frictionless type, what it means, and how a row gives it.
template <typename RowType>
struct Column {
  const char* name;
  const char* type;  ///< string integer number boolean
  const char* description;
  std::string (*value)(const RowType& row);  ///< Empty where there is no value.
};

/// A number as the tables write it: all its digits, a dot, no needless zeros.
std::string Decimal(double number);
inline std::string Decimal(const std::optional<double>& number) {
  return number ? Decimal(*number) : std::string();
}
inline std::string Decimal(const std::optional<int64_t>& number) {
  return number ? std::to_string(*number) : std::string();
}

/// Appends one field in the way of RFC 4180, as readable UTF-8 whatever it holds.
void AppendCsvField(std::string_view field, std::string& out);

/// `a;b;c`
std::string Joined(const std::vector<std::string>& parts);

template <typename RowType, size_t N>
void AppendHeader(const Column<RowType> (&columns)[N], std::string& out) {
  for (size_t i = 0; i < N; ++i) {
    if (i > 0) out += ',';
    out += columns[i].name;
  }
  out += '\n';
}

template <typename RowType, size_t N>
void AppendRow(const Column<RowType> (&columns)[N], const RowType& row, std::string& out) {
  for (size_t i = 0; i < N; ++i) {
    if (i > 0) out += ',';
    AppendCsvField(columns[i].value(row), out);
  }
  out += '\n';
}

/// Appends a resource of datapackage.json that describes the table.
void BeginResource(std::string_view name, std::string& out);
void AppendFieldSchema(bool first, std::string_view name, std::string_view type, std::string_view description,
                       std::string& out);
void EndResource(std::string_view primary_key, std::string& out);

template <typename RowType, size_t N>
void AppendResource(std::string_view name, const Column<RowType> (&columns)[N], std::string_view primary_key,
                    std::string& out) {
  BeginResource(name, out);
  for (size_t i = 0; i < N; ++i)
    AppendFieldSchema(i == 0, columns[i].name, columns[i].type, columns[i].description, out);
  EndResource(primary_key, out);
}

}  // namespace trialmine
