#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace rentroll::core {

/// The texts of an enumeration, one for each value; specialised beside the enumeration.
template <class Enum>
struct EnumTexts;

template <class Enum>
concept TextEnum = std::is_enum_v<Enum> && requires {
  EnumTexts<Enum>::value;
};

/// The text of a value. REQUIRES: the value is a named one.
template <TextEnum Enum>
constexpr std::string_view to_text(Enum value) {
  for (const auto& [each, text] : EnumTexts<Enum>::value) {
    if (each == value) return text;
  }
  return "";
}

/// The value with this text, if there is one.
template <TextEnum Enum>
constexpr std::optional<Enum> from_text(std::string_view text) {
  for (const auto& [each, its_text] : EnumTexts<Enum>::value) {
    if (its_text == text) return each;
  }
  return std::nullopt;
}

/// Whether a number read from a file is one of the enumeration's named values.
template <TextEnum Enum>
constexpr bool is_named(std::underlying_type_t<Enum> number) {
  for (const auto& [each, text] : EnumTexts<Enum>::value) {
    if (static_cast<std::underlying_type_t<Enum>>(each) == number) return true;
  }
  return false;
}

/// All texts, as an error says what would be right: `a, b, c`.
template <TextEnum Enum>
std::string all_texts() {
  std::string joined;
  for (const auto& [each, text] : EnumTexts<Enum>::value) {
    if (!joined.empty()) joined += ", ";
    joined += text;
  }
  return joined;
}

/// A set of an enumeration's values, each value being a bit's position.
template <TextEnum Enum>
class EnumSet {
 public:
  constexpr EnumSet() = default;
  static constexpr EnumSet from_bits(unsigned char bits) {
    EnumSet set;
    set.bits_ = bits;
    return set;
  }
  constexpr void insert(Enum value) { bits_ = static_cast<unsigned char>(bits_ | bit(value)); }
  [[nodiscard]] constexpr bool contains(Enum value) const { return (bits_ & bit(value)) != 0; }
  [[nodiscard]] constexpr bool contains_all(EnumSet other) const {
    return (bits_ & other.bits_) == other.bits_;
  }
  [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
  [[nodiscard]] constexpr unsigned char bits() const { return bits_; }
  friend constexpr bool operator==(EnumSet, EnumSet) = default;

 private:
  static constexpr unsigned bit(Enum value) { return 1U << static_cast<unsigned>(value); }
  unsigned char bits_ = 0;
};

}  // namespace rentroll::core
