#include "word_finder.h"

#include <algorithm>
#include <bit>

#include "regex_tree.h"

namespace trialmine {
namespace {

constexpr std::array<uint8_t, 256> kInWord = [] {
  std::array<uint8_t, 256> in{};
  for (unsigned c = 0; c < 0x80; ++c) in[c] = IsWordByte(static_cast<char>(c));
  return in;
}();

}  // namespace

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

  void MakeColumns() {
    std::array<std::array<int, 256>, 2> known;  // By edge and class.
    for (auto& column : known) column.fill(-1);
    for (const int before : {0, 1})
      for (int c = 0; c < 256; ++c) {
        const bool edge = before != kInWord[static_cast<size_t>(c)];
        const uint8_t byte_class = out_.class_of_[static_cast<size_t>(c)];
        int& column = known[edge][byte_class];
        if (column < 0) {
          column = static_cast<int>(columns_.size());
          columns_.emplace_back(edge, byte_class);
        }
        out_.columns_[static_cast<size_t>(before)][static_cast<size_t>(c)] = static_cast<uint16_t>(column);
      }
    out_.width_ = static_cast<uint32_t>(std::bit_width(columns_.size() - 1));
  }

  uint32_t Through(uint32_t node, std::pair<bool, uint8_t> column) const {
    return Next(column.first ? Next(node, edge_) : node, column.second);
  }

  /// Nodes where a byte can leave the automaton, those near the root first: most text stays there, so that
  /// their rows should lie together.
  bool NumberStates() {
    numbers_.assign(out_.nodes_.size(), kNone);
    numbers_[0] = 0;
    states_ = {0};
    for (size_t i = 0; i < states_.size(); ++i)
      for (const auto& column : columns_) {
        const uint32_t next = Through(states_[i], column);
        if (numbers_[next] != kNone) continue;
        if (states_.size() == kReports) return false;
        numbers_[next] = static_cast<uint32_t>(states_.size());
        states_.push_back(next);
      }
    return true;
  }

  void FillTable() {
    out_.table_.resize(states_.size() << out_.width_);
    for (size_t state = 0; state < states_.size(); ++state)
      for (size_t i = 0; i < columns_.size(); ++i) {
        const uint32_t next = Through(states_[state], columns_[i]);
        const bool reports = !out_.nodes_[next].tags.empty() ||
                             (columns_[i].first && !out_.nodes_[Next(states_[state], edge_)].tags.empty());
        out_.table_[(state << out_.width_) + i] =
            static_cast<uint16_t>(numbers_[next] | (reports ? kReports : 0));
      }
  }

  void ListTags() {
    const auto list = [this](std::vector<uint32_t>& begins, const std::vector<uint32_t>& tags) {
      begins.push_back(static_cast<uint32_t>(out_.tags_.size()));
      out_.tags_.insert(out_.tags_.end(), tags.begin(), tags.end());
    };
    for (const uint32_t node : states_) list(out_.reports_, out_.nodes_[node].tags);
    list(out_.reports_, {});
    for (const uint32_t node : states_) list(out_.at_edge_, out_.nodes_[Next(node, edge_)].tags);
    list(out_.at_edge_, {});
  }

  static constexpr uint32_t kNone = UINT32_MAX;

  WordFinder& out_;
  uint32_t edge_ = 0;                              ///< Class of edges.
  std::vector<uint32_t> steps_;                    ///< Of a node and a class: the next node.
  std::vector<std::pair<bool, uint8_t>> columns_;  ///< Whether an edge stands before the byte; its class.
  std::vector<uint32_t> numbers_;                  ///< Of the states that nodes are.
  std::vector<uint32_t> states_;                   ///< The nodes that states are.
};

bool WordFinder::Build() {
  const bool built = Builder(*this).Run();
  nodes_.clear();
  nodes_.shrink_to_fit();
  return built;
}

size_t WordFinder::FindSteps(std::string_view text, Memory& memory) const {
  if (memory.size() < text.size() + 1) memory.resize(2 * text.size() + 1);
  Step* step = memory.data();
  // What is written could be any of the members, for all that the compiler knows: it is told otherwise.
  const uint16_t* const table = table_.data();
  const uint32_t width = width_;
  uint32_t state = 0, at = 0;
  unsigned before = 0;
  for (const char c : text) {
    const auto byte = static_cast<uint8_t>(c);
    const unsigned word = kInWord[byte];
    const uint32_t next = table[(state << width) + columns_[before][byte]];
    // Written always and kept where words end: which bytes those are is hard to foretell.
    *step = {static_cast<uint16_t>(next & ~uint32_t{kReports}),
             static_cast<uint16_t>(word != before ? state : 0), ++at};
    step += next / kReports;
    state = next & ~uint32_t{kReports};
    before = word;
  }
  if (before != 0) *step++ = {0, static_cast<uint16_t>(state), ++at};
  return static_cast<size_t>(step - memory.data());
}

}  // namespace trialmine
