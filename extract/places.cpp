#include "places.h"

#include <algorithm>
#include <array>
#include <utility>

namespace trialmine {
namespace {

constexpr uint64_t Bit(BlockKind kind) { return uint64_t{1} << static_cast<int>(kind); }
constexpr uint64_t Bit(Section section) { return uint64_t{1} << (16 + static_cast<int>(section)); }
constexpr uint64_t kText = uint64_t{1} << 40, kHeaderCell = uint64_t{1} << 41, kRegistry = uint64_t{1} << 42,
                   kReport = uint64_t{1} << 43, kAny = uint64_t{1} << 44;

struct NamedPlace {
  std::string_view name;
  uint64_t bit;
};
constexpr std::array kPlaces{
    NamedPlace{"text", kText},
    NamedPlace{"title", Bit(BlockKind::kTitle)},
    NamedPlace{"heading", Bit(BlockKind::kHeading)},
    NamedPlace{"paragraph", Bit(BlockKind::kParagraph)},
    NamedPlace{"list_item", Bit(BlockKind::kListItem)},
    NamedPlace{"cell", Bit(BlockKind::kCell)},
    NamedPlace{"header_cell", kHeaderCell},
    NamedPlace{"caption", Bit(BlockKind::kCaption)},
    NamedPlace{"footnote", Bit(BlockKind::kFootnote)},
    NamedPlace{"label", Bit(BlockKind::kLabel)},
    NamedPlace{"reference", Bit(BlockKind::kReference)},
    NamedPlace{"background", Bit(Section::kBackground)},
    NamedPlace{"objective", Bit(Section::kObjective)},
    NamedPlace{"methods", Bit(Section::kMethods)},
    NamedPlace{"results", Bit(Section::kResults)},
    NamedPlace{"discussion", Bit(Section::kDiscussion)},
    NamedPlace{"conclusion", Bit(Section::kConclusion)},
    NamedPlace{"registration", Bit(Section::kRegistration)},
    NamedPlace{"table", Bit(Section::kTable)},
    NamedPlace{"other", Bit(Section::kOther)},
    NamedPlace{"registry", kRegistry},
    NamedPlace{"report", kReport},
    NamedPlace{"any", kAny},
};

uint64_t BitsOf(const Block& block, bool registry) {
  uint64_t bits = Bit(block.kind);
  if (IsRunningText(block)) bits |= kText | Bit(block.section);
  if (block.kind == BlockKind::kCell && block.cell.header) bits |= kHeaderCell;
  if (block.kind != BlockKind::kReference) bits |= kAny | (registry ? kRegistry : kReport);
  return bits;
}

}  // namespace

bool IsRunningText(const Block& block) {
  switch (block.kind) {
    case BlockKind::kTitle:
    case BlockKind::kHeading:
    case BlockKind::kParagraph:
    case BlockKind::kListItem:
    case BlockKind::kCaption:
    case BlockKind::kFootnote:
      return true;
    case BlockKind::kField:
      return block.field == "summary" || block.field == "design" || block.field == "follow_up" ||
             block.field.ends_with(".description");
    case BlockKind::kCell:
    case BlockKind::kReference:
    case BlockKind::kLabel:
      return false;
  }
  return false;
}

bool Places::Add(std::string_view name) {
  if (name == "field:*") return any_field_ = true;
  if (name.starts_with("field:")) {
    fields_.emplace_back(name.substr(6));
    return true;
  }
  auto place =
      std::find_if(kPlaces.begin(), kPlaces.end(), [name](const NamedPlace& p) { return p.name == name; });
  if (place == kPlaces.end()) return false;
  bits_ |= place->bit;
  return true;
}

bool Places::MayHoldText() const { return (bits_ & ~(Bit(BlockKind::kCell) | kHeaderCell)) != 0; }
bool Places::MayHoldCells() const {
  return (bits_ & (Bit(BlockKind::kCell) | kHeaderCell | kRegistry | kReport | kAny)) != 0;
}
bool Places::HoldReferences() const { return (bits_ & Bit(BlockKind::kReference)) != 0; }

bool Places::Hold(const Block& block, bool registry) const { return (bits_ & BitsOf(block, registry)) != 0; }

bool Places::HoldField(const Block& block) const {
  if (block.kind != BlockKind::kField) return false;
  return any_field_ || std::find(fields_.begin(), fields_.end(), block.field) != fields_.end();
}

}  // namespace trialmine
