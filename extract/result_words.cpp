#include "result_words.h"

#include <algorithm>
#include <array>
#include <functional>
#include <string>
#include <unordered_map>

namespace trialmine {
namespace {

/// Entries of one class, separated by spaces; `_` stands for a space inside an entry.
struct Entries {
  uint32_t classes;
  std::string_view words;
};

constexpr Entries kEnglish[] = {
    {kBe, "was were is are be been being remained remain remains became seemed appeared averaged averaging"},
    {kHave,
     "had have has having showed shown show shows demonstrated experienced developed achieved reached "
     "exhibited revealed presented suffered attained maintained displayed sustained obtained reporting "
     "experiencing developing achieving showing demonstrate demonstrates exhibiting developed_a yielded "
     "reveal reveals produced produces provide provides provided gave saw maintain maintains include "
     "includes appear appears lead leads led cause causes caused resulted results_in holds exerted exerts "
     "tends tended develop develops achieve achieves achieving reach reaches reaching exhibit exhibits "
     "receive receives detect detects prevent prevents prevented induce induces induced predict predicts "
     "predicted represent represents representing participate persist persists persisted remain "
     "made make makes making took take takes taking lost lose set met meet hold holds held find finds help "
     "helps helped require requires required requiring"},
    {kEvent,
     "died relapsed recovered survived responded progressed deteriorated worsened withdrew discontinued "
     "failed recurred healed vomited quit"},
    {kOccur,
     "occurred occur observed found noted seen detected reported recorded noticed documented identified "
     "encountered evident present absent confirmed"},
    {kChange | kHigher,
     "increased rose improved enhanced elevated increases improves increasing prolonged grew improve enhance "
     "enhances prolong prolongs"},
    {kChange | kLower,
     "decreased reduced declined fell dropped lowered diminished decreases reduces decreasing reducing "
     "shortened attenuated suppressed reduce attenuate attenuates suppress suppresses shorten shortens "
     "inhibit inhibits inhibited alleviate alleviates alleviated relieve relieves"},
    {kChange,
     "changed varied vary varies differed differ changes_from affected altered influenced ameliorated affect "
     "affects "
     "alter alters influence influences ameliorate ameliorates"},
    {kChangeNoun | kHigher, "increase improvement improvements increases_in gain_in rise elevation_in"},
    {kChangeNoun | kLower, "decrease reduction reductions decline fall drop"},
    {kChangeNoun, "change changes"},
    {kChangeNoun | kDifference, "difference differences"},
    {kCompare | kHigher,
     "higher greater more longer better superior larger faster earlier most highest greatest longest "
     "commoner "
     "stronger"},
    {kCompare | kLower,
     "lower less fewer shorter worse inferior smaller slower later least lowest shortest poorer rarer milder "
     "weaker"},
    {kCompare,
     "similar comparable alike different equivalent equal identical same unchanged frequent common"},
    {kAdverb,
     "significantly statistically markedly slightly also only either respectively approximately about "
     "clinically marginally considerably substantially even still not_only further then thus therefore "
     "moreover furthermore additionally finally notably particularly especially generally mainly mostly "
     "nearly almost dramatically rapidly progressively initially subsequently there here much well again "
     "independently consistently relatively numerically directly strongly indeed interestingly importantly "
     "very had_been has_been have_been did does do can could may might would should will we it they he she "
     "accordingly consequently hence besides similarly conversely nevertheless nonetheless in_conclusion "
     "in_summary in_addition standard_error standard_errors standard_deviation standard_deviations "
     "confidence_interval confidence_intervals as_expected total newly previously currently additional "
     "starting along aged owing alone"},
    {kPreposition,
     "in on at with for among between across by over under through via per into to from toward towards "
     "around regarding concerning as about upon against within_the using including in_favour_of in_favor_of "
     "in_terms_of with_respect_to with_regard_to"},
    {kPreposition | kMoment,
     "after before during within following throughout until since post prior_to up_to at_the_end_of "
     "by_the_end_of at_the_time_of"},
    {kOf, "of"},
    {kAnd, "and or & as_well_as nor and/or"},
    {kVersus,
     "than vs vs. versus compared_with compared_to as_compared_with as_compared_to relative_to "
     "in_comparison_with in_comparison_to in_contrast_to in_contrast_with when_compared_with "
     "when_compared_to comparing v"},
    {kDeterminer, "the a an this these those its their his her such any some that_of those_of our"},
    {kDeterminer | kAll, "both all each every two three four either_of the_two"},
    {kPeople,
     "patients subjects participants women men children infants individuals people adults volunteers patient "
     "participant subject woman man child infant persons person respondents girls boys students smokers "
     "workers neonates mothers cases eyes knees limbs hips legs teeth implants lesions dogs mice rats males "
     "females newborns adolescents residents employees nurses"},
    {kGroup, "group groups arm arms cohort cohorts"},
    {kTreat,
     "treatment treatments therapy therapies intervention interventions administration infusion injection "
     "injections use study studies trial trials analysis analyses surgery follow-up followup baseline data "
     "model effect effects period periods phase visit day days week weeks month months year years hours "
     "minutes time_point time_points time_points enrollment randomization randomisation discharge admission "
     "table figure intention-to-treat interval ratio sample order addition contrast general summary addition "
     "comparison conditions condition test hand end beginning part response_to regression course terms case "
     "overall majority none half one first second third latter former rest others other conclusion "
     "conclusions terms_of characteristics demographics purpose aim objective objectives method methods "
     "setting use_of strategy strategies protocol options option placebo drug drugs dose doses medication "
     "medications agent agents questionnaires effect_size effect_sizes es cohen hedges benefit benefits "
     "iqr gestation weeks_of_gestation bid tid qid microg mcg old promise potential feasibility_of role "
     "number_of_cells "
     "cells cell combination regimen regimens procedure procedures endpoint endpoints end_point end_points "
     "remainder times time episode episodes cycle cycles courses fold today yesterday conference infusions "
     "research therapeutics method approach approaches technique techniques device devices manner "
     "examination examinations criteria recent several many few new five six seven eight nine ten eleven "
     "twelve β thereafter herein ie i.e e.g dyne-sec-cm pounds person-years patient-years"},
    {kClause,
     "while whereas although but however whether how why like unlike though which who whom that when where "
     "because if whose despite "
     "except without_the whilst yet so suggest suggests suggested suggesting indicate indicates indicated "
     "indicating confirm confirms support supports to_compare to_determine to_evaluate to_define to_test "
     "to_assess to_investigate to_examine to_identify to_describe to_explore to_establish to_cure"},
    {kNot, "no not none neither without never nor"},
    {kVerdict,
     "significant significance nonsignificant non-significant insignificant evidence trend tendency trended "
     "statistical clinical_significance statistically_significant positive negative p p-value p_value "
     "effective effectiveness_of likely associated association correlation correlated"},
    {kVague,
     "outcome outcomes result results value values level levels finding findings measurement measurements "
     "rate rates score scores proportion proportions percentage percentages odds numbers number incidence "
     "frequency prevalence parameters "
     "variables measures scale index"},
    {kMean, "mean means average averages"},
    {kMedian, "median medians"},
    {kEnrol,
     "enrolled randomized randomised received receiving assigned allocated treated completed included "
     "recruited screened excluded analyzed analysed underwent given participated eligible invited selected "
     "evaluated completing entered administered undergoing infused transplanted injected"},
    {0, "new_york_heart_association american_heart_association"},
    {kMeasured,
     "measured assessed evaluated_by monitored determined estimated compared examined investigated"},
};

constexpr Entries kChinese[] = {
    {kBe,
     "为 是 占据了 占据 达到 约为 均为 分别为 依次为 占 仅为 高达 各为 分别是 分别达 分别达到 报告了 提供 "
     "降为 升为 增至 升至 变为 改为 设为 约占 所占 分别占 各占 也是 都是 就是 达 可达 达到了 还是 均是 表示 "
     "呈 均呈"},
    {kHave,
     "有 出现 发生 显示 获得 存在 表现为 发现 共有 产生 产生了 具有 伴有 拥有 含有 仅有 均有 另有 已有 证实 "
     "可见 "
     "已证实"},
    {kEvent, "死亡 治愈 复发 痊愈 好转 显效 无效 存活"},
    {kChange | kHigher,
     "升高 增加 改善 上升 提高 延长 增高 增大 增强 上调 优化 增多 增长 加快 增快 加重 恶化 偏高 加强 加速 "
     "推迟"},
    {kChange | kLower, "降低 减少 下降 缩短 减轻 减低 减小 下调 减弱 降至 降低了 减缓 缩小 偏低 减慢 提前"},
    {kCompare | kHigher,
     "高于 优于 大于 长于 多于 好于 更高 较高 更好 较多 更长 较长 快于 更强 较好 较大 更大 更多 较快 更快 "
     "强于 重于"},
    {kCompare | kLower,
     "低于 小于 短于 少于 劣于 更低 较低 更少 较少 更短 较短 早于 更弱 慢于 较小 更小 较轻 更轻 轻于 晚于"},
    {kChangeNoun, "变化 改变"},
    {kCompare, "相比 比较 相当 相似 相比较 相同 接近 无差异 相近 对比 相对比 相较"},
    {kAdverb,
     "显著 明显 均 也 都 分别 仍 则 并 能够 可以 进一步 逐渐 同时 其中 仅 约 依次 较为 持续 一定程度 随后 "
     "另外 此外 不同程度 我们 最终 结果表明 因为 主要 较强 尚 亦 其 可 更 各 可能 可有效 能有效 可明显 "
     "可显著 "
     "有效地 需要 提示 进行 实施 仍有 仍然 不仅 还 还可 这 该 此 已 曾 将 约有 大约 共 共计 合计 总共 尤其 "
     "只有 进一步行 这种 该种 此种 随时间推移 随着时间推移 随时间 值得注意 值得注意的是 需要注意 自身 一般 "
     "往往 几乎 大大 大幅 甚至 虽然 尽管 始终 即 "
     "相应 不同 值得 而言 非常 略 略有 稍 稍有 极其 十分 另一方面 一方面 单项 均可 呈现 总的"},
    {kPreposition,
     "在 于 对 随着 随 经 经过 通过 采用 应用 使用 给予 关于 方面 之间 情况 除 包括 等 被 当 对于 用于 属于 "
     "位于 处于 以 基于 有助于 有利于 源于 除了 针对 根据 按照 以及其 从 由 因为 导致 引起 例如 是否"},
    {kOf, "的 之"},
    {kAnd, "和 与 及 以及 或 并且"},
    {kVersus, "较 比 相较 与之相比 vs 相对于 相较于"},
    {kPeople,
     "患者 病例 受试者 病人 例 名 者 患儿 人 人群 例次 老年人 产妇 孕妇 新生儿 家属 对象 女性 男性 志愿者 "
     "研究对象 参与者 人员 居民 学生"},
    {kGroup, "组"},
    {kAll,
     "两组 二组 三组 各组 每组 组间 组内 四组 2组 3组 组 全部 所有 全组 两组间 各组间 两组患者 三组间 两者 "
     "二者 三者 前者 后者 两组之间 各组之间 组间比较 各亚组 两亚组"},
    {kTreat,
     "经统计学处理 统计学处理 经统计学分析 统计学分析 治疗 干预 给药 手术 基线 随访 研究 结果 本研究 本组 "
     "结论 结果显示 结果表明 结果显示: 方法 目的 治疗后 治疗前 术后 术前 干预后 干预前 用药后 护理后 护理前 "
     "meta分析 分析 多因素分析 单因素分析 期间 随访期间 观察 检测 说明 提示 表明 经治疗 疗程 训练后 入院时 "
     "出院时 同期 影响 作用 效果显著 不利影响 有利 资料 数据 检验 意义 情况下 单因素 多因素 多元 回归分析 "
     "回归 相关分析 相关性分析 生存分析 生存曲线 直线 变量 自变量 因变量 模型 方程 描述 范围 例数 观察期 "
     "观察期间 结束 研究者 本文 本院 我院 试验 该试验 基线 基线特征 一般资料 基线资料 多中心 回顾性研究 "
     "前瞻性研究 随机对照 临床试验 文献 方法学 新技术 综合 晚期 早期 目前 交互作用 交互效应 主效应 "
     "时间交互作用"},
    {kClause, "但 而且 但是 其余 其他 因此 所以 由于 如果 而"},
    {kNot,
     "未 不 无 没有 未见 均未 并无 均无 未出现 未发生 无明显 无显著 并未 尚未 尚无 并不 并没有 也无 亦无 "
     "也未 亦未 未能 未发现"},
    {kVerdict,
     "差异有统计学意义 差异无统计学意义 差异具有统计学意义 差异均有统计学意义 差异均无统计学意义 "
     "差异有显著性 差异显著 差异均有显著性 有统计学意义 无统计学意义 具有统计学意义 有统计学差异 "
     "无统计学差异 有显著性差异 无显著性差异 有显著差异 无显著差异 无明显差异 有明显差异 统计学意义 "
     "统计学差异 显著性差异 显著差异 差异 差别 差异均有 有差异 无差别 显著性 差异不显著 差异有 呈正相关 "
     "呈负相关 正相关 负相关 相关 密切相关 有关 无关 具有相关性 相关性 差异具有显著性 差异无显著性 "
     "具有显著性差异 有意义 无意义 差异均具有统计学意义 差异性 无统计学差别 差异有统计意义 差异无统计意义 "
     "独立相关 高度相关 显著相关 明显相关 呈显著正相关 呈显著负相关"},
    {kVague,
     "水平 指标 差值 数值 评分 率 比例 发生率 结局 各项指标 临床指标 值 人数 例数 得分 总分 程度 数 积分 "
     "总数 总例数 总人数 "
     "百分比 百分数 评估积分 评估量表 评估评分 评估得分 评估总分 评定评分 评定量表 评价量表 评价评分 检测值 "
     "测定值"},
    {kMean, "平均 均值 平均值 均数"},
    {kMedian, "中位数 中位"},
    {kMeasured, "比较两组 比较 观察 测定 检测 评估 评价 记录 统计 对比分析"},
    {kEnrol,
     "纳入 入选 入组 选取 选择 随机分为 分为 接受 完成 筛选 收集 排除 脱落 失访 回顾性分析 接受过 未接受过 "
     "未接受 曾接受 服用 摄取 食用 口服 注射"},
    // Content words that hold one of the short words above.
    {0,
     "行为 饱和度 饱和 参与率 参与 总有效率 有效率 有效性 临床有效率 无效率 高血压 高密度 低密度 高血糖 "
     "低血糖 高脂 无进展生存 无病生存 无复发生存 无瘤生存 无事件生存 对照 对称 总有效 高尿酸 低氧 低蛋白 "
     "中性 中性粒细胞 中度 中枢 中药 中医 中西医 上肢 上皮 内皮 内膜 内径 内镜 前列腺 前臂 后凸 后遗 心功能 "
     "大便 大小 小便 最大 最小 最高 最低 人类 人均 死亡率 死亡 治愈率 复发率 显效率 好转率 存活率 后遗症 "
     "血管内 生存 出现率 发生率 获得率 发现率 病死率 时间 高峰 峰高 身高 低温 小时 小板 血小板 大肠 大脑 "
     "小脑 小儿 少尿 多少 比值 比率 比重 经皮 月经 神经 经济 经验 应用率 对数 绝对值 用药 用量 用时 作用 "
     "费用 使用率 使用次数 使用量 使用时间 使用天数 副作用 利用率 满意度 同意 合同 同型 同步 不良反应 "
     "不良事件 不适 不良 无创 无氧 有氧 有创 "
     "无症状 内在 内容 内部 之后 自我 是否 为主 行为能力 认为 成为 作为 名称 记者 高级 高危 高敏 超高 高分 "
     "高频 低频 低分子 短期 长期 早期 短链 小叶 小管 大鼠 小鼠 少数 优势 优良率 优良 优秀率 及格率 和解 缓和 "
     "共病 各项 依从性 可溶性 可信 能量 能力 功能 智能 体能 机能 性能 并发症 并发 更年期 更换 最终 经口 间质 "
     "间隔 间歇 时长 用时 住院时间 手术时间 手术 随机 按时 后囊 前房 前交叉 术中 上腹 中期 中晚期 中位数 "
     "中位 收缩率 有效 出血量 检出率 影响因素 相关性肺炎 生活质量评分 给药率 无关 相比率 中心 中国 集中 及早 "
     "随意 对象 对症 反对 对数 经期 除外 等级 等待 等效 当时 当前 当日 当天 当晚 适当 被动 被单 较差 可溶 "
     "可靠 可比 认可 "
     "持续时间 持续天数 维持时间 起效时间 潜伏时间 骨不愈合 不愈合 不愈合率 骨折不愈合 延迟愈合 不融合 其子 "
     "极其 更年 各种 各自 并存 合并 合并症 并列 "
     "规则 否则 原则 用于 对于 由于 属于 关于 位于 处于 用药 "
     "在线 存在感 潜在 内在 现在 "
     // Those that the two dozen characters above would break.
     "组织 组织学 首先 为先 行为学 认为 稳定 人为 为期 为首 足之 总之 秩和 秩和检验 饱和脂肪 嗽和 和值 "
     "中和抗体 中和 温和 与否 达与 涉及 累及 波及 伤及 危及 以及时 及时 及时率 普及 普及率 臀比 占比 对比剂 "
     "配比 配对 对比度 婴比 料比 视黄醇结合蛋白 比例失调 相比值 名次 别名 医务人员 医护人员 人体 人工 成人 "
     "个人 介入 人工流产 人民 人格 人际 人血 护理人员 正常人 冷冻组 未孕 未来 未成年 未婚 不孕 不孕症 不足 "
     "不佳 不全 不稳定 功能不全 不明 不清 不成熟 不完全 不耐受 不协调 不满 不满意 不适感 不规则 不平衡 不育 "
     "不育症 失眠 无菌 无瘤 无痛 无微 无复流 无需 无法 无论 无疾病 无意识 无创通气 无效 无排卵 无功能 无机 "
     "无力 无应答 无进展 无病 无复发 无事件 无心脏 无移植 无远处 无局部 无脑 无水 无糖 价值 阈值 界值 峰值 "
     "谷值 赋值 比值比 效价 分值 产值 增值 频率 概率 速率 功率 心率 效率 倍率 斜率 曲率 屈光率 率先 参数 "
     "指数 系数 数字 数量 数目 位数 天数 次数 频数 计数 个数 多数 分数 函数 度数 级数 数值化 指标数 "
     "胎数 均衡 均一 均匀 均质 人均住院 日均 月均 并存病 吞并 签约 节约 约束 合约 预约 条约 约定 其它 其次 "
     "其中 其余 尤其是 可见性 可达 可获得 可行性 许可 可控 可逆 可接受性 可食 可疑 可吸收 更昔 更昔洛韦 变更 "
     "各向 各级 各期 各年龄 各时 潜在危险 在校 在位 在院 住在 所在 实在 对称性 绝对 相对 针对性 反对称 应对 "
     "应对方式 对侧 对抗 对接 对话 对立 对应 对光 随机数 随意肌 伴随 跟随 追随 随诊 神经元 已经 绝经 绝经期 "
     "痛经 经期 经济学 经验性 曾经 经鼻 经阴道 经尿道 经腹 经导管 经颅 经食管 经肺 经颈 经桡 经股 经支气管 "
     "经血 等渗 等位 等效性 平等 初等 高等 中等 等长 等速 拔除 切除 切除率 清除 清除率 消除 解除 去除 排除 "
     "排除率 剔除 扣除 免除 祛除 除颤 除外诊断 摘除 剖除 根除 根除率 被试 被膜 被覆 棉被 相当于 当量 当归 "
     "较真 比较级 相关指标 相关因子 相关蛋白 相关抗原 相关并发症 相关不良事件 相关不良反应 相关感染 相关死亡 "
     "相关抗体 相关基因 相关酶 相关知识 相关症状 健康相关 相关生活质量 有关节 无关节 有氧 有限元 有害 有痛 "
     "有益菌 有机 有形 有意识 有丝 有症状 占位 占位性 统计学资料 差异表达 差异基因 自由 自由基 共同 共享 "
     "共济失调 公共 还原 进行性 自身抗体 自身免疫 主要终点 主要终点事件 主要结局 主要结局事件 主要研究终点 "
     "次要终点 主要不良心血管事件 主要不良 不能自理 不能耐受 不合 面积 体积 容积 乘积 部分 大部分 成分 水分 "
     "充分 身份 区分 表达 表达量 表达率 到达 达标 达标率 传达 达峰 达峰时间 发达 雷达 达芬奇 非常规 极其 "
     "注射部位 注射液 注射用 口服药 口服液 略图 无失能 无失能存活 无残疾 无疾病进展 自身免疫性 以上 以下 "
     "以内 以外 以后 以前 难以 抗组蛋白 抗组胺 即刻 即时 立即 随即 上午 下午 增强 加强型 加速度 "
     "改善率 下降率 升高率 增长率 "
     "减轻时间 缓解时间 改善时间 消失时间 恢复时间 好转时间 缩短时间 延长时间 治愈时间 出现时间 "
     "减少率 缩短率 缩小率 降低率 变化率 上升率 增加率 "
     "改善程度 改善值 变化值 变化量 变化幅度 下降值 下降幅度 升高幅度 增加值 增加量 减少量"},
};

struct Hash {
  using is_transparent = void;
  size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};

template <typename T>
using WordMap = std::unordered_map<std::string, T, Hash, std::equal_to<>>;

struct Compiled {
  WordMap<uint32_t> words;
  WordMap<size_t> reach;  ///< Bytes of the longest entry that starts with a word.
  /// Bytes of the longest entry that starts with a Chinese character.
  std::unordered_map<uint32_t, size_t> from;
  /// The same of an entry that starts with two bytes, letters being told apart.
  std::array<uint8_t, 32 * 32> from_letters{};

  static size_t Letters(std::string_view text) {
    const auto letter = [text](size_t i) -> size_t {
      const unsigned at = i < text.size() ? (static_cast<unsigned char>(text[i]) | 0x20U) - 'a' : 26;
      return at < 26 ? at + 1 : 0;
    };
    return 32 * letter(0) + letter(1);
  }

  /// The first three bytes of a text as one number: a Chinese character.
  static uint32_t Head(std::string_view text) {
    uint32_t head = 0;
    for (const char c : text.substr(0, 3)) head = head << 8 | static_cast<unsigned char>(c);
    return head;
  }

  void Add(const std::string& word, uint32_t classes) {
    words[word] |= classes;
    size_t& reached = reach[word.substr(0, word.find(' '))];
    reached = std::max(reached, word.size());
    size_t& from_head = from[Head(word)];
    from_head = std::max(from_head, word.size());
    uint8_t& by_letters = from_letters[Letters(word)];
    by_letters = std::max(by_letters, static_cast<uint8_t>(std::min<size_t>(word.size(), UINT8_MAX)));
  }
};

template <size_t kCount>
Compiled Compile(const Entries (&lists)[kCount]) {
  Compiled compiled;
  for (const Entries& list : lists) {
    std::string word;
    for (size_t i = 0; i <= list.words.size(); ++i) {
      const char c = i < list.words.size() ? list.words[i] : ' ';
      if (c != ' ') {
        word += c == '_' ? ' ' : c;
      } else if (!word.empty()) {
        compiled.Add(word, list.classes);
        word.clear();
      }
    }
  }
  return compiled;
}

bool IsWordByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         static_cast<unsigned char>(c) >= 0x80;
}

char LowerByte(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

const Compiled& English() {
  static const Compiled lexicon = Compile(kEnglish);
  return lexicon;
}

const Compiled& Chinese() {
  static const Compiled lexicon = Compile(kChinese);
  return lexicon;
}

}  // namespace

uint32_t EnglishWord(std::string_view text, size_t& length) {
  const Compiled& lexicon = English();
  length = 0;
  const size_t longest = lexicon.from_letters[Compiled::Letters(text)];
  if (longest == 0) return 0;
  char lower[64];
  const size_t size = std::min({text.size(), longest + 1, sizeof lower});
  for (size_t i = 0; i < size; ++i) lower[i] = LowerByte(text[i]);
  const auto ends_word = [&](size_t end) {
    return end == text.size() || (end < size && !IsWordByte(lower[end]) && lower[end] != '-');
  };
  uint32_t classes = 0;
  size_t reach = size;
  for (size_t end = 1; end <= reach; ++end) {
    if (!ends_word(end)) continue;
    const std::string_view word(lower, end);
    if (const auto found = lexicon.words.find(word); found != lexicon.words.end()) {
      length = end;
      classes = found->second;
    }
    // After the first word: how far any phrase that starts with it goes.
    if (reach == size && end < size && lower[end] == ' ') {
      const auto found = lexicon.reach.find(word);
      reach = found == lexicon.reach.end() ? 0 : std::min(size - 1, found->second);
    }
  }
  return classes;
}

uint32_t ChineseWord(std::string_view text, size_t& length) {
  const Compiled& lexicon = Chinese();
  length = 0;
  const auto from = lexicon.from.find(Compiled::Head(text));
  if (from == lexicon.from.end()) return 0;
  for (size_t end = std::min(text.size(), from->second); end > 0; --end) {
    if (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) continue;
    if (const auto found = lexicon.words.find(text.substr(0, end)); found != lexicon.words.end()) {
      length = end;
      return found->second;
    }
  }
  return 0;
}

std::vector<std::string> WordsOf(uint32_t classes) {
  std::vector<std::string> words;
  for (const Compiled* lexicon : {&English(), &Chinese()})
    for (const auto& [word, of] : lexicon->words)
      if ((of & classes) != 0) words.push_back(word);
  return words;
}

}  // namespace trialmine
