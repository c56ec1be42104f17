#include "translation.h"

#include <string_view>

#include "prefilter.h"

namespace trialmine {
namespace {

/// What a field names; empty where it names nothing. The English row of an outcome does not tell its rank.
std::string_view Named(const Block& block) {
  const std::string_view field = block.field;
  if (field == "outcome.primary" || field == "outcome.secondary" || field == "outcome.other")
    return "outcome";
  return field == "arm.label" ? field : std::string_view();
}

}  // namespace

bool IsTranslation(const Document& document, uint32_t block) {
  const Block& own = document.blocks[block];
  if (own.kind != BlockKind::kField || own.group < 0 || Named(own).empty() ||
      HoldsHan(document.Text(own.span)))
    return false;
  for (uint32_t i = block; i-- > 0 && document.blocks[i].group == own.group;)
    if (Named(document.blocks[i]) == Named(own) && HoldsHan(document.Text(document.blocks[i].span)))
      return true;
  return false;
}

}  // namespace trialmine
