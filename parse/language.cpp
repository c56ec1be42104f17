#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <bitset>

#include "document_builder.h"
#include "fetch/utf8.h"
#include "parse/document.h"

namespace trialmine {

std::string_view Name(Section section) {
  switch (section) {
    case Section::kTitle:
      return "title";
    case Section::kBackground:
      return "background";
    case Section::kObjective:
      return "objective";
    case Section::kMethods:
      return "methods";
    case Section::kResults:
      return "results";
    case Section::kDiscussion:
      return "discussion";
    case Section::kConclusion:
      return "conclusion";
    case Section::kRegistration:
      return "registration";
    case Section::kTable:
      return "table";
    case Section::kCaption:
      return "caption";
    case Section::kReferences:
      return "references";
    case Section::kOther:
      return "other";
  }
  return "other";
}

std::string_view Tag(Language language) {
  switch (language) {
    case Language::kEnglish:
      return "en";
    case Language::kSimplifiedChinese:
      return "zh-Hans";
    case Language::kTraditionalChinese:
      return "zh-Hant";
    case Language::kMixed:
      return "mul";
    case Language::kUnknown:
    case Language::kOther:
      return "und";
  }
  return "und";
}

namespace {

// Characters that only one of the scripts uses, the most frequent of them.
constexpr std::u32string_view kTraditional =
    U"併來個們價億優兒兩冊別劑動務勢區員問單國圍場壓壞夠夢奪婦孫學實寧審寫寬對導層屬島師帶幣廠廢廣廳張強彈後"
    U"徑從徵憂應戰戶捨掃"
    U"換損據攝敗敵數斷於時暫會東條業極構槍樂標樣樹橋機檔檢權歐歲歷殘殺氣決沒況涼淨淺減測湯滅滿漢潔濃濕灣為無"
    U"熱燈爭爾狀猶獎獨獲"
    U"現瑪環產畫異當痙瘋療癥發監盤睜確碼禮種稱穩競筆節簡糧約紅純紙級細終組結絕給統絲經綠維網緊線緣練縮總織繼"
    U"續纖罰羅義聖聯聲職"
    U"聽腎腦腫膚膽臉臍臟臨與萬藍藥處號術見視覺觀觸計訊訓記訪設許診註評試話誌誤說課調談請論諾謝證譯議護讀變負"
    U"財貧貨責費貿資質賬"
    U"購賽趨車軌軟較載輔輕輸轉農這連進運過達違遞遠適遲遷選還邊鄉鄰醫釋針鈉鈣鉀銀錄錯鍵鎖鏈鐵長門閉開間閱闊關"
    U"闡陣陰陳陽隊際隨隱"
    U"雙雜離難電靜韌響項順須預領頭頻顆題顏願類顧顯風飛飲養餘館餵驅驗骯體鬥鮮鹽麥黃點齊齒齡龍";
constexpr std::u32string_view kSimplified =
    U"万与业东丝两个临为义乐乡争产亿从们价优会体儿关养册写农减别剂务动势区医单厂厅压双发变号听员响围国圣场坏"
    U"声处够头夺奖妇孙学"
    U"宁实审宽对导尔层属岁岛币师带广应废开异张弹强当录径忧总愿战扫护损换据摄敌数断无时显暂术机杀杂权条来极构"
    U"枪标树样档桥梦检欧"
    U"残气汉汤没洁浅测浓湾湿满灭灯点热状犹独玛环现电画疗疯痉盐监盘睁码确礼离种称稳竞笔简类粮紧红纤约级纯纸线"
    U"练组细织终经结给绝"
    U"统继续维绿缘缩网罗罚职联肤肾肿胆脏脐脑脸节药获蓝见观视觉触计训议讯记许论设访证评诊译试话误说请诺读课调"
    U"谈谢负财责败账货质"
    U"贫购贸费资赛趋车轨转软轻载较辅输边达迁过运还这进远违连迟适选递邻释针钙钠钾铁银链锁错键长门闭问间阅阐阔"
    U"队阳阴阵际陈随隐难"
    U"静韧项顺须顾预领频颗题颜风飞饮馆驱验鲜麦黄齐齿龄龙";

constexpr char32_t kFirstHan = 0x4E00, kLastHan = 0x9FFF;
using HanSet = std::bitset<kLastHan - kFirstHan + 1>;

HanSet SetOf(std::u32string_view characters) {
  HanSet set;
  for (char32_t c : characters) set.set(c - kFirstHan);
  return set;
}

// A short word as a number, so that looking one up compares no bytes.
constexpr size_t kLongestWord = 5;
constexpr uint64_t Packed(std::string_view word) {
  uint64_t packed = 0;
  for (char c : word) packed = packed << 8 | static_cast<unsigned char>(c);
  return packed;
}

// Words that make up a good part of any English text, and of texts in other languages of the Latin script.
constexpr std::string_view kEnglishWords[] = {"the",  "of",  "and", "in",   "to",  "was", "were",
                                              "with", "for", "is",  "that", "by",  "on",  "at",
                                              "from", "as",  "or",  "be",   "are", "this"};
constexpr std::string_view kOtherWords[] = {"de",  "la",  "el",   "que",  "los", "las", "und", "der",
                                            "die", "das", "le",   "les",  "et",  "des", "em",  "para",
                                            "com", "por", "del",  "una",  "il",  "di",  "che", "von",
                                            "mit", "du",  "dans", "yang", "dan", "het"};

// What a frequent word tells, by one look for nearly every word.
class FrequentWords {
 public:
  enum class Of : uint8_t { kNone, kEnglish, kOther };

  constexpr FrequentWords() {
    for (std::string_view word : kEnglishWords) Add(Packed(word), Of::kEnglish);
    for (std::string_view word : kOtherWords) Add(Packed(word), Of::kOther);
  }
  constexpr Of Find(uint64_t packed) const { return slots_[Slot(packed)].of; }

 private:
  struct Entry {
    uint64_t packed = 0;
    Of of = Of::kNone;
  };
  static constexpr size_t kSlots = 256;  // A power of two, mostly free.

  // Where the word stands, or the free place for it.
  constexpr size_t Slot(uint64_t packed) const {
    size_t slot = packed * 0x9E3779B97F4A7C15u >> 56;
    while (slots_[slot].packed != 0 && slots_[slot].packed != packed) slot = (slot + 1) % kSlots;
    return slot;
  }
  constexpr void Add(uint64_t packed, Of of) { slots_[Slot(packed)] = {packed, of}; }

  std::array<Entry, kSlots> slots_{};
};
constexpr FrequentWords kFrequentWords;

// What a text is written with.
struct Letters {
  size_t words = 0;  // of two Latin letters and more
  size_t latin = 0;
  size_t han = 0;
  size_t kana = 0;
  size_t other = 0;
  size_t traditional = 0, simplified = 0;
  size_t english_words = 0, other_words = 0;  // Of the first kSample words.

  static constexpr size_t kSample = 100;

  void AddWord(uint64_t packed, size_t size) {
    // What is cut off at 16 letters counts for no more.
    latin += std::min<size_t>(size, 16);
    words += size >= 2;
    if (size > kLongestWord || words > kSample) return;
    const FrequentWords::Of of = kFrequentWords.Find(packed);
    english_words += of == FrequentWords::Of::kEnglish;
    other_words += of == FrequentWords::Of::kOther;
  }
  void AddCharacter(UChar32 c) {
    static const HanSet kTraditionalSet = SetOf(kTraditional), kSimplifiedSet = SetOf(kSimplified);
    if (c >= 0x3040 && c <= 0x30FF) {
      ++kana;
    } else if (c >= 0x3400 && u_hasBinaryProperty(c, UCHAR_IDEOGRAPHIC)) {
      ++han;
      if (c < static_cast<UChar32>(kFirstHan) || c > static_cast<UChar32>(kLastHan)) return;
      traditional += kTraditionalSet.test(static_cast<size_t>(c) - kFirstHan);
      simplified += kSimplifiedSet.test(static_cast<size_t>(c) - kFirstHan);
    } else if (u_isalpha(c)) {
      // Accented letters stand within Latin words.
      (c < 0x250 ? latin : other) += 1;
    }
  }
};

bool IsLatinLetter(char c) { return static_cast<unsigned>((c | 0x20) - 'a') < 26; }

// Of a text in ASCII, no more than its beginning where that tells as much.
Letters CountLetters(std::string_view utf8) {
  Letters letters;
  const auto length = static_cast<int32_t>(utf8.size());
  const bool ascii = IsAscii(utf8);
  for (int32_t i = 0; i < length && !(ascii && letters.words > Letters::kSample);) {
    const int32_t start = i;
    uint64_t packed = 0;
    for (; i < length && IsLatinLetter(utf8[i]); ++i)
      packed = packed << 8 | static_cast<uint64_t>(utf8[i] | 0x20);
    if (i > start) {
      letters.AddWord(packed, static_cast<size_t>(i - start));
    } else if (static_cast<unsigned char>(utf8[i]) < 0x80) {
      ++i;
    } else {
      UChar32 c = 0;
      U8_NEXT(utf8.data(), i, length, c);
      if (c > 0) letters.AddCharacter(c);
    }
  }
  return letters;
}

Language LatinLanguage(const Letters& letters) {
  // A dozen words are needed to tell one language of the script from another.
  const bool other = letters.words >= 12 && letters.other_words > letters.english_words * 2 &&
                     letters.other_words * 12 >= std::min<size_t>(letters.words, 100);
  return other ? Language::kOther : Language::kEnglish;
}

}  // namespace

Language DetectLanguage(std::string_view utf8, Language chinese) {
  const Letters letters = CountLetters(utf8);
  if (letters.han == 0 && letters.kana == 0) {
    if (letters.latin == 0) return letters.other > 0 ? Language::kOther : Language::kUnknown;
    return letters.other > letters.latin ? Language::kOther : LatinLanguage(letters);
  }
  if (letters.kana * 5 > letters.han || letters.other > letters.han) return Language::kOther;
  // A Chinese word takes about two characters.
  const size_t chinese_words = (letters.han + 1) / 2;
  if (letters.words > chinese_words * 6) return LatinLanguage(letters);
  if (letters.words >= 5 && letters.words * 2 > chinese_words) return Language::kMixed;
  if (letters.traditional != letters.simplified)
    return letters.traditional > letters.simplified ? Language::kTraditionalChinese
                                                    : Language::kSimplifiedChinese;
  return chinese;
}

Language ChineseScriptOf(std::string_view utf8) {
  if (IsAscii(utf8)) return Language::kSimplifiedChinese;
  Letters letters;
  const auto length = static_cast<int32_t>(utf8.size());
  for (int32_t i = 0; i < length;) {
    UChar32 c = 0;
    U8_NEXT(utf8.data(), i, length, c);
    if (c >= 0x80) letters.AddCharacter(c);
  }
  return letters.traditional > letters.simplified ? Language::kTraditionalChinese
                                                  : Language::kSimplifiedChinese;
}

}  // namespace trialmine
