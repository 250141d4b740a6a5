#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rentroll::events {

/// One line of NDJSON: an object whose members are taken by their keys. Reused for many lines. For source
/// files only: the JSON library is dear to compile.
class JsonLine {
 public:
  /// An object with more members than this is refused.
  static constexpr std::size_t members_max = 64;

  /// Reads a line without its end. Throws InputError where it is anything but one JSON object (RFC 8259) in
  /// UTF-8, where a key is given twice, and where lists or objects lie deeper than in a list of an object of
  /// the object.
  void parse(std::string_view text);

  /// The value of a key, which then counts as taken; null where there is none.
  [[nodiscard]] const nlohmann::json* take(std::string_view key);

  /// A key that was not taken; nothing where all were.
  [[nodiscard]] std::optional<std::string_view> left() const;

 private:
  class Handler;
  // NOLINTNEXTLINE(bugprone-exception-escape): moving a JSON value throws nothing, which nlohmann asserts
  struct Member {
    std::string key;
    nlohmann::json value;
    bool taken = false;
  };

  /// Places are reused from line to line, their texts' memory with them.
  std::vector<Member> members_;
  std::size_t size_ = 0;
  std::size_t next_ = 0;  // where the next key is looked for first: keys mostly come in one order
};

/// What a JSON value is, in words: `a text`, `a number with a fraction or exponent`, `null`.
[[nodiscard]] std::string_view in_words(const nlohmann::json& value);

}  // namespace rentroll::events
