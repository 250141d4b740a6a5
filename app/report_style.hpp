#pragma once

#include <string>
#include <string_view>

#include "core/money.hpp"
#include "core/vocabulary.hpp"

/// How reports look: colours, patterns and marks. The colours differ for all common kinds of colour vision
/// and, by their lightness and the hatching, in grey print.
namespace rentroll::app {

/// CSS, after the shell's own.
[[nodiscard]] std::string_view report_style();

/// Patterns and marks that all drawings of a page refer to; an SVG of no size at the front of the body.
[[nodiscard]] std::string_view report_definitions();

/// `Setup`, `First month`, ...: what people call a kind of charge.
[[nodiscard]] std::string_view kind_name(core::ChargeKind kind);

/// The heading of amounts of a kind.
[[nodiscard]] std::string_view kind_heading(core::ChargeKind kind);

/// A table's cell with an amount; where nothing moved it is paler, so that the eye finds what did.
[[nodiscard]] std::string amount_cell(core::Money amount);

/// What the bars of the chart mean, as a list.
[[nodiscard]] std::string kinds_legend();

/// What bars and marks in the lives of numbers mean, as a list; in the report of one account also what
/// another account's rental looks like.
[[nodiscard]] std::string lives_legend(bool of_one_account);

/// The drawing of a stretch of a life: an SVG rectangle. `state` is the class, `other` for another account's.
/// Places are SVG lengths.
[[nodiscard]] std::string life_bar(std::string_view look, std::string_view x, std::string_view width,
                                   std::string_view title);

}  // namespace rentroll::app
