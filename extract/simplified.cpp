#include <array>
#include <cstdint>
#include <string_view>

#include "fold_writer.h"

namespace trialmine {
namespace {

constexpr std::string_view kPairs =
#include "simplified_table.inc"
    ;

constexpr char32_t kFirst = 0x3400;
constexpr char32_t kLast = 0x9FFF;
using Table = std::array<uint16_t, kLast - kFirst + 1>;  // 0: stays.

// Every character of the table takes three bytes.
char32_t CharacterAt(size_t i) {
  auto byte = [i](size_t k) { return static_cast<unsigned char>(kPairs[i + k]); };
  return (byte(0) & 0x0Fu) << 12 | (byte(1) & 0x3Fu) << 6 | (byte(2) & 0x3Fu);
}

Table MakeTable() {
  Table table{};
  for (size_t i = 0; i + 6 <= kPairs.size(); i += 6)
    table[CharacterAt(i) - kFirst] = static_cast<uint16_t>(CharacterAt(i + 3));
  return table;
}

}  // namespace

char32_t Simplified(char32_t c) {
  static const Table table = MakeTable();
  if (c < kFirst || c > kLast || table[c - kFirst] == 0) return c;
  return table[c - kFirst];
}

}  // namespace trialmine
