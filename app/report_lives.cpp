#include "app/report_lives.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "app/html.hpp"
#include "app/report_style.hpp"
#include "app/time_axis.hpp"

namespace rentroll::app {
namespace {

using core::ChargeKind;
using core::NumberState;
using events::no_ordinal;
using projections::LifeSegment;

/// A line is drawn as if it had this many places: what lies within one is not told apart.
constexpr std::int64_t bar_places = 4000;
constexpr std::int64_t mark_places = 400;
/// In words a life is told up to so many states.
constexpr std::size_t states_told_max = 24;

/// The charges that one mark stands for.
struct Mark {
  std::string_view look;
  std::int64_t place = 0;
  const LifeCharge* first = nullptr;
  const LifeCharge* last = nullptr;
  std::size_t lines = 0;
  std::map<core::Currency, core::Money> amounts;
};

std::string_view look_of(ChargeKind kind) {
  if (kind == ChargeKind::renewal) return "renewal";
  return kind == ChargeKind::adjustment ? "adjustment" : "begin";
}

std::string amounts_text(const std::map<core::Currency, core::Money>& amounts, std::string_view between) {
  std::string text;
  for (const auto& [currency, amount] : amounts) {
    if (!text.empty()) text += between;
    text += amount.text() + " " + currency.text();
  }
  return text;
}

/// Draws the lives of one report.
class Lives {
 public:
  explicit Lives(const ReportFigures& figures)
      : figures_(figures), ticks_(time_ticks(figures.period)), grid_(grid()) {}

  /// The axis over the lines.
  [[nodiscard]] std::string axis() const {
    std::string svg = "<svg class=\"axis\" height=\"16\" aria-hidden=\"true\">";
    for (const TimeTick& tick : ticks_) {
      if (!tick.has_room) continue;
      svg += fmt::format("<text class=\"{}\" x=\"{}\" y=\"12\">{}</text>", tick.on_narrow ? "" : "wide",
                         figures_.period.percent_at(tick.at), tick.label);
    }
    return svg + "</svg>";
  }

  [[nodiscard]] std::string row(const ReportNumber& number) const {
    std::map<core::Currency, core::Money> amounts;
    for (const LifeCharge& charge : number.charges) amounts[charge.currency] += charge.amount;
    return fmt::format(
        "<tr><th scope=\"row\" class=\"of\">{}<small>{}</small></th><td class=\"life\">{}</td>"
        "<td class=\"amount wide\">{}</td><td class=\"amount\">{}</td></tr>\n",
        html_text(text_of(number)), html_text(state_at_end(number)), line(number), number.charges.size(),
        amounts_text(amounts, "<br/>"));
  }

 private:
  [[nodiscard]] std::string_view text_of(const ReportNumber& number) const {
    return figures_.state.names.numbers.text(number.number);
  }
  [[nodiscard]] std::string_view account(const LifeSegment& part) const {
    return figures_.state.names.accounts.text(part.account);
  }
  /// In the report of one account: whether it is another one's.
  [[nodiscard]] bool is_others(const LifeSegment& part) const {
    return figures_.account != no_ordinal && part.account != no_ordinal && part.account != figures_.account;
  }
  [[nodiscard]] std::string_view look(const LifeSegment& part) const {
    return is_others(part) ? "other" : core::to_text(part.state);
  }

  /// `rented by acme`, `available`
  [[nodiscard]] std::string words(const LifeSegment& part) const {
    if (is_others(part)) return "with another account";
    std::string state(core::to_text(part.state));
    if (figures_.account != no_ordinal || part.account == no_ordinal) return state;
    return fmt::format("{} {} {}", state, part.state == NumberState::rented ? "by" : "for", account(part));
  }
  [[nodiscard]] std::string state_at_end(const ReportNumber& number) const {
    return number.life.empty() ? "" : words(number.life.back());
  }

  [[nodiscard]] std::string grid() const {
    std::string svg;
    for (const TimeTick& tick : ticks_) {
      svg += fmt::format("<line class=\"grid\" x1=\"{0}\" x2=\"{0}\" y1=\"-8\" y2=\"36\"/>",
                         figures_.period.percent_at(tick.at));
    }
    return svg;
  }

  /// The life as it is shown: what others do with the number is one stretch, whatever it was.
  [[nodiscard]] std::vector<LifeSegment> shown(const ReportNumber& number) const {
    std::vector<LifeSegment> parts;
    for (const LifeSegment& part : number.life) {
      if (!parts.empty() && is_others(part) && is_others(parts.back())) {
        parts.back().end = part.end;
      } else {
        parts.push_back(part);
      }
    }
    return parts;
  }

  [[nodiscard]] std::string line(const ReportNumber& number) const {
    const std::vector<LifeSegment> life = shown(number);
    std::string svg =
        fmt::format("<svg role=\"img\" height=\"28\"><title>The life of {}</title><desc>{}</desc>{}\n",
                    html_text(text_of(number)), html_text(told(life)), grid_);
    for (const LifeSegment& part : life) svg += bar(part);
    svg += "\n";
    for (const Mark& mark : marks(number)) svg += drawn(mark);
    return svg + "</svg>";
  }

  [[nodiscard]] std::int64_t place(core::Instant at, std::int64_t places) const {
    return scaled(at.microseconds() - figures_.period.begin.microseconds(), figures_.period.microseconds(),
                  places);
  }

  /// Nothing where it is too short to be seen.
  [[nodiscard]] std::string bar(const LifeSegment& part) const {
    if (place(part.begin, bar_places) == place(part.end, bar_places)) return {};
    return life_bar(
        look(part), figures_.period.percent_at(part.begin),
        figures_.period.percent_between(part.begin, part.end),
        html_text(fmt::format("{} from {} to {}", words(part), part.begin.text(), part.end.text())));
  }

  /// A life in words.
  [[nodiscard]] std::string told(const std::vector<LifeSegment>& life) const {
    std::string text;
    for (std::size_t part = 0; part < std::min(life.size(), states_told_max); ++part) {
      if (part != 0) text += "; ";
      text += fmt::format("{} from {}", words(life[part]), life[part].begin.text());
    }
    if (life.size() > states_told_max) {
      text += fmt::format("; and {} states more", life.size() - states_told_max);
    }
    return text;
  }

  [[nodiscard]] std::vector<Mark> marks(const ReportNumber& number) const {
    std::vector<Mark> marks;
    std::map<std::string_view, std::size_t> last_of;  // by look, the place in marks
    for (const LifeCharge& charge : number.charges) {
      const std::string_view look = look_of(charge.id.kind);
      const std::int64_t at = place(charge.occurred_at, mark_places);
      const auto last = last_of.find(look);
      if (last == last_of.end() || marks[last->second].place != at) {
        last_of[look] = marks.size();
        marks.push_back({look, at, &charge, &charge, 0, {}});
      }
      Mark& mark = marks[last_of[look]];
      mark.last = &charge;
      ++mark.lines;
      mark.amounts[charge.currency] += charge.amount;
    }
    return marks;
  }

  /// `2024-02-28T00:00:00Z: 1.00 USD (12-renewal)`, of several charges the first and the last.
  [[nodiscard]] static std::string words(const Mark& mark) {
    std::string at = mark.first->occurred_at.text();
    if (mark.last->occurred_at != mark.first->occurred_at) at += " to " + mark.last->occurred_at.text();
    std::string ids = mark.first->id.text();
    if (mark.lines > 1) ids += (mark.lines == 2 ? ", " : " to ") + mark.last->id.text();
    return fmt::format("{}: {} ({})", at, amounts_text(mark.amounts, ", "), ids);
  }

  [[nodiscard]] std::string drawn(const Mark& mark) const {
    return fmt::format("<use href=\"#mark-{}\" x=\"{}\" y=\"17\"><title>{}</title></use>\n", mark.look,
                       figures_.period.percent_at(mark.first->occurred_at), words(mark));
  }

  const ReportFigures& figures_;
  std::vector<TimeTick> ticks_;
  std::string grid_;
};

}  // namespace

std::string lives_table(const ReportFigures& figures) {
  const Lives lives(figures);
  std::string html = fmt::format(
      "<table class=\"figures lives\">\n<thead><tr><th scope=\"col\">Number</th>"
      "<th scope=\"col\" class=\"life\">{}</th><th scope=\"col\" class=\"amount wide\">Lines</th>"
      "<th scope=\"col\" class=\"amount\">Charged</th></tr></thead>\n<tbody>\n",
      lives.axis());
  for (const ReportNumber& number : figures.numbers) html += lives.row(number);
  return html + "</tbody>\n</table>\n";
}

}  // namespace rentroll::app
