#include "word_finder.h"

#include <algorithm>

namespace trialmine {

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

void WordFinder::Build() {
  for (char c = 'A'; c <= 'Z'; ++c)
    class_of_[static_cast<uint8_t>(c)] = class_of_[static_cast<uint8_t>(c - 'A' + 'a')];
  // A state's row begins as that of its longest proper suffix in the tree, which stands nearer to the root:
  // breadth first.
  table_.assign(nodes_.size() * classes_, 0);
  std::vector<uint32_t> queue{0}, suffixes(nodes_.size(), 0);
  for (size_t i = 0; i < queue.size(); ++i) {
    const uint32_t node = queue[i], suffix = suffixes[node];
    uint32_t* const row = table_.data() + size_t{node} * classes_;
    if (node != 0) {
      std::copy_n(table_.data() + size_t{suffix} * classes_, classes_, row);
      AddTags(node, nodes_[suffix].tags);
    }
    for (const auto& [byte_class, child] : nodes_[node].next) {
      suffixes[child] = node == 0 ? 0 : row[byte_class] / classes_;
      row[byte_class] = child * classes_;
      queue.push_back(child);
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
  memory.seen.assign(reports_.size() / 64 + 1, 0);
  memory.ends.resize(std::max(memory.ends.size(), text.size() + 1));
  uint32_t* end = memory.ends.data();
  uint32_t state = 0;
  for (const char c : text) {
    const uint32_t next = table_[state + class_of_[static_cast<uint8_t>(c)]];
    state = next & ~kReports;
    *end = state;  // Without a branch: which bytes end a word is hard to foretell.
    end += next / kReports;
  }
  return static_cast<size_t>(end - memory.ends.data());
}

}  // namespace trialmine
