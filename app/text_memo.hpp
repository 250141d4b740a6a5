#pragma once

#include <optional>
#include <string>
#include <unordered_map>

#include "core/instant.hpp"

namespace rentroll::app {

/// Texts of dates and instants for millions of rows, most of which bear the same ones: making a text takes as
/// long as printing the rest of a row.
class TextMemo {
 public:
  const std::string& of(core::Date date) {
    std::string& text = dates_[date.days()];
    if (text.empty()) text = date.text();
    return text;
  }
  /// Holds until the next call.
  const std::string& of(core::Instant instant) {
    if (instant_ != instant) {
      instant_ = instant;
      text_ = instant.text();
    }
    return text_;
  }

 private:
  std::unordered_map<std::int32_t, std::string> dates_;
  std::optional<core::Instant> instant_;
  std::string text_;
};

}  // namespace rentroll::app
