#include "core/ids.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "core/error.hpp"
#include "core/text.hpp"

namespace rentroll::core {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }
bool all_digits(std::string_view text) { return std::all_of(text.begin(), text.end(), is_digit); }

void check(bool right, std::string_view text, std::string_view what, std::string_view rule) {
  if (right) return;
  throw InputError(fmt::format("\"{}\" is no {}: {}", shown(text), what, rule));
}

bool is_e164(std::string_view text) {
  return text.size() >= 3 && text.size() <= 16 && text[0] == '+' && text[1] != '0' &&
         all_digits(text.substr(1));
}

}  // namespace

void AccountIdKind::check(std::string_view text) {
  const auto allowed = [](char c) {
    return is_digit(c) || is_capital(c) || (c >= 'a' && c <= 'z') || c == '_' || c == '.' || c == '-';
  };
  core::check(!text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), allowed), text,
              "account id", "right are 1 to 64 of A-Z a-z 0-9 _ . -");
}

void NumberIdKind::check(std::string_view text) {
  core::check(is_e164(text) || is_short_code(text), text, "phone number",
              "right is E.164 like +14155550100, or a short code like US-54321");
}

void CaseIdKind::check(std::string_view text) {
  core::check(!text.empty() && text.size() <= 64 && is_printable(text) && text.find(' ') == text.npos, text,
              "case id", "right are 1 to 64 printable characters without spaces");
}

void RequestIdKind::check(std::string_view text) {
  core::check(!text.empty() && text.size() <= 128 && is_printable(text), text, "request id",
              "right are 1 to 128 printable characters");
}

void RemarkKind::check(std::string_view text) {
  core::check(!text.empty() && text.size() <= 1000 && is_printable(text), text, "text for this",
              "right are 1 to 1000 bytes on one line, without control characters");
}

bool is_short_code(std::string_view number) {
  return (number.size() == 8 || number.size() == 9) && Country::is_valid(number.substr(0, 2)) &&
         number[2] == '-' && all_digits(number.substr(3));
}

template <int letters>
bool Capitals<letters>::is_valid(std::string_view text) {
  return text.size() == letters && std::all_of(text.begin(), text.end(), is_capital);
}

template <int letters>
Capitals<letters> Capitals<letters>::parse(std::string_view text) {
  check(is_valid(text), text, letters == 3 ? "currency" : "country",
        letters == 3 ? "right are three capitals like USD (M3)" : "right are two capitals like US");
  std::uint32_t packed = 0;
  for (const char letter : text) packed = packed << 8 | static_cast<std::uint32_t>(letter);
  return from_packed(packed);
}

template <int letters>
std::string Capitals<letters>::text() const {
  std::string text;
  for (int letter = letters - 1; letter >= 0; --letter)
    text += static_cast<char>(packed_ >> (8 * letter) & 0xFF);
  return text;
}

template class Capitals<2>;
template class Capitals<3>;

std::optional<ChargeId> ChargeId::parse(std::string_view text) {
  const std::size_t dash = text.find('-');
  if (dash == text.npos || dash == 0 || text[0] == '0' || !all_digits(text.substr(0, dash)))
    return std::nullopt;
  ChargeId id;
  const auto [end, error] = std::from_chars(text.data(), text.data() + dash, id.seq);
  const auto kind = from_text<ChargeKind>(text.substr(dash + 1));
  if (error != std::errc{} || !kind) return std::nullopt;
  id.kind = *kind;
  return id;
}

std::string ChargeId::text() const { return fmt::format("{}-{}", seq, to_text(kind)); }

}  // namespace rentroll::core
