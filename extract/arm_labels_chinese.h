#pragma once

#include <vector>

#include "match.h"

namespace trialmine {

/// "苏醒期躁动D组3例,C组11例": how many an event befell is no arm's size, and the event no part of its name.
void DropCountsOfEvents(std::vector<Match>& matches);

/// "A组加用亚甲蓝及利多卡因,B组加用利多卡因": of two lettered groups, the one that got only what the other
/// got, too, is what the addition is compared to.
void CompareLetteredPair(const std::vector<Reading>& readings, std::vector<Match>& matches);

/// 对照组 of a report whose only other 对照组 has more of a name (空白对照组) is that one, where no sentence
/// tells them apart.
void CallByFullName(std::vector<Match>& matches);

}  // namespace trialmine
