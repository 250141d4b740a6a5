// Random scenarios that look for trouble: instants on and beside the edges of windows, due dates and graces,
// low credit, repeated request ids, unknown names, requests by the wrong actor.
#pragma once

#include <rapidcheck/Gen.h>
#include <rapidcheck/gen/Arbitrary.h>

#include <iosfwd>
#include <string>

#include "plain_model.hpp"

namespace rentroll::tests::model {

// Generates well-formed scenarios only (nothing in them is bad input). They shrink towards fewer and plainer
// entries and steps and towards the default policy.
rc::Gen<Scenario> scenarios();

// The scenario as a file of interface.md, section 2, each step with `expect = "any"`.
std::string to_toml(const Scenario& scenario);

// RapidCheck shows a counterexample by this operator.
std::ostream& operator<<(std::ostream& output, const Scenario& scenario);

}  // namespace rentroll::tests::model

template <>
struct rc::Arbitrary<rentroll::tests::model::Scenario> {
  static Gen<rentroll::tests::model::Scenario> arbitrary() { return rentroll::tests::model::scenarios(); }
};
