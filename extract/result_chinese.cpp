#include "result_chinese.h"

#include <re2/re2.h>

#include <cctype>
#include <string>

#include "holds.h"
#include "prefilter.h"

namespace trialmine {
namespace {

using std::string_view;

bool Fits(string_view text, const RE2& pattern) {
  return RE2::FullMatch(re2::StringPiece(text.data(), text.size()), pattern);
}

/// How many bytes `pattern` (anchored) takes from the front of `text`.
size_t Front(string_view text, const RE2& pattern) {
  re2::StringPiece rest(text.data(), text.size());
  return RE2::Consume(&rest, pattern) ? text.size() - rest.size() : 0;
}

}  // namespace

bool TellsMethods(string_view sentence) {
  static const RE2 kMethods(
      R"((?i)(?:计量|计数|等级|定量|定性)(?:数据)?资料|软件|检验水准|(?:t|F|U|q|u|χ\^?2|卡方|秩和|精确|确切|方差|配对|Wilcoxon|Fisher|rank)[^,。;]{0,6}(?:检验|分析)|均数[^,。;]{0,6}标准差|(?:差异|具?有统计学意义|有显著性)[^,。;]{0,4}标准|为(?:差异)?(?:具?有|无)(?:统计学|显著)|× ?100 ?%|(?:表示|认为)(?:差异|具?有))");
  return HoldsHan(sentence) && Holds(sentence, kMethods);
}

bool TellsAssociation(string_view sentence) {
  static const RE2 kAssociation(
      R"((?:正|负|显著|明显|密切|无|不|独立|具?有|均|呈|直接|线性)相关|相关(?:性|系数|分析)|与[^,。;]{1,40}(?:有关|无关|关联|相关(?:[^的]|$))|回归|(?:危险|影响|预测|预后|保护|相关)因素|\br ?=)");
  return Holds(sentence, kAssociation);
}

bool TellsSafety(string_view sentence, bool before) {
  static const RE2 kSafety(
      R"(^(?:结果)?[^,。;:]{0,6}安全性(?:评价|观察|评估)?(?:指标|结果|分析|评价|方面)?(?::|方面))");
  static const RE2 kOther(R"(^[^,。;:]{0,4}(?:疗效|有效性|主要|次要|结论|结局|临床)[^,。;:]{0,6}(?::|方面))");
  if (Holds(sentence, kSafety)) return true;
  return before && !Holds(sentence, kOther);
}

bool ComparesGroups(string_view sentence) {
  static const RE2 kVerdict(R"((?:差异|差别|无统计|有统计|显著性|无显著|无明显差))");
  static const RE2 kWithin(R"(前后|[疗术预药护练]前|时间点|时相|前比|相比|较前|亚组|不同)");
  return Holds(sentence, kVerdict) && !Holds(sentence, kWithin) && !TellsAssociation(sentence);
}

bool JudgesComparison(string_view sentence) {
  static const RE2 kJudges(R"(统计学|显著|明显|差异|差别|(?:高|低|优|多|少|长|短|大|小|早|晚)于)");
  static const RE2 kCites(R"(\[\d{1,3}(?:[-,、~]\d{1,3})*\]|等(?:人|的)?(?:研究|报道|发现|\^?\[)|文献|报道)");
  return Holds(sentence, kJudges) && !Holds(sentence, kCites);
}

bool OnlyJudges(string_view sentence) {
  static const RE2 kJudges(
      R"((?i)(?:以上|上述|各项|指标|[两二三四2-4各]组|组间|[两二三]者|间|患者|数据|资料|进行|的|相比较?|比较|对比|经|统计学?|处理|检验|分析|差[异别]性?|均|其|具有?|有|无|非常|极|显著性?|明显|意义|高度|不|,|:|\s|结果|Ridit|χ\^?2|t)+(?:\(|P ?[<>=]).*)");
  return Fits(sentence, kJudges);
}

bool ComparesWithBefore(string_view words) {
  static const RE2 kBefore(
      R"((?:与|较|比|同|于)[^,。;组]{0,8}前|前后|组内|(?:与|较|比|同|和|于)(?:T0|基础值|基线))");
  static const RE2 kBetween(R"(组间|差值|幅度)");
  return Holds(words, kBefore) && !Holds(words, kBetween);
}

bool SpeaksOfGroups(string_view sentence) {
  static const RE2 kGroups(R"(组(?:$|[^织成分件装])|[疗术预药护练]前|前后|统计)");
  return Holds(sentence, kGroups);
}

Range FactorFor(string_view text, Range sentence, Range ratio) {
  static const RE2 kFactor(
      R"((?:是|为)(?:影响|导致|引起|预测|诱发)?((?:[^,。;、()其是为一很]|、){2,30}?)(?:发生|发病|患病)?的?(?:独立|主要|重要|共同|相关|高|性)*(?:危险|保护|影响|预测|预后|相关|风险|不利|有利)性?因素|(?:^|[,。;])([^,。;()以将对由作]{2,30}?)(?:发生|发病|患病)?的(?:独立|主要|重要)*(?:危险|保护|影响|预测|预后|相关|风险|不利|有利)性?因素(?:有|是|为|包括))");
  const auto in = [&](uint32_t begin, uint32_t end) -> Range {
    re2::StringPiece words(text.data() + begin, end - begin), behind, before;
    if (!RE2::PartialMatch(words, kFactor, &behind, &before)) return {};
    const re2::StringPiece& found = behind.empty() ? before : behind;
    const auto at = static_cast<uint32_t>(found.data() - text.data());
    return {at, at + static_cast<uint32_t>(found.size())};
  };
  const Range after = in(ratio.end, sentence.end);
  return after.empty() ? in(sentence.begin, ratio.begin) : after;
}

Range TrimChinese(string_view text, Range range) {
  static const RE2 kHead(
      R"((?:T\d{1,2}(?: ?[~、和及与-] ?T?\d{1,2})*(?:各?时[点刻段]?|时间点)?的?|(?:\d+ ?)?(?:min|h|d|周|个月)的|(?:不同|各)个?(?:观察|随访|检测|测量)?时间?[点段]的?|(?:\p{Han}{1,6}?)?(?:治疗|干预|护理|用药|服药|给药)(?:前后|前、?后|前|后)的?|(?:手术|术)前(?:、|和|及|与)?(?:手术|术)?后的?|结果(?:显示|表明|发现|提示)?:?|中的|后的|前的|内的|时的|中|后|前|内|时|上|的|等|其|该|者|了|也|将|以|已))");
  static const RE2 kWord(
      R"((?:前(?:列|房|臂|交叉|额|庭|胸|路|瞻|驱|白蛋白|壁|屈|牙|磨|囊|负荷|向|纵)|后(?:伸|旋|倾|囊|凸|遗|壁|负荷|路|屈|交叉|房|颅|部|纵|循环)|内(?:皮|膜|径|镜|毒素|脏|源|翻|啡|分泌|在|固定|踝|侧|囊|瘘|耳|环|收缩|植)|中(?:性|医|枢|心|央|度|重度|位|耳|药|毒|线|期|转|成药|上腹|段|国|文)|上(?:肢|皮|腹|呼吸|消化|臂|气道|睑|颌|尿路|感|下|午)|时(?:间|长|相|域|机)|等(?:级|效|待|离子|渗|长|位)|其他|其它|以内))");
  while (range.size() >= 6) {
    const string_view words = range.Of(text);
    if (Front(words, kWord) > 0) break;
    const size_t head = Front(words, kHead);
    if (head == 0 || range.size() < head + (static_cast<unsigned char>(words[head]) < 0x80 ? 2 : 6)) break;
    range.begin += static_cast<uint32_t>(head);
  }
  // 外周血中eHSP90α水平: where it was measured.
  static const RE2 kWhere(R"([^A-Za-z,、()]{0,45}(?:组织|细胞|血清|血浆|外周血|标本)中的?)");
  if (const size_t where = Front(range.Of(text), kWhere);
      where > 0 && range.size() > where + 2 &&
      std::isalpha(static_cast<unsigned char>(text[range.begin + where])))
    range.begin += static_cast<uint32_t>(where);
  // 种植率高: how it was, where no more than a word says so.
  static const RE2 kVerdict(
      R"((?:率|量|时间|水平|评分|浓度|得分|值|数|风险|比例|程度|费用|面积|直径)((?:明显|显著)?(?:更|较|最|就?越|要|偏|仍|也)?(?:高|低|多|少|长|短|大|小|快|慢|好|差|重|轻)(?:出)?)$)");
  re2::StringPiece verdict;
  if (const string_view words = range.Of(text);
      range.size() > 9 && RE2::PartialMatch(re2::StringPiece(words.data(), words.size()), kVerdict, &verdict))
    range.end -= static_cast<uint32_t>(verdict.size());
  static const RE2 kTail(R"((?:要|能|的|等|在|了|时|中|后|均|也|较|其|各|内|两|上)$)");
  static const RE2 kTailWord(
      R"((?:[功性智体机效动]能|[主重需]要|卒中|预后|[用耗]时|平均|中等|目的|体内|颅内|术中|术后|产后|餐后|[产餐]后[12]h)$)");
  while (range.size() >= 9) {
    const string_view words = range.Of(text);
    if (!Holds(words, kTail) || Holds(words, kTailWord)) break;
    range.end -= 3;
  }
  return range;
}

bool DatesOnly(string_view words) {
  static const RE2 kMoment(
      R"(T\d{1,2}(?: ?[~、和及与-] ?T?\d{1,2})*(?:各?时[点刻段]?|时间点)?|\p{Han}{1,6}(?:[前后]的?|期间|即刻|当日|当天|时刻|前夜|前夕|次日|次晨|前1天|末次)|\p{Han}{1,5}[^用耗费延]时|[上下]午|早晨|晨起|夜间|(?:\p{Han}{1,4}[前后])?第? ?\d+(?:\.\d+)? ?(?:h|min|d|小时|分钟|天|日|周|个?月|年)[时末内]?)");
  static const RE2 kMeasured(R"(.*预后)");
  return Fits(words, kMoment) && !Fits(words, kMeasured);
}

bool NamesNoOutcome(string_view words) {
  static const RE2 kBegins(
      R"((?:\d+\.\d|~|种(?:药|治|方|抗)|\d+ ?例.*|个(?:位置|囊|因素|影响|时间|分类|界点)|次\d|至[A-Z]|知[A-Z]|过[^敏程氧滤]|(?:[0O]R值?|HR值?|现象|甚大|两两|总数|例数|总例数|上述|优势|比值|正常|对照|自身对照|变化|改变|另|另一|单项发生率|(?:下降|降低|升高|改善|增加|减少|上升)(?:的?(?:幅度|程度))|效果|次数|表现出|随访(?:时间|期)?|时间点|各时间点|随访时间点|总分|组间|组内|时间|出院|入院|住院|用药)$|至活动|各|仅|因[^子素]|可靠|上?述|两项|寻找|成为|成比例|使[病患得其]|因[供为此]|如[果何]|若|把|将|被|虽|即使|仍|并[且未]|且|但|而|对[于此]|这|那|该|此|本[研组文]|我[们国院]|其[中余]|重点|导致|引起|包括|所有|大多|多数|例如|分别|不同|织|者|说明|提示|考虑|可能|必须).*)");
  static const RE2 kEnds(
      R"(.*(?:时间点|时点|领域|工艺|来源|方?法|检验|模型|方程|软件|[^气]分析|曲线|公式|表示|资料|数据|变量|研究|文献|指南|原则|标准|机制|概念|因素|方案|措施|患者|者|人群|个体|对象|患儿|意义|[越最][高低大小早晚好差多少]|有[关利]|平均|原因|特点|特征|分布|率高|结论|学者|可比性|居多|主效应|方式|手段|设备|仪器|试剂|软膏|凝胶|注射液|胶囊|颗粒|年龄|性别|药物|[了着过]|无|不|[^行]为|[^参]与|[^饱缓]和|或|于|在))");
  static const RE2 kClause(R"(.*(?:,|。|;|=|[$\\\\]|采用|应用|实施|进行|统计学|P ?[<>=]).*)");
  static const RE2 kUnit(
      R"((?:[ⅠⅡⅢⅣIV]{1,4}(?:[~-][ⅠⅡⅢⅣIV]{1,4})?[abAB]?期?|(?:\p{Han}{1,4}[前后])?第? ?\d+(?:\.\d+)? ?(?:h|min|d|小时|分钟|天|日|周|个?月|年)[时末内]?|mm ?Hg|cm ?H2O|kPa|(?:\d[\d.]* ?)?[mμnp]?(?:mol|g|L|U|IU)(?:/\w+)?|bpm|次/(?:min|分)|个?月|小时|分钟?|年|天|周|日|岁|次|例|个百分点))");
  // 白细胞(white blood cell,WBC)计数
  static const RE2 kLatin(R"(\([A-Za-z][^()\p{Han}]*\))");
  std::string bare(words);
  if (words.find('(') != words.npos) RE2::GlobalReplace(&bare, kLatin, "");
  return Fits(words, kUnit) || Fits(words, kBegins) || Fits(words, kEnds) || Fits(bare, kClause);
}

}  // namespace trialmine
