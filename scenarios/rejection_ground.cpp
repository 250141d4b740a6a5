#include "scenarios/rejection_ground.hpp"

namespace rentroll::scenarios {

using core::NumberState;
using core::Rejection;

RejectionGround ground_of(Rejection reason) {
  switch (reason) {
    case Rejection::unknown_account:
    case Rejection::account_closed:
    case Rejection::account_not_active:
    case Rejection::provisioning_suspended:
    case Rejection::account_exists:
      return RejectionGround::account;
    case Rejection::insufficient_credit:
      return RejectionGround::credit;
    case Rejection::unknown_number:
    case Rejection::number_not_available:
    case Rejection::number_not_rented:
    case Rejection::not_the_holder:
    case Rejection::number_returned:
    case Rejection::not_reclaimable:
    case Rejection::reclaim_window_closed:
    case Rejection::not_released:
    case Rejection::no_price:
    case Rejection::number_exists:
    case Rejection::not_withdrawable:
    case Rejection::onboarding_backwards:
    case Rejection::document_not_required:
      return RejectionGround::number;
    case Rejection::request_id_reused:
    case Rejection::time_goes_backwards:
    case Rejection::not_permitted:
    case Rejection::case_exists:
    case Rejection::unknown_case:
    case Rejection::unknown_charge:
    case Rejection::nothing_to_change:
      break;
  }
  return RejectionGround::other;
}

std::string_view rule_broken(Rejection reason, const projections::Number& number) {
  switch (reason) {
    case Rejection::request_id_reused:
      return "Q2";
    case Rejection::time_goes_backwards:
      return "Q4";
    case Rejection::account_closed:
    case Rejection::account_exists:
      return "A5";
    case Rejection::not_permitted:
      return "Q1";
    case Rejection::number_not_available:
      return number.state == NumberState::rented ? "N2" : "N1";
    case Rejection::not_the_holder:
      return "N2";
    case Rejection::number_returned:
    case Rejection::number_exists:
      return "N6";
    case Rejection::not_reclaimable:
      return number.in_windows() && !number.recoverable ? "N11" : "N5";
    case Rejection::reclaim_window_closed:
      return "N5";
    case Rejection::not_released:
    case Rejection::onboarding_backwards:
      return "N9";
    case Rejection::account_not_active:
    case Rejection::provisioning_suspended:
      return "A2";
    case Rejection::no_price:
      return "C1";
    case Rejection::insufficient_credit:
      return "C2";
    case Rejection::not_withdrawable:
      return "N8";
    case Rejection::document_not_required:
      return "N10";
    case Rejection::unknown_charge:
      return "C9";
    case Rejection::unknown_account:
    case Rejection::unknown_number:
    case Rejection::number_not_rented:
    case Rejection::case_exists:
    case Rejection::unknown_case:
    case Rejection::nothing_to_change:
      break;
  }
  return "Q3";
}

}  // namespace rentroll::scenarios
