#include "core/text.hpp"

#include <algorithm>

namespace rentroll::core {
namespace {

/// How many bytes a UTF-8 character has by its first byte, and which second bytes that allows; a length of 0
/// for none.
struct Sequence {
  std::size_t length = 0;
  unsigned char second_min = 0x80;
  unsigned char second_max = 0xBF;
};

Sequence sequence_of(unsigned char first) {
  if (first < 0x80) return {1};
  if (first < 0xC2) return {0};
  if (first < 0xE0) return {2};
  if (first == 0xE0) return {3, 0xA0, 0xBF};
  if (first == 0xED) return {3, 0x80, 0x9F};
  if (first < 0xF0) return {3};
  if (first == 0xF0) return {4, 0x90, 0xBF};
  if (first < 0xF4) return {4};
  if (first == 0xF4) return {4, 0x80, 0x8F};
  return {0};
}

/// Calls `take(character)` for each character, and with an empty one for each byte that belongs to none,
/// until it answers false.
template <class Take>
void for_each_character(std::string_view text, Take&& take) {
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    if (!take(text.substr(0, length))) return;
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
}

/// A text with `?` in the place of each character that may not stay, and of each byte that belongs to none.
template <class MayStay>
std::string printed(std::string_view text, MayStay&& may_stay) {
  std::string harmless;
  harmless.reserve(text.size());
  for_each_character(text, [&](std::string_view character) {
    harmless += !character.empty() && may_stay(character) ? character : "?";
    return true;
  });
  return harmless;
}

}  // namespace

std::size_t utf8_length(std::string_view text) {
  if (text.empty()) return 0;
  const auto byte = [&](std::size_t place) { return static_cast<unsigned char>(text[place]); };
  const Sequence sequence = sequence_of(byte(0));
  if (sequence.length > text.size()) return 0;
  if (sequence.length > 1 && (byte(1) < sequence.second_min || byte(1) > sequence.second_max)) return 0;
  for (std::size_t place = 2; place < sequence.length; ++place) {
    if ((byte(place) & 0xC0) != 0x80) return 0;
  }
  return sequence.length;
}

std::optional<std::size_t> first_bad_byte(std::string_view text) {
  std::size_t offset = 0;
  bool bad = false;
  for_each_character(text, [&](std::string_view character) {
    bad = character.empty();
    offset += character.size();
    return !bad;
  });
  return bad ? std::optional(offset) : std::nullopt;
}

bool is_control(std::string_view character) {
  const auto first = static_cast<unsigned char>(character[0]);
  if (character.size() == 1) return first < 0x20 || first == 0x7F;
  return character.size() == 2 && first == 0xC2 && static_cast<unsigned char>(character[1]) < 0xA0;
}

bool is_harmless(std::string_view character) {
  if (is_control(character)) return false;
  if (character.size() != 3 || !character.starts_with("\xE2")) return true;
  const std::string_view behind = character.substr(1);
  return !(behind >= "\x80\xA8" && behind <= "\x80\xAE") && !(behind >= "\x81\xA6" && behind <= "\x81\xA9");
}

bool is_printable(std::string_view text) {
  bool printable = true;
  for_each_character(text, [&](std::string_view character) {
    printable = !character.empty() && !is_control(character);
    return printable;
  });
  return printable;
}

std::string printable(std::string_view text) {
  return printed(text, [](std::string_view character) { return is_harmless(character); });
}

std::string printable_lines(std::string_view text) {
  return printed(text, [](std::string_view character) {
    return character == "\n" || character == "\t" || is_harmless(character);
  });
}

std::string shown(std::string_view text) {
  constexpr std::size_t bytes_max = 80;
  std::string harmless;
  for_each_character(text, [&](std::string_view character) {
    const bool fits = harmless.size() + std::max<std::size_t>(character.size(), 1) <= bytes_max;
    if (!fits) {
      harmless += "...";
    } else {
      harmless += character.empty() || !is_harmless(character) ? "?" : character;
    }
    return fits;
  });
  return harmless;
}

}  // namespace rentroll::core
