#include "unit.h"

#include <gtest/gtest.h>

namespace trialmine {
namespace {

struct Case {
  const char* text;
  const char* ucum;
  const char* basis = "";
  const char* interval = "";
};

TEST(ParseDoseUnit, PrintedUnitsInUcum) {
  constexpr Case kCases[] = {
      {"mg", "mg"},
      {"毫克", "mg"},
      {"milligrams", "mg"},
      {"g", "g"},
      {"grams", "g"},
      {"克", "g"},
      {"μg", "ug"},
      {"mcg", "ug"},
      {"微克", "ug"},
      {"ng", "ng"},
      {"mL", "mL"},
      {"ml", "mL"},
      {"毫升", "mL"},
      {"cc", "mL"},
      {"IU", "[iU]"},
      {"units", "[iU]"},
      {"国际单位", "[iU]"},
      {"单位", "[iU]"},
      {"U", "U"},
      {"Gy", "Gy"},
      {"mmol", "mmol"},
      {"%", "%"},
      {"mg/kg", "mg/kg"},
      {"mg·kg^-1", "mg/kg"},
      {"mg·kg-1", "mg/kg"},
      {"mg kg-1", ""},
      {"mg/m^2", "mg/m2"},
      {"mg/m2", "mg/m2"},
      {"mg·m^-2", "mg/m2"},
      {"μg/kg", "ug/kg"},
      {"mL/kg", "mL/kg"},
      {"g/kg", "g/kg"},
      {"IU/kg", "[iU]/kg"},
      {"mg/d", "mg", "day"},
      {"mg/day", "mg", "day"},
      {"mg daily", "mg", "day"},
      {"毫克/天", "mg", "day"},
      {"mg/kg/d", "mg/kg", "day"},
      {"mg/kg/day", "mg/kg", "day"},
      {"mg/(kg·d)", "mg/kg", "day"},
      {"mg/kg.d", "mg/kg", "day"},
      {"mg·kg^-1·d^-1", "mg/kg", "day"},
      {"mg·m^-2·d^-1", "mg/m2", "day"},
      {"mg per day", "mg", "day"},
      {"mg per kg", "mg/kg"},
      {"mg/次", "mg", "administration"},
      {"μg/week", "ug", "", "P7D"},
      {"mg/(kg·h)", "mg/kg/h"},
      {"μg/(kg·min)", "ug/kg/min"},
      {"mg/kg/hr", "mg/kg/h"},
      {"ml/kg·h", "mL/kg/h"},
      {"mL/kg/h", "mL/kg/h"},
      {"mg/h", "mg/h"},
      {"cells", "{cells}"},
      {"cells/kg", "{cells}/kg"},
      {"cells per kg", "{cells}/kg"},
      {"cells/kg body weight", "{cells}/kg"},
      {"cells/kg BW", "{cells}/kg"},
      {"CD34+ cells/kg", "{cells}/kg"},
      {"hUC-MSCs", "{cells}"},
      {"MSCs/kg", "{cells}/kg"},
      {"cells per kilogram of body weight", "{cells}/kg"},
      {"cells per kg per infusion", "{cells}/kg", "administration"},
      {"个细胞", "{cells}"},
      {"个细胞/kg", "{cells}/kg"},
      {"个", "{cells}"},
      {"个/kg", "{cells}/kg"},
      {"个/kg体重", "{cells}/kg"},
      {"细胞/kg体质量", "{cells}/kg"},
      {"个间充质干细胞", "{cells}"},
      {"mononuclear cells", "{cells}"},
      {"cells/injection", "{cells}", "administration"},
      {"cells/mL", "{cells}/mL"},
      {"vg/kg", "{vg}/kg"},
      {"个细胞/次", "{cells}", "administration"},
  };
  for (const Case& c : kCases) {
    const auto unit = ParseDoseUnit(c.text);
    if (!*c.ucum) continue;
    ASSERT_TRUE(unit) << c.text;
    EXPECT_EQ(unit->ucum, c.ucum) << c.text;
    EXPECT_EQ(unit->basis, c.basis) << c.text;
    EXPECT_EQ(unit->interval, c.interval) << c.text;
  }
}

TEST(ParseDoseUnit, RefusesWhatItDoesNotKnow) {
  for (const char* text : {"", "foo", "mg/foo", "patients", "/kg", "kg per", "mg mg"})
    EXPECT_FALSE(ParseDoseUnit(text)) << text;
}

TEST(LostExponentMax, OnlyBeforeThingsThatAreCounted) {
  EXPECT_EQ(LostExponentMax(*ParseDoseUnit("cells/kg")), 10);
  EXPECT_EQ(LostExponentMax(*ParseDoseUnit("vg/kg")), 15);
  EXPECT_EQ(LostExponentMax(*ParseDoseUnit("mg")), 0);
}

TEST(ResultUnit, KeepsWhatIsNotAUnit) {
  EXPECT_EQ(ResultUnit("ml"), "mL");
  EXPECT_EQ(ResultUnit("points"), "points");
  EXPECT_EQ(ResultUnit("mmHg"), "mm[Hg]");
  EXPECT_EQ(ResultUnit("个细胞"), "个细胞");
}

}  // namespace
}  // namespace trialmine
