#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include "document_builder.h"
#include "parse/document.h"

namespace trialmine {

std::string_view Name(Section section) {
  switch (section) {
    case Section::kTitle: return "title";
    case Section::kBackground: return "background";
    case Section::kObjective: return "objective";
    case Section::kMethods: return "methods";
    case Section::kResults: return "results";
    case Section::kDiscussion: return "discussion";
    case Section::kConclusion: return "conclusion";
    case Section::kRegistration: return "registration";
    case Section::kTable: return "table";
    case Section::kCaption: return "caption";
    case Section::kReferences: return "references";
    case Section::kOther: return "other";
  }
  return "other";
}

std::string_view Tag(Language language) {
  switch (language) {
    case Language::kEnglish: return "en";
    case Language::kSimplifiedChinese: return "zh-Hans";
    case Language::kTraditionalChinese: return "zh-Hant";
    case Language::kMixed: return "mul";
    case Language::kUnknown:
    case Language::kOther: return "und";
  }
  return "und";
}

Language DetectLanguage(std::string_view utf8) {
  size_t latin = 0, han = 0, other = 0;
  const auto length = static_cast<int32_t>(utf8.size());
  for (int32_t i = 0; i < length;) {
    UChar32 c = 0;
    U8_NEXT(utf8.data(), i, length, c);
    if (c < 0x80) {
      latin += (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    } else if (c >= 0x3400 && u_hasBinaryProperty(c, UCHAR_IDEOGRAPHIC)) {
      ++han;
    } else if (c > 0 && u_isalpha(c)) {
      ++other;
    }
  }
  if (han == 0) return latin == 0 ? (other ? Language::kOther : Language::kUnknown) : Language::kEnglish;
  return Language::kSimplifiedChinese;
}

}  // namespace trialmine
