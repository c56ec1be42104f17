#include "word_finder.h"

#include <algorithm>

namespace trialmine {
namespace {

bool IsInWord(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

}  // namespace

std::string WordFinder::Read(std::string_view word) {
  std::string read;
  for (size_t i = 0; i < word.size(); ++i) {
    const char c = word[i];
    if (i > 0 && IsInWord(word[i - 1]) != IsInWord(c)) read += kEdge;
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
  AddTags(node, {tag});
}

void WordFinder::AddTags(uint32_t node, const std::vector<uint32_t>& tags) {
  std::vector<uint32_t>& own = nodes_[node].tags;
  own.insert(own.end(), tags.begin(), tags.end());
  std::sort(own.begin(), own.end());
  own.erase(std::unique(own.begin(), own.end()), own.end());
}

// Most text stays near the root: the states there lie together.
void WordFinder::NumberByDepth() {
  std::vector<uint32_t> order{0}, number(nodes_.size());
  for (size_t i = 0; i < order.size(); ++i) {
    number[order[i]] = static_cast<uint32_t>(i);
    for (const auto& edge : nodes_[order[i]].next) order.push_back(edge.second);
  }
  std::vector<Node> nodes;
  nodes.reserve(order.size());
  for (const uint32_t node : order) {
    nodes.push_back(std::move(nodes_[node]));
    for (auto& edge : nodes.back().next) edge.second = number[edge.second];
  }
  nodes_ = std::move(nodes);
}

void WordFinder::Build() {
  // Raw bytes that look like an edge are none.
  edge_ = std::exchange(class_of_[static_cast<uint8_t>(kEdge)], uint8_t{0});
  if (edge_ == 0) edge_ = classes_++;
  for (char c = 'A'; c <= 'Z'; ++c)
    class_of_[static_cast<uint8_t>(c)] = class_of_[static_cast<uint8_t>(c - 'A' + 'a')];
  for (char c = '1'; c <= '9'; ++c) class_of_[static_cast<uint8_t>(c)] = class_of_['0'];
  for (int c = 0; c < 0x80; ++c) in_word_[static_cast<size_t>(c)] = IsInWord(static_cast<char>(c));
  NumberByDepth();
  // A state's row begins as that of its longest proper suffix in the tree, which stands nearer to the root.
  table_.assign(nodes_.size() * classes_, 0);
  std::vector<uint32_t> suffixes(nodes_.size(), 0);
  for (uint32_t node = 0; node < nodes_.size(); ++node) {
    const uint32_t suffix = suffixes[node];
    uint32_t* const row = table_.data() + size_t{node} * classes_;
    if (node != 0) {
      std::copy_n(table_.data() + size_t{suffix} * classes_, classes_, row);
      if (!nodes_[suffix].tags.empty()) AddTags(node, nodes_[suffix].tags);
    }
    for (const auto& [byte_class, child] : nodes_[node].next) {
      suffixes[child] = node == 0 ? 0 : row[byte_class] / classes_;
      row[byte_class] = child * classes_;
    }
  }
  for (const Node& node : nodes_) {
    reports_.push_back(static_cast<uint32_t>(tags_.size()));
    tags_.insert(tags_.end(), node.tags.begin(), node.tags.end());
  }
  reports_.push_back(static_cast<uint32_t>(tags_.size()));
  for (uint32_t& next : table_)
    if (!nodes_[next / classes_].tags.empty()) next |= kReports;
  nodes_.clear();
}

size_t WordFinder::FindEnds(std::string_view text, Memory& memory) const {
  memory.resize(std::max(memory.size(), 2 * text.size() + 2));
  End* end = memory.data();
  uint32_t state = 0;
  uint8_t before = 0;
  uint32_t at = 0;
  // Without branches: where words begin and end, and which of them are known, is hard to foretell.
  const auto take = [&](uint32_t next) {
    state = next & ~kReports;
    *end = {state, at};
    end += next / kReports;
  };
  for (const char c : text) {
    const uint8_t word = in_word_[static_cast<uint8_t>(c)];
    const uint32_t past_edge = table_[state + edge_];
    take(word != before ? past_edge : state);
    before = word;
    ++at;
    take(table_[state + class_of_[static_cast<uint8_t>(c)]]);
  }
  if (before != 0) take(table_[state + edge_]);
  return static_cast<size_t>(end - memory.data());
}

}  // namespace trialmine
