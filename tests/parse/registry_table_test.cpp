#include <gtest/gtest.h>

#include <string>

#include "support.h"

namespace trialmine {
namespace {

const std::string kHeader =
    "TrialID,Public title,Scientific_title,Target size,Date registration3,Primary outcome,Inclusion "
    "Criteria,web address\n";

TEST(IctrpCsv, RowsBecomeRecords) {
  const auto all =
      ReadAll({"\xEF\xBB\xBF" + kHeader +
               "ChiCTR2000000001,\"Cells, \"\"new\"\"\",Long title,Experimental group:30;control "
               "group:29;,20200127,Pain;Function;,\"Adults<br>\n<br>Knee &gt; 1\",http://example.org/1\r\n"
               "NCT00000001,Other,,60,20200201,,,\n"});
  ASSERT_EQ(all.size(), 2u);
  ASSERT_TRUE(all[0].ok() && all[1].ok());
  EXPECT_EQ(all[0]->id, "ChiCTR2000000001");
  EXPECT_EQ(all[0]->title, "Cells, \"new\"");
  EXPECT_EQ(all[0]->published, "2020-01-27");
  EXPECT_EQ(all[0]->url, "http://example.org/1");
  EXPECT_EQ(
      Fields(*all[0]),
      "id: ChiCTR2000000001\ntitle: Cells, \"new\"\nscientific_title: Long title\n"
      "arm.label #0: Experimental group\narm.size #0: 30\narm.label #1: control group\narm.size #1: 29\n"
      "outcome.primary #2: Pain\noutcome.primary #3: Function\neligibility: Adults\neligibility: Knee > 1\n");
  EXPECT_EQ(Fields(*all[1]), "id: NCT00000001\ntitle: Other\nsample_size.planned: 60\n");
}

TEST(IctrpCsv, ASingleGroupIsTheWholeTrial) {
  const auto all = ReadAll({kHeader + "ChiCTR1,T,S,Case series:100;,,,,\n"});
  ASSERT_TRUE(all.size() == 1 && all[0].ok());
  EXPECT_NE(Fields(*all[0]).find("sample_size.planned: 100\n"), std::string::npos);
}

TEST(IctrpCsv, ATornTailIsAnErrorAfterTheRecordsBeforeIt) {
  const std::string row = "NCT00000001,Other,,60,20200201,,,\n";
  auto all = ReadAll({kHeader + row + "NCT00000002,\"Cut"});
  ASSERT_EQ(all.size(), 2u);
  EXPECT_TRUE(all[0].ok());
  EXPECT_EQ(all[1].error().code, "truncated");
  EXPECT_EQ(CodeOf({kHeader + row + "NCT0000"}), "truncated");
  ParseLimits small;
  small.max_record = 200;
  EXPECT_EQ(CodeOf({kHeader + "NCT1," + std::string(1000, 'x')}, small), "too_big");
}

TEST(IctrpCsv, MayBeCutAnywhere) { ExpectSafeWhenCut(kHeader + "NCT00000001,\"a\"\"b\",,60,20200201,,,\n"); }

constexpr std::string_view kChiCtr = R"(<!DOCTYPE html><html><body><div class="project-ms"><table>
<tr><td class="left_title"><p class="cn">注册号：</p><p class="en">Registration number：</p></td><td>ChiCTR2000000001&nbsp;</td></tr>
<tr><td class="left_title"><p class="cn">注册时间：</p><p class="en">Date of Registration：</p></td><td>2024-05-28 00:00:00</td></tr>
<tr class="cn"><td class="left_title"><p class="cn">注册题目：</p></td><td><p class="cn">干细胞治疗膝骨关节炎</p></td></tr>
<tr class="en"><td class="left_title"><p class="en">Public title：</p></td><td><p class="en">Cells for knees</p></td></tr>
<tr><td class="left_title"><p class="cn">干预措施：</p></td><td><table>
 <tr class="cn"><td>组别：</td><td>试验组</td><td>样本量：</td><td rowspan="2">30</td></tr><tr class="en"><td>Group：</td><td>MSC group</td><td>Sample size：</td></tr>
 <tr class="cn"><td>干预措施：</td><td>静脉输注</td><td>干预措施代码：</td><td></td></tr>
 <tr class="cn"><td>组别：</td><td>对照组</td><td>样本量：</td><td>29</td></tr></table></td></tr>
<tr><td class="left_title"><p class="cn">测量指标：</p></td><td><table>
 <tr class="cn"><td>指标中文名：</td><td>疼痛</td><td>指标类型：</td><td>主要指标</td></tr><tr class="en"><td>Outcome：</td><td>Pain</td><td>Type：</td><td>Primary indicator</td></tr>
 <tr class="cn"><td>测量时间点：</td><td>12个月</td><td>测量方法：</td><td>VAS</td></tr></table></td></tr>
<tr><td class="left_title"><p class="cn">申请注册联系人：</p></td><td>someone</td></tr></table></div></body></html>)";

TEST(ChiCtrHtml, GivesBothLanguagesOfEveryField) {
  const Document document = ReadOne({kChiCtr});
  EXPECT_EQ(document.id, "ChiCTR2000000001");
  EXPECT_EQ(document.source, "chictr");
  EXPECT_EQ(document.published, "2024-05-28");
  EXPECT_EQ(document.title, "干细胞治疗膝骨关节炎");
  EXPECT_EQ(Fields(document),
            "id: ChiCTR2000000001\ntitle: 干细胞治疗膝骨关节炎\ntitle: Cells for knees\n"
            "arm.label #0: 试验组\narm.size #0: 30\narm.label #0: MSC group\nintervention.name #0: 静脉输注\n"
            "arm.label #1: 对照组\narm.size #1: 29\n"
            "outcome.primary #2: 疼痛\noutcome.primary #2: Pain\noutcome.time_frame #2: "
            "12个月\noutcome.description #2: VAS\n");
  EXPECT_EQ(document.text.find("someone"), std::string::npos) << "contact persons are left out";
}

TEST(ChiCtrHtml, MayBeCutAnywhere) { ExpectSafeWhenCut(kChiCtr.substr(0, 700)); }

}  // namespace
}  // namespace trialmine
