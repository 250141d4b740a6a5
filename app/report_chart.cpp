#include "app/report_chart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "app/amount_axis.hpp"
#include "app/report_style.hpp"
#include "app/svg.hpp"
#include "app/time_axis.hpp"

namespace rentroll::app {
namespace {

using core::Money;
using projections::charge_kinds;
using projections::SpanSums;

constexpr std::int64_t plot_height = 24'000;  // in hundredths of a pixel, as all heights here
constexpr int label_room = 44;                // pixels below the plot
constexpr int net_room = 18;                  // pixels above it
constexpr std::size_t wide_room = 940;        // pixels that the columns have on paper, at least
constexpr std::size_t narrow_room = 280;      // and on a small screen

/// From the zero line on; renewals first, since there are most of them and they change least.
constexpr std::array stacked_kinds{core::ChargeKind::renewal, core::ChargeKind::first_month,
                                   core::ChargeKind::setup, core::ChargeKind::adjustment};

/// How the columns stand and are labelled.
class Columns {
 public:
  explicit Columns(std::span<const SpanSums> spans, bool years) : spans_(spans), years_(years) {
    wide_every_ = every(18);
    narrow_every_ = every(4);
  }

  [[nodiscard]] std::span<const SpanSums> spans() const { return spans_; }
  [[nodiscard]] std::int64_t count() const { return static_cast<std::int64_t>(spans_.size()); }
  /// In hundredths of a column, from the plot's left edge.
  [[nodiscard]] std::string x(std::size_t column, int hundredths) const {
    return percent(static_cast<std::int64_t>(column) * 100 + hundredths, count() * 100);
  }
  [[nodiscard]] std::string width(int hundredths) const { return percent(hundredths, count() * 100); }

  /// The texts below the columns: the month, and the year where it begins and at the first; or the year
  /// alone.
  [[nodiscard]] std::string labels() const {
    std::string svg;
    bool first = true;
    bool first_on_narrow = true;
    for (std::size_t column = 0; column < spans_.size(); ++column) {
      const int count = number(spans_[column].first);
      if (count % wide_every_ != 0) continue;
      const bool narrow = count % narrow_every_ == 0;
      svg += text(column, 18, narrow ? "" : "wide", main_label(column));
      if (labels_are_months()) {
        const bool begins_year = count % 12 == 0;
        const bool on_wide = first || begins_year;
        const bool on_narrow = narrow && (first_on_narrow || begins_year);
        if (on_wide && on_narrow) svg += text(column, 34, "", year(column));
        if (on_wide && !on_narrow) svg += text(column, 34, "wide", year(column));
        if (!on_wide && on_narrow) svg += text(column, 34, "narrow", year(column));
      }
      first = false;
      first_on_narrow = first_on_narrow && !narrow;
    }
    return svg;
  }

  [[nodiscard]] std::string text(std::size_t column, int y, std::string_view look,
                                 std::string_view words) const {
    return fmt::format("<text class=\"centred {}\" x=\"{}\" y=\"{}\">{}</text>\n", look, x(column, 50), y,
                       words);
  }

 private:
  [[nodiscard]] bool labels_are_months() const { return !years_ && wide_every_ < 12; }
  [[nodiscard]] int number(core::Date first) const {
    const std::string text = first.text();
    const int of_year = std::stoi(text.substr(0, 4));
    return years_ ? of_year : of_year * 12 + std::stoi(text.substr(5, 2)) - 1;
  }
  [[nodiscard]] std::string year(std::size_t column) const {
    return spans_[column].first.text().substr(0, 4);
  }
  [[nodiscard]] std::string main_label(std::size_t column) const {
    return labels_are_months() ? month_name(spans_[column].first) : year(column);
  }
  /// Every how many columns there is a label, so that there are not more than these.
  [[nodiscard]] int every(std::int64_t labels_max) const {
    constexpr std::array of_months{1, 2, 3, 6, 12, 24, 36, 60};
    constexpr std::array of_years{1, 2, 5, 10, 20, 50, 100, 200};
    for (const int step : years_ ? of_years : of_months) {
      if (step % wide_every_ == 0 && count() <= labels_max * step) return step;
    }
    return of_years.back();
  }

  std::span<const SpanSums> spans_;
  bool years_;
  int wide_every_ = 1;
  int narrow_every_ = 1;
};

/// `2024-02: setup fees 0.50, renewals 3.00; 3.50 USD in all`
std::string told(const SpanSums& span, bool years, const std::string& currency) {
  std::string text = span_text(span, years) + ": ";
  for (const core::ChargeKind kind : charge_kinds) {
    const Money amount = span.sums.of(kind);
    if (amount != Money{}) text += fmt::format("{} {}, ", kind_name(kind), amount.text());
  }
  text.resize(text.size() - 2);
  return fmt::format("{}; {} {} in all", text, span.sums.total().text(), currency);
}

class Chart {
 public:
  Chart(const std::string& currency, std::span<const SpanSums> spans, bool years)
      : currency_(currency), columns_(spans, years), years_(years), axis_(spans, plot_height) {}

  /// Empty where all amounts are zero.
  [[nodiscard]] std::string svg() const {
    if (axis_.is_flat()) return {};
    std::string drawn = grid();
    for (std::size_t column = 0; column < columns_.spans().size(); ++column) drawn += bar(column);
    drawn += across("zero", axis_.y_of(0));
    const std::size_t margin = label_width();
    // A few columns do not take the whole width.
    const auto width_max = static_cast<std::size_t>(std::max<std::int64_t>(columns_.count(), 3)) * 110;
    return fmt::format(
        "<figure>\n<svg class=\"plot\" role=\"img\" aria-labelledby=\"chart-{0} chart-{0}-text\" "
        "height=\"{1}\" style=\"margin-left: {2}px; width: calc(100% - {2}px); max-width: {3}px\">\n"
        "<title id=\"chart-{0}\">Charges in {0} {4}</title>\n"
        "<desc id=\"chart-{0}-text\">{5}</desc>\n"
        "<svg y=\"{6}\" height=\"{7}\" overflow=\"visible\">\n{8}"
        "<svg y=\"{9}\" overflow=\"visible\">\n{10}</svg>\n</svg>\n</svg>\n</figure>\n",
        currency_, net_room + plot_height / 100 + label_room, margin, width_max,
        years_ ? "by year and kind" : "by month and kind",
        "Stacked bars; what is below zero hangs below the line. The table below has the exact amounts.",
        net_room, plot_height / 100, drawn, plot_height / 100, columns_.labels());
  }

 private:
  /// Pixels that the amounts beside the grid take.
  [[nodiscard]] std::size_t label_width() const {
    std::size_t longest = 0;
    for (std::int64_t line = axis_.lowest_line(); line <= axis_.highest_line(); ++line) {
      longest = std::max(longest, axis_.label(line).size());
    }
    return 14 + longest * 7;
  }

  [[nodiscard]] static std::string across(std::string_view look, std::int64_t y) {
    return fmt::format("<line class=\"{0}\" x1=\"0\" x2=\"100%\" y1=\"{1}\" y2=\"{1}\"/>\n", look, pixels(y));
  }

  [[nodiscard]] std::string grid() const {
    std::string svg;
    for (std::int64_t line = axis_.lowest_line(); line <= axis_.highest_line(); ++line) {
      const std::int64_t y = axis_.y_of_line(line);
      svg += across("grid", y);
      svg += fmt::format("<text class=\"at-right\" x=\"-10\" y=\"{}\">{}</text>\n", pixels(y + 400),
                         axis_.label(line));
    }
    return svg;
  }

  [[nodiscard]] std::string bar(std::size_t column) const {
    const SpanSums& span = columns_.spans()[column];
    if (span.sums.charges == 0) return {};
    const int margin = columns_.count() < 3 ? 32 : columns_.count() <= 36 ? 18 : 10;
    std::string svg = fmt::format("<g><title>{}</title>\n", told(span, years_, currency_));
    std::int64_t above = 0;
    std::int64_t below = 0;
    for (const core::ChargeKind kind : stacked_kinds) {
      const std::int64_t amount = span.sums.of(kind).millionths();
      std::int64_t& stacked = amount < 0 ? below : above;
      const std::int64_t from = axis_.y_of(std::max(stacked, stacked + amount));
      const std::int64_t to = axis_.y_of(std::min(stacked, stacked + amount));
      stacked += amount;
      if (from == to) continue;
      svg += fmt::format("<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>\n",
                         core::to_text(kind), columns_.x(column, margin), pixels(from),
                         columns_.width(100 - 2 * margin), pixels(to - from));
    }
    return svg + net(column, above) + "</g>\n";
  }

  /// The column's sum above it, where there is room for all of them.
  [[nodiscard]] std::string net(std::size_t column, std::int64_t above) const {
    if (!nets_fit(wide_room)) return {};
    const int y = static_cast<int>(axis_.y_of(above) / 100) - 6;
    return columns_.text(column, y, nets_fit(narrow_room) ? "net" : "net wide",
                         columns_.spans()[column].sums.total().text());
  }

  [[nodiscard]] bool nets_fit(std::size_t room) const {
    std::size_t longest = 0;
    for (const SpanSums& span : columns_.spans()) {
      longest = std::max(longest, span.sums.total().text().size());
    }
    return columns_.spans().size() * (longest * 7 + 6) <= room;
  }

  std::string currency_;
  Columns columns_;
  bool years_;
  AmountAxis axis_;
};

}  // namespace

std::string span_text(const SpanSums& span, bool years) {
  return span.first.month_text().substr(0, years ? 4 : 7);
}

std::string months_chart(const std::string& currency, std::span<const SpanSums> spans, bool years) {
  return Chart(currency, spans, years).svg();
}

}  // namespace rentroll::app
