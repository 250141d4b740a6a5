#include "projections/journal_entry.hpp"

#include <fmt/format.h>

#include "core/text.hpp"

namespace rentroll::projections {
namespace {

std::string_view words(core::ChargeKind kind) {
  switch (kind) {
    case core::ChargeKind::setup:
      return "Setup fee";
    case core::ChargeKind::first_month:
      return "First month";
    case core::ChargeKind::renewal:
      return "Renewal";
    case core::ChargeKind::adjustment:
      break;
  }
  return "Adjustment";
}

std::string described(const ChargeLine& line, const events::Directory& names) {
  std::string text(words(line.id.kind));
  if (line.corrects) {
    text += " of " + line.corrects->text();
  } else if (line.number != events::no_ordinal) {
    text.append(" of ").append(names.numbers.text(line.number));
  }
  if (!line.reason.empty()) text += ": " + core::printable(line.reason);
  return text;
}

}  // namespace

std::string described(const JournalEntry& entry, const events::Directory& names) {
  if (entry.charge) return described(*entry.charge, names);
  if (entry.request.empty()) return "Credit added";
  return "Credit added, request " + core::printable(entry.request);
}

std::string six_decimals(core::Money amount, bool turned) {
  constexpr std::uint64_t millionths_per_unit = 1'000'000;
  const bool below_zero = amount < core::Money{};
  // The lowest amount has no positive one: its size is reckoned without a sign.
  const auto bits = static_cast<std::uint64_t>(amount.millionths());
  const std::uint64_t size = below_zero ? 0 - bits : bits;
  const bool minus = size != 0 && below_zero != turned;
  return fmt::format("{}{}.{:06}", minus ? "-" : "", size / millionths_per_unit, size % millionths_per_unit);
}

}  // namespace rentroll::projections
