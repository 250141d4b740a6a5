#include "core/policy.hpp"

#include <fmt/format.h>

#include "core/error.hpp"

namespace rentroll::core {

void Policy::check() const {
  check_days("reclaim_window_days", reclaim_window_days);
  check_days("reserve_window_days", reserve_window_days);
  check_days("grace_days", grace_days);
  check_windows();
}

void Policy::check_days(std::string_view setting, long long days) {
  if (days < 0 || days > 365)
    throw InputError(fmt::format("{} = {}: right are 0 to 365 days", setting, days));
}

void Policy::check_windows() const {
  if (reclaim_window_days > reserve_window_days) {
    throw InputError(fmt::format(
        "reclaim_window_days = {} is more than reserve_window_days = {}: the reclaim window is the first "
        "part of the reserve window (N5)",
        reclaim_window_days, reserve_window_days));
  }
}

}  // namespace rentroll::core
