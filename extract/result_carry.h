#pragma once

#include <optional>
#include <vector>

#include "result_linker.h"

namespace trialmine {

/// What a Chinese clause takes over from the one before its semicolon: in
/// "1年时A组有效率、治愈率分别为92%、57%; B组分别为90%、56%" the names in their order, and the time. An
/// English sentence that tells no time of its own takes that with which a sentence shortly before it began:
/// "At 16 weeks, pain fell by 21%. Function rose by 12%."
class CarriedOver {
 public:
  /// Fills in what `linked` lacks, and keeps what the next clause may lack. The times it links to live as
  /// long as this object is not called again.
  void Over(const LinkSentence& sentence, const std::vector<TimeMention>& times, LinkedSentence& linked);

 private:
  void OverEnglish(const LinkSentence& sentence, const std::vector<TimeMention>& times,
                   LinkedSentence& linked);
  bool GoesOn(const LinkSentence& sentence) const;
  void NameInTurn(const LinkSentence& sentence, LinkedSentence& linked) const;
  void Keep(const LinkSentence& sentence, const std::vector<TimeMention>& times, bool goes_on,
            const LinkedSentence& linked);

  uint32_t end_ = 0;  ///< Where the clause before ended.
  std::optional<TimeMention> time_;
  int sentences_since_ = 0;         ///< Of English, since the one that told the time.
  std::vector<OutcomeName> names_;  ///< Of its values, in their order; empty where one has not one name.
};

}  // namespace trialmine
