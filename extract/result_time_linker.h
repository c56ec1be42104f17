#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "result_linker.h"
#include "result_view.h"

namespace trialmine {

/// Ties the measures of a sentence to the times it mentions.
class TimeLinker {
 public:
  /// `results` are those of the sentence, with their names and arms.
  TimeLinker(const LinkSentence& sentence, const std::vector<Part>& parts,
             const std::vector<TimeMention>& times, std::vector<Linked>& results)
      : sentence_(sentence),
        tokens_(sentence.tokens),
        times_(times),
        results_(results),
        view_(sentence, parts) {}

  void Run();

 private:
  /// "at 6 and 12 months (P=0.04)": the times listed right before a bracket.
  void TakeListBefore(uint32_t open, Linked& linked) const;
  /// "at 3 and 6 months (P=0.01 and P=0.02)": more than one p in its bracket.
  bool HasAnotherP(const Linked& linked) const;
  void LinkTimes(Linked& linked);
  /// The times a lone p speaks of, of those that stand before it: all, where nothing says which.
  void LinkTimesOfP(std::vector<uint32_t> before, Linked& linked);
  /// "5例及7例治疗1周内死亡": the time behind the last of values side by side is that of all.
  void TakeTimeOfLast();
  /// "术后1个月、6个月、1年分别为2.28、2.27、2.25": values side by side, each at its time, where the words
  /// before them list as many and nothing else tells the values apart.
  void ShareOutTimes();
  bool AreOne(size_t begin, size_t end) const;
  /// "12、24、48周时A组与B组分别是68%、85%、91%与56%、76%、84%": as many times for each arm.
  void ShareOutTimesByArm(size_t group, size_t end);
  /// The times listed before the group of values that begins at `group`, for those from `begin` to `end`.
  void ShareOutTimes(size_t group, size_t begin, size_t end);
  /// "4、8 h为2.7、2.3,低于B组(3.4、3.1)": the times of as many values right before, of the same thing.
  void TakeTimesInTurn(size_t begin, size_t end);
  /// "64.6, 78.5 and 81.0% in the cell group after 1, 3 and 12 months": the only list of as many times.
  void ShareOutListedTimes(size_t begin, size_t end);
  /// The only list of `count` times of the sentence; empty where there is none.
  std::vector<uint32_t> TimesListed(size_t count) const;

  const LinkSentence& sentence_;
  const std::vector<Token>& tokens_;
  const std::vector<TimeMention>& times_;
  std::vector<Linked>& results_;
  const SentenceView view_;
};

}  // namespace trialmine
