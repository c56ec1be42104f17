#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "fetch/inputs.h"
#include "gzip.h"
#include "magic.h"
#include "source.h"

namespace trialmine {

inline std::string Gzip(std::string_view bytes) {
  std::string packed;
  GzipMember member([&](std::string_view piece) {
    packed += piece;
    return Status();
  });
  (void)member.Write(bytes).ok();
  (void)member.Finish().ok();
  return packed;
}

/// Bytes that hardly pack: a fixed sequence of a small generator.
inline std::string Noise(size_t size, uint32_t state = 1) {
  std::string bytes(size, '\0');
  for (char& byte : bytes) {
    state = state * 1664525 + 1013904223;
    byte = static_cast<char>(state >> 24);
  }
  return bytes;
}

/// All bytes a body gives, and in brackets the code of the error that follows them, if any.
inline std::string Text(const Body& body) {
  Result<std::unique_ptr<ByteSource>> source = body.Open();
  if (!source) return "[" + source.error().code + "]";
  std::string text;
  char buffer[4096];
  while (true) {
    const Result<size_t> count = (*source)->Read(buffer);
    if (!count) return text + "[" + count.error().code + "]";
    if (*count == 0) return text;
    text.append(buffer, *count);
  }
}

/// One line an input: `file: text` or `file! code`; `root` is cut from the names.
inline std::vector<std::string> List(std::vector<std::string> paths, const std::string& root = {},
                                     InputLimits limits = {}) {
  std::vector<std::string> lines;
  Inputs inputs(std::move(paths), limits);
  while (std::optional<Input> input = inputs.Next()) {
    std::string file = input->file;
    if (!root.empty() && file.starts_with(root + "/")) file.erase(0, root.size() + 1);
    if (!input->response) {
      lines.push_back(file + "! " + input->response.error().code);
    } else {
      lines.push_back(file + ": " + Text(input->response->body));
    }
  }
  return lines;
}

}  // namespace trialmine
