#pragma once

#include <string>
#include <string_view>

#include "core/vocabulary.hpp"

namespace rentroll::core {

/// The settings of a log, which users may want otherwise. They stand in the log's first event, so that a log
/// explains itself, and never change within a log.
struct Policy {
  int reclaim_window_days = 5;   ///< N3: [unrent, unrent + days), 0 to 365, at most reserve_window_days
  int reserve_window_days = 10;  ///< N5: [unrent, unrent + days), 0 to 365
  BillingDay billing_day = BillingDay::ratchet;
  RecoveryCharges recovery_charges = RecoveryCharges::as_new;
  RenewalWithoutCredit renewal_without_credit = RenewalWithoutCredit::charge;
  int grace_days = 7;  ///< C8, "unrent": 0 to 365

  /// Calls `visit(name, setting)` for each setting, in the order of the documentation.
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit("reclaim_window_days", self.reclaim_window_days);
    visit("reserve_window_days", self.reserve_window_days);
    visit("billing_day", self.billing_day);
    visit("recovery_charges", self.recovery_charges);
    visit("renewal_without_credit", self.renewal_without_credit);
    visit("grace_days", self.grace_days);
  }

  /// Throws InputError where the settings, each of a valid type, make no policy.
  void check() const;
  /// Throws InputError for a number of days outside 0 to 365.
  static void check_days(std::string_view setting, long long days);
  /// Throws InputError where the reclaim window is longer than the reserve window.
  void check_windows() const;

  friend bool operator==(const Policy&, const Policy&) = default;
};

}  // namespace rentroll::core
