#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/vocabulary.hpp"

namespace rentroll::core {

/// The number of an event in its log, from 1 (L1). 0 stands for "none".
using Seq = std::uint64_t;

/// A checked text. `Kind::check` throws InputError for a text that is none of its kind.
template <class Kind>
class CheckedText {
 public:
  CheckedText() = default;
  [[nodiscard]] static CheckedText parse(std::string_view text) {
    Kind::check(text);
    CheckedText checked;
    checked.text_ = text;
    return checked;
  }
  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] bool empty() const { return text_.empty(); }
  friend auto operator<=>(const CheckedText&, const CheckedText&) = default;

 private:
  std::string text_;
};

/// 1 to 64 of `A-Z a-z 0-9 _ . -`
struct AccountIdKind {
  static void check(std::string_view text);
};
/// E.164 (`+14155550100`) or a short code (`US-54321`: country, dash, 5 or 6 digits)
struct NumberIdKind {
  static void check(std::string_view text);
};
/// 1 to 64 printable characters without spaces: case ids are listed with spaces between.
struct CaseIdKind {
  static void check(std::string_view text);
};
/// 1 to 128 printable characters
struct RequestIdKind {
  static void check(std::string_view text);
};
/// 1 to 1000 bytes without control characters: a reason that a person gives, a charge that they name.
struct RemarkKind {
  static void check(std::string_view text);
};

using AccountId = CheckedText<AccountIdKind>;
using NumberId = CheckedText<NumberIdKind>;
using CaseId = CheckedText<CaseIdKind>;
using RequestId = CheckedText<RequestIdKind>;
using Remark = CheckedText<RemarkKind>;

/// Whether a number's text is a short code rather than E.164.
[[nodiscard]] bool is_short_code(std::string_view number);

/// Capitals packed into an integer, the first letter highest, so that integers order as texts do.
template <int letters>
class Capitals {
 public:
  constexpr Capitals() = default;
  /// Throws InputError.
  [[nodiscard]] static Capitals parse(std::string_view text);
  [[nodiscard]] static constexpr Capitals from_packed(std::uint32_t packed) {
    Capitals capitals;
    capitals.packed_ = packed;
    return capitals;
  }
  [[nodiscard]] static bool is_valid(std::string_view text);
  [[nodiscard]] constexpr std::uint32_t packed() const { return packed_; }
  [[nodiscard]] std::string text() const;
  friend constexpr auto operator<=>(Capitals, Capitals) = default;

 private:
  std::uint32_t packed_ = 0;
};

/// ISO 4217 (M3)
using Currency = Capitals<3>;
/// ISO 3166, two letters
using Country = Capitals<2>;

/// A charge line's identity for ever: the event that carries it and the line's kind, `12-first_month`.
struct ChargeId {
  Seq seq = 0;
  ChargeKind kind{};

  /// Nothing where the text has not the form of a charge's id.
  [[nodiscard]] static std::optional<ChargeId> parse(std::string_view text);
  [[nodiscard]] std::string text() const;
  friend bool operator==(const ChargeId&, const ChargeId&) = default;
};

struct ChargeIdHash {
  std::size_t operator()(const ChargeId& id) const {
    return std::hash<Seq>()(id.seq << 3 | static_cast<Seq>(id.kind));
  }
};

}  // namespace rentroll::core
