#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "document_builder.h"
#include "support.h"

namespace trialmine {
namespace {

struct TextCase {
  const char* name;
  const char* text;
  const char* outline;
};

TEST(Text, IsReadAsPeoplePasteIt) {
  for (const TextCase& c : std::vector<TextCase>{
           {"title and paragraphs", "Cells for knees in adults\n\nSixty patients took part.\n\nPain fell.\n",
            "title title: Cells for knees in adults\nparagraph other: Sixty patients took part.\nparagraph "
            "other: Pain fell.\n"},
           {"hard-wrapped lines",
            "Sixty patients with osteoarthritis of the knee were\nrandomly assigned to cells or to placebo, "
            "and all of\nthem were followed for a year.\n",
            "paragraph other: Sixty patients with osteoarthritis of the knee were randomly assigned to cells "
            "or to placebo, and all of them were followed for a year.\n"},
           {"a word broken at its hyphen",
            "Sixty patients with osteoarthritis were assigned in a double-\nblind way to cells or to placebo "
            "for a whole long year.\n",
            "paragraph other: Sixty patients with osteoarthritis were assigned in a double-blind way to "
            "cells or to placebo for a whole long year.\n"},
           {"wrapped Chinese joins without a space",
            "选取本院收治的膝骨关节炎患者共一百二十例，随机分为观察组\n和对照组，各六十例，比较两组患者的临床"
            "疗效与安全性。\n",
            "paragraph other: "
            "选取本院收治的膝骨关节炎患者共一百二十例，随机分为观察组和对照组，各六十例，比较两组患者的临床疗"
            "效与安全性。\n"},
           {"section headings", "Methods\nSixty patients.\n\nResults:\nPain fell.\n",
            "heading methods: Methods\nparagraph methods: Sixty patients.\nheading results: "
            "Results:\nparagraph results: Pain fell.\n"},
           {"a list", "We saw:\n- fever\n• pain\n2. nausea\n",
            "paragraph other: We saw:\nitem other: fever\nitem other: pain\nitem other: nausea\n"},
           {"references", "References\n1. Smith J. Cells. 2010;5:17.\n",
            "heading references: References\nreference references: Smith J. Cells. 2010;5:17.\n"},
           {"Markdown",
            "# Cells for knees\n\n## Methods\n\n**Sixty** [patients](https://example.org/a) got 1 × "
            "10<sup>6</sup> `cells`, *p* < 0.05.\n",
            "title title: Cells for knees\nheading methods: Methods\nparagraph methods: Sixty patients got 1 "
            "× 10⁶ cells, p < 0.05.\n"},
           {"emphasized labels are headings",
            "**Methods** We *never* stopped.\n\n**结果：** 疼痛减轻。\n\n**Sixty** patients.\n",
            "heading methods: Methods\nparagraph methods: We never stopped.\nheading results: "
            "结果：\nparagraph results: 疼痛减轻。\nparagraph results: Sixty patients.\n"},
           {"lines across the page say nothing", "Fever.\n\n---\n\n***\n\n=====\nPain fell.\n",
            "paragraph other: Fever.\nparagraph other: Pain fell.\n"},
           {"a pipe table", "| Group | n |\n|:---|---:|\n| MSC | 30 |\n| Placebo | **29** |\n",
            "cell 0[0,0 header]: Group\ncell 0[0,1 header]: n\ncell 0[1,0]: MSC\ncell 0[1,1]: 30\ncell "
            "0[2,0]: Placebo\ncell 0[2,1]: 29\n"},
           {"a table pasted with tabs", "Group\tn\nMSC\t30\n",
            "cell 0[0,0 header]: Group\ncell 0[0,1 header]: n\ncell 0[1,0]: MSC\ncell 0[1,1]: 30\n"},
           {"a star is no emphasis in plain text", "p*<0.05, q*<0.01 against placebo.\n",
            "paragraph other: p*<0.05, q*<0.01 against placebo.\n"},
       })
    EXPECT_EQ(Outline(ReadOne({c.text})), c.outline) << c.name;
}

TEST(Text, AnAbstractInOneLineIsCutAtItsLabels) {
  const Document document =
      ReadOne({"Cells for knees: a trial. BACKGROUND Knees hurt. METHODS Sixty adults were randomized. "
               "RESULTS Pain fell. CONCLUSIONS Cells help."});
  EXPECT_EQ(document.title, "Cells for knees: a trial.");
  EXPECT_NE(Outline(document).find("paragraph methods: Sixty adults were randomized."), std::string::npos)
      << Outline(document);
}

TEST(Text, WithoutWordsIsEmpty) { EXPECT_EQ(CodeOf({"\n \n\t"}), "empty"); }

TEST(Text, MayBeCutAnywhere) {
  ExpectSafeWhenCut(
      "# 标题\n\n| a | b |\n|---|---|\n| 1 | **2** |\n\n- item\n\nMethods: sixty [x](http://y) ![z](w) "
      "<sup>6</sup> `c` \\* end-\nline\n\n```\ncode\n```\na\tb\nc\td\n");
}

TEST(Text, ManyLinesTakeLinearTime) {
  std::string text;
  for (int i = 0; i < 3000; ++i) text += "Line [ after ( line.\n";
  EXPECT_EQ(CodeOf({text}), "ok");
}

TEST(Language, IsToldByScriptAndCharacters) {
  for (const auto& [text, tag] : std::vector<std::pair<const char*, const char*>>{
           {"Sixty patients were randomized.", "en"},
           {"随机分为观察组和对照组", "zh-Hans"},
           {"隨機分為觀察組和對照組", "zh-Hant"},
           {"患者60例", "zh-Hans"},
           {"臍帶間充質干細胞輸注于健康受試者后五年", "zh-Hant"},
           {"采用MSC治疗，静脉输注1×10^6 cells/kg", "zh-Hans"},
           {"A randomized controlled trial of stem cells 干细胞治疗的随机对照试验", "mul"},
           {"Sixty patients were treated at the hospital by the team of Dr Wang (王) in the year 2019 and "
            "followed",
            "en"},
           {"Ниже описано исследование", "und"},
           {"幹細胞治療の安全性について", "und"},
           {"El estudio de la terapia celular en los pacientes con dolor de la rodilla que fueron tratados "
            "en el hospital",
            "und"},
           {"1.5 (0.3)", "und"},
       })
    EXPECT_EQ(Tag(DetectLanguage(text)), tag) << text;
}

TEST(Language, BlocksWithoutATellingCharacterFollowTheDocument) {
  DocumentBuilder builder;
  builder.Add(BlockKind::kHeading, Section::kOther, "目的");
  builder.Add(BlockKind::kParagraph, Section::kOther, "隨機分為觀察組和對照組，各六十例，隨訪五年。");
  const Document document = builder.Take();
  EXPECT_EQ(document.blocks[0].language, Language::kTraditionalChinese);
  EXPECT_EQ(document.languages, std::vector<std::string>{"zh-Hant"});
}

TEST(Language, DocumentsNameTheirLanguagesMostTextFirst) {
  DocumentBuilder builder;
  builder.Add(BlockKind::kParagraph, Section::kOther,
              "Sixty patients were randomized to cells or placebo and followed for a year.");
  builder.Add(BlockKind::kParagraph, Section::kOther, "随机分为两组");
  EXPECT_EQ(builder.Take().languages, (std::vector<std::string>{"en", "zh-Hans"}));
}

}  // namespace
}  // namespace trialmine
