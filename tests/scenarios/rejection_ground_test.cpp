#include "scenarios/rejection_ground.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string_view>

#include "core/text_enum.hpp"

namespace rentroll::scenarios {
namespace {

using core::NumberState;
using core::Rejection;

struct Row {
  RejectionGround ground;
  std::string_view rule;                     ///< of a number that is available
  std::string_view rented_rule = {};         ///< of one that is rented, where it is another
  std::string_view unrecoverable_rule = {};  ///< of one in its windows that nobody may take back, likewise
};

/// By the rules of domain.md, sections 3 to 6.
const std::map<Rejection, Row> rows{
    {Rejection::request_id_reused, {RejectionGround::other, "Q2"}},
    {Rejection::time_goes_backwards, {RejectionGround::other, "Q4"}},
    {Rejection::unknown_account, {RejectionGround::account, "Q3"}},
    {Rejection::account_closed, {RejectionGround::account, "A5"}},
    {Rejection::not_permitted, {RejectionGround::other, "Q1"}},
    {Rejection::unknown_number, {RejectionGround::number, "Q3"}},
    {Rejection::number_not_available, {RejectionGround::number, "N1", "N2"}},
    {Rejection::number_not_rented, {RejectionGround::number, "Q3"}},
    {Rejection::not_the_holder, {RejectionGround::number, "N2"}},
    {Rejection::number_returned, {RejectionGround::number, "N6"}},
    {Rejection::not_reclaimable, {RejectionGround::number, "N5", "N5", "N11"}},
    {Rejection::reclaim_window_closed, {RejectionGround::number, "N5"}},
    {Rejection::not_released, {RejectionGround::number, "N9"}},
    {Rejection::account_not_active, {RejectionGround::account, "A2"}},
    {Rejection::provisioning_suspended, {RejectionGround::account, "A2"}},
    {Rejection::no_price, {RejectionGround::number, "C1"}},
    {Rejection::insufficient_credit, {RejectionGround::credit, "C2"}},
    {Rejection::account_exists, {RejectionGround::account, "A5"}},
    {Rejection::number_exists, {RejectionGround::number, "N6"}},
    {Rejection::not_withdrawable, {RejectionGround::number, "N8"}},
    {Rejection::case_exists, {RejectionGround::other, "Q3"}},
    {Rejection::unknown_case, {RejectionGround::other, "Q3"}},
    {Rejection::onboarding_backwards, {RejectionGround::number, "N9"}},
    {Rejection::document_not_required, {RejectionGround::number, "N10"}},
    {Rejection::unknown_charge, {RejectionGround::other, "C9"}},
    {Rejection::nothing_to_change, {RejectionGround::other, "Q3"}},
};

}  // namespace

TEST_CASE("what each reason to refuse looks at, and the rule that it upholds") {
  projections::Number available;
  available.state = NumberState::available;
  projections::Number rented;
  rented.state = NumberState::rented;
  projections::Number unrecoverable;
  unrecoverable.state = NumberState::reclaimable;
  for (const auto& pair : core::EnumTexts<Rejection>::value) {
    const Rejection reason = pair.first;
    CAPTURE(pair.second);
    REQUIRE(rows.contains(reason));
    const Row& row = rows.at(reason);
    CHECK(ground_of(reason) == row.ground);
    CHECK(rule_broken(reason, available) == row.rule);
    CHECK(rule_broken(reason, rented) == (row.rented_rule.empty() ? row.rule : row.rented_rule));
    CHECK(rule_broken(reason, unrecoverable) ==
          (row.unrecoverable_rule.empty() ? row.rule : row.unrecoverable_rule));
  }
}

}  // namespace rentroll::scenarios
