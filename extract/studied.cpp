#include "studied.h"

#include <re2/re2.h>

#include <algorithm>

#include "holds.h"
#include "prefilter.h"

namespace trialmine {

bool StudiesNobody(const Document& document, const std::vector<Match>& matches) {
  constexpr size_t kShort = 450;  // Bytes. A sentence by itself need not say of whom it tells.
  if (document.text.size() < kShort || !HoldsHan(document.text)) return false;
  static const RE2 kPeople(
      R"((?i)患者|患儿|患兒|人羣|病例|病人|受试者|受試者|志愿者|志願者|被试|产妇|產婦|孕妇|孕婦|新生儿|新生兒|婴儿|嬰兒|儿童|兒童|学生|學生|居民|老年人|人群|\d ?(?:例|名|位|人|份|眼)|\b(?:patients|participants|subjects|volunteers|women|men|children|infants|adults|individuals|people|cases)\b)");
  static const RE2 kCounted(
      R"((?i)[I三3]期(?:临床|臨床|臨牀)?(?:试验|試驗|研究)|随机|隨機|安慰[剂劑]|本研究|本组|本組|我院|本院|\bP ?[<>=≤≥＜＞]|\d ?(?:例|名|位|份|眼|篇|项|項|人(?:[^口均类類次]|$))|\b(?:patients|participants|subjects|volunteers|women|men|children|infants|adults|individuals|people|cases)\b)");
  static const RE2 kOthers(
      R"(大鼠|小鼠|家兔|裸鼠|比格犬|细胞[株系]|細胞[株系]|肌细胞|肌細胞|体外|體外|转染|轉染|培养基|培養基)");
  if (!Holds(document.text, kPeople) && Holds(document.text, kOthers)) return true;
  const bool groups = std::any_of(matches.begin(), matches.end(), [](const Match& match) {
    return match.field() == Field::kArm || match.field() == Field::kSampleSize;
  });
  return !groups && !Holds(document.text, kCounted);
}

}  // namespace trialmine
