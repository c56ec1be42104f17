#include "block_codec.h"

namespace trialmine {
namespace {

constexpr char kFormat = 1;

// Which of the rarer members follow, in this order.
enum : uint8_t { kHasTable = 1, kHasGroup = 2, kHasCell = 4, kHeaderCell = 8, kHasField = 16 };

void PutNumber(uint64_t number, std::string& out) {
  for (; number >= 0x80; number >>= 7) out += static_cast<char>(0x80 | (number & 0x7f));
  out += static_cast<char>(number);
}

bool IsPlain(const Cell& cell) {
  return cell.row == 0 && cell.column == 0 && cell.row_span == 1 && cell.column_span == 1;
}

void PutBlock(const Block& block, uint32_t previous_end, std::string& out) {
  uint8_t flags = 0;
  if (block.table >= 0) flags |= kHasTable;
  if (block.group >= 0) flags |= kHasGroup;
  if (!IsPlain(block.cell)) flags |= kHasCell;
  if (block.cell.header) flags |= kHeaderCell;
  if (!block.field.empty()) flags |= kHasField;
  PutNumber(block.span.begin - previous_end, out);
  PutNumber(block.span.size(), out);
  out += static_cast<char>(block.kind);
  out += static_cast<char>(block.section);
  out += static_cast<char>(block.language);
  out += static_cast<char>(flags);
  if (flags & kHasTable) PutNumber(static_cast<uint32_t>(block.table), out);
  if (flags & kHasGroup) PutNumber(static_cast<uint32_t>(block.group), out);
  if (flags & kHasCell) {
    for (uint16_t n : {block.cell.row, block.cell.column, block.cell.row_span, block.cell.column_span})
      PutNumber(n, out);
  }
  if (flags & kHasField) {
    PutNumber(block.field.size(), out);
    out += block.field;
  }
}

/// Takes numbers and bytes from the front; once something is missing, gives zeros and says so.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  uint64_t Number() {
    uint64_t number = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const uint8_t byte = Byte();
      number |= static_cast<uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return number;
    }
    good_ = false;
    return 0;
  }
  uint8_t Byte() {
    if (rest_.empty()) {
      good_ = false;
      return 0;
    }
    const auto byte = static_cast<uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return byte;
  }
  uint8_t ByteUpTo(uint8_t last) {
    const uint8_t byte = Byte();
    good_ = good_ && byte <= last;
    return byte;
  }
  std::string_view Bytes(uint64_t size) {
    if (size > rest_.size()) {
      good_ = false;
      return {};
    }
    const std::string_view bytes = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return bytes;
  }
  bool done() const { return rest_.empty(); }
  bool good() const { return good_; }

 private:
  std::string_view rest_;
  bool good_ = true;
};

Block TakeBlock(Reader& reader, uint32_t previous_end) {
  Block block;
  block.span.begin = static_cast<uint32_t>(previous_end + reader.Number());
  block.span.end = static_cast<uint32_t>(block.span.begin + reader.Number());
  block.kind = static_cast<BlockKind>(reader.ByteUpTo(static_cast<uint8_t>(BlockKind::kField)));
  block.section = static_cast<Section>(reader.ByteUpTo(static_cast<uint8_t>(Section::kOther)));
  block.language = static_cast<Language>(reader.ByteUpTo(static_cast<uint8_t>(Language::kOther)));
  const uint8_t flags = reader.Byte();
  if (flags & kHasTable) block.table = static_cast<int32_t>(reader.Number());
  if (flags & kHasGroup) block.group = static_cast<int32_t>(reader.Number());
  if (flags & kHasCell) {
    for (uint16_t* n : {&block.cell.row, &block.cell.column, &block.cell.row_span, &block.cell.column_span})
      *n = static_cast<uint16_t>(reader.Number());
  }
  block.cell.header = (flags & kHeaderCell) != 0;
  if (flags & kHasField) block.field = reader.Bytes(reader.Number());
  return block;
}

}  // namespace

std::string EncodeBlocks(const std::vector<Block>& blocks) {
  std::string out;
  out.reserve(1 + blocks.size() * 12);
  out += kFormat;
  uint32_t previous_end = 0;
  for (const Block& block : blocks) {
    PutBlock(block, previous_end, out);
    previous_end = block.span.end;
  }
  return out;
}

Result<std::vector<Block>> DecodeBlocks(std::string_view bytes) {
  Reader reader(bytes);
  if (reader.Byte() != kFormat) return Error{"store", "the blocks of a document are in an unknown format"};
  std::vector<Block> blocks;
  uint32_t previous_end = 0;
  while (!reader.done() && reader.good()) {
    blocks.push_back(TakeBlock(reader, previous_end));
    previous_end = blocks.back().span.end;
  }
  if (!reader.good()) return Error{"store", "the blocks of a document are damaged"};
  return blocks;
}

}  // namespace trialmine
