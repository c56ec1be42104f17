#include "word_finder.h"

#include <algorithm>
#include <bit>
#include <map>
#include <utility>

#include "regex_tree.h"

namespace trialmine {

std::string WordFinder::Read(std::string_view word) {
  std::string read;
  for (size_t i = 0; i < word.size(); ++i) {
    const char c = word[i];
    if (i > 0 && IsWordByte(word[i - 1]) != IsWordByte(c)) read += kEdge;
    read += c >= '0' && c <= '9' ? '0' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return read;
}

void WordFinder::Add(std::string_view word, uint32_t tag) {
  uint32_t node = 0;
  longest_ = std::max(longest_, word.size());
  for (const char c : word) {
    uint8_t& byte_class = class_of_[static_cast<uint8_t>(c)];
    if (byte_class == 0) byte_class = static_cast<uint8_t>(classes_++);
    auto& next = nodes_[node].next;
    auto known = std::find_if(next.begin(), next.end(),
                              [byte_class](const auto& edge) { return edge.first == byte_class; });
    if (known != next.end()) {
      node = known->second;
      continue;
    }
    const auto fresh = static_cast<uint32_t>(nodes_.size());
    next.emplace_back(byte_class, fresh);
    nodes_.emplace_back();
    node = fresh;
  }
  nodes_[node].tags.push_back(tag);
}

/// Makes the table: first one in which an edge is a step of its own, then that of whole bytes.
class WordFinder::Builder {
 public:
  explicit Builder(WordFinder& out) : out_(out) {}

  bool Run() {
    // Raw bytes that look like an edge are none.
    edge_ = std::exchange(out_.class_of_[static_cast<uint8_t>(kEdge)], uint8_t{0});
    if (edge_ == 0) edge_ = out_.classes_++;
    for (char c = 'A'; c <= 'Z'; ++c)
      out_.class_of_[static_cast<uint8_t>(c)] = out_.class_of_[static_cast<uint8_t>(c - 'A' + 'a')];
    for (char c = '1'; c <= '9'; ++c) out_.class_of_[static_cast<uint8_t>(c)] = out_.class_of_['0'];
    LinkNodes();
    MakeColumns();
    if (!NumberStates()) return false;
    FillTable();
    ListTags();
    return true;
  }

 private:
  uint32_t Next(uint32_t node, uint32_t byte_class) const {
    return steps_[node * out_.classes_ + byte_class];
  }

  /// A node's row begins as that of its longest proper suffix in the tree, which stands nearer to the root.
  void LinkNodes() {
    std::vector<Node>& nodes = out_.nodes_;
    const uint32_t classes = out_.classes_;
    steps_.assign(nodes.size() * classes, 0);
    std::vector<uint32_t> suffixes(nodes.size(), 0), order{0};
    for (size_t i = 0; i < order.size(); ++i) {
      const uint32_t node = order[i], suffix = suffixes[node];
      uint32_t* const row = steps_.data() + size_t{node} * classes;
      if (node != 0) {
        std::copy_n(steps_.data() + size_t{suffix} * classes, classes, row);
        TakeTags(nodes[node].tags, nodes[suffix].tags);
      }
      for (const auto& [byte_class, child] : nodes[node].next) {
        suffixes[child] = node == 0 ? 0 : row[byte_class];
        row[byte_class] = child;
        order.push_back(child);
      }
    }
  }

  static void TakeTags(std::vector<uint32_t>& tags, const std::vector<uint32_t>& more) {
    tags.insert(tags.end(), more.begin(), more.end());
    std::sort(tags.begin(), tags.end());
    tags.erase(std::unique(tags.begin(), tags.end()), tags.end());
  }

  /// One for each class, but two for that of the other bytes.
  void MakeColumns() {
    columns_ = {{false, 0}, {true, 0}};
    std::vector<int> known(out_.classes_, -1);
    for (const uint8_t byte : kBytesByFrequency) {
      const bool word = kIsWordByte[byte] != 0;
      const uint8_t byte_class = out_.class_of_[byte];
      int& column = known[byte_class];
      if (byte_class == 0) {
        column = word;
      } else if (column < 0) {
        column = static_cast<int>(columns_.size());
        columns_.push_back({word, byte_class});
      }
      out_.columns_[byte] = static_cast<uint8_t>(column);
    }
    out_.width_ = static_cast<uint32_t>(std::bit_width(columns_.size() - 1));
  }

  /// A node of the tree, behind a byte of a word or another.
  struct State {
    uint32_t node;
    bool word;
  };
  struct Column {
    bool word;
    uint8_t byte_class;
  };

  uint32_t AtEdge(const State& state) const { return Next(state.node, edge_); }
  State Through(const State& state, const Column& column) const {
    return {Next(state.word != column.word ? AtEdge(state) : state.node, column.byte_class), column.word};
  }

  /// Those near the root first: most text stays there, so that their rows should lie together.
  bool NumberStates() {
    numbers_.assign(2 * out_.nodes_.size(), kNone);
    NumberOf({0, false});
    for (size_t i = 0; i < states_.size(); ++i) {
      if (states_.size() >= kReports) return false;
      for (const Column& column : columns_) NumberOf(Through(State(states_[i]), column));
    }
    return true;
  }

  uint32_t NumberOf(const State& state) {
    uint32_t& number = numbers_[2 * state.node + state.word];
    if (number == kNone) {
      number = static_cast<uint32_t>(states_.size());
      states_.push_back(state);
    }
    return number;
  }

  void FillTable() {
    out_.table_.resize(states_.size() << out_.width_);
    for (size_t i = 0; i < states_.size(); ++i)
      for (size_t k = 0; k < columns_.size(); ++k) {
        const State next = Through(states_[i], columns_[k]);
        const bool reports =
            HasTags(next.node) || (next.word != states_[i].word && HasTags(AtEdge(states_[i])));
        out_.table_[(i << out_.width_) + k] =
            static_cast<uint16_t>(NumberOf(next) | (reports ? kReports : 0));
      }
  }

  bool HasTags(uint32_t node) const { return !out_.nodes_[node].tags.empty(); }

  void ListTags() {
    for (const State& state : states_) {
      out_.behind_word_.push_back(state.word);
      out_.reports_.push_back(ReportOf(out_.nodes_[state.node].tags));
      out_.at_edge_.push_back(ReportOf(out_.nodes_[AtEdge(state)].tags));
    }
  }

  uint32_t ReportOf(const std::vector<uint32_t>& tags) {
    if (tags.empty()) return 0;
    const auto fresh = static_cast<uint32_t>(out_.lists_.size() - 1);
    const auto [known, added] = reports_.try_emplace(tags, fresh);
    if (added) {
      out_.tags_.insert(out_.tags_.end(), tags.begin(), tags.end());
      out_.lists_.push_back(static_cast<uint32_t>(out_.tags_.size()));
    }
    return known->second;
  }

  static constexpr uint32_t kNone = UINT32_MAX;

  WordFinder& out_;
  uint32_t edge_ = 0;            ///< Class of edges.
  std::vector<uint32_t> steps_;  ///< Of a node and a class: the next node.
  std::vector<Column> columns_;
  std::vector<uint32_t> numbers_;  ///< Of states, by node and word.
  std::vector<State> states_;
  std::map<std::vector<uint32_t>, uint32_t> reports_;  ///< By their tags.
};

bool WordFinder::Build() {
  const bool built = Builder(*this).Run();
  nodes_.clear();
  nodes_.shrink_to_fit();
  return built;
}

/// Reads pieces of a text, each by a state of its own, a byte of each in turn: every step waits for the one
/// before, and a processor has time for several. All pieces are of the same length.
template <size_t kPieces>
void WordFinder::FindSteps(std::array<Piece, kPieces>& pieces, size_t length) const {
  // What is written could be any of the members, for all that the compiler knows: it is told otherwise.
  const uint16_t* const table = table_.data();
  const uint8_t* const columns = columns_.data();
  const uint32_t width = width_;
  std::array<Piece, kPieces> at = pieces;
  for (size_t i = 0; i < length; ++i) {
#pragma GCC unroll 4
    for (Piece& piece : at) {
      const auto byte = static_cast<uint8_t>(*piece.text++);
      const uint16_t next = table[(uint32_t{piece.state} << width) + columns[byte]];
      const auto behind = static_cast<uint16_t>(next & ~kReports);
      // Written always and kept where words end: which bytes those are is hard to foretell.
      *piece.steps = Step{++piece.end, piece.state, behind}.Packed();
      piece.steps += next / kReports;
      piece.state = behind;
    }
  }
  pieces = at;
}

/// A state knows no more of what was before it than a longest word: so a piece can be read on its own, from
/// that far before it.
uint16_t WordFinder::StateBefore(std::string_view text, size_t at) const {
  uint16_t state = 0;
  for (const char c : text.substr(at - std::min(at, longest_), std::min(at, longest_)))
    state = table_[(uint32_t{state} << width_) + columns_[static_cast<uint8_t>(c)]] & ~kReports;
  return state;
}

uint16_t WordFinder::FindSteps(std::string_view text, std::vector<uint64_t>& steps) const {
  constexpr size_t kPieces = 4, kWorthwhile = 128;
  const size_t length = text.size() / kPieces;
  // Room for a step of each byte and, behind each piece, one that is written and not kept.
  if (steps.size() < text.size() + kPieces + 1) steps.resize(2 * (text.size() + kPieces + 1));
  std::array<Piece, 1> last{{{text.data(), steps.data(), 0, 0}}};
  size_t left = text.size();
  if (text.size() >= kWorthwhile) {
    std::array<Piece, kPieces> pieces;
    for (size_t i = 0; i < kPieces; ++i)
      pieces[i] = {text.data() + i * length, steps.data() + i * (length + 1),
                   static_cast<uint32_t>(i * length), StateBefore(text, i * length)};
    FindSteps(pieces, length);
    uint64_t* end = pieces[0].steps;
    for (size_t i = 1; i < kPieces; ++i)
      end = std::copy(steps.data() + i * (length + 1), pieces[i].steps, end);
    last[0] = {pieces.back().text, end, pieces.back().end, pieces.back().state};
    left = text.size() - kPieces * length;
  }
  FindSteps(last, left);
  *last[0].steps = 0;
  return last[0].state;
}

void WordFinder::FindReports(std::string_view text, Memory& memory) const {
  memory.reports_.clear();
  const auto report = [&memory](uint32_t number, uint32_t end) {
    if (number != 0) memory.reports_.push_back({number, end});
  };
  const uint16_t last = FindSteps(text, memory.steps_);
  for (const uint64_t* packed = memory.steps_.data(); *packed != 0; ++packed) {
    const Step step = Step::Unpacked(*packed);
    if (behind_word_[step.before] != behind_word_[step.behind]) report(at_edge_[step.before], step.at - 1);
    report(reports_[step.behind], step.at);
  }
  if (behind_word_[last]) report(at_edge_[last], static_cast<uint32_t>(text.size()));
}

void WordFinder::Tally::Add(uint32_t report, Range ends) {
  if (ends_.size() <= report) ends_.resize(2 * report + 1);
  Range& known = ends_[report];
  if (known.begin == 0) {
    known = ends;
    reports_.push_back(report);
  } else {
    known.end = std::max(known.end, ends.end);
  }
}

}  // namespace trialmine
