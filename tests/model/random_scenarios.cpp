#include "random_scenarios.hpp"

#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <ostream>
#include <sstream>
#include <tuple>
#include <utility>
#include <vector>

namespace rentroll::tests::model {

namespace {

using Texts = std::vector<std::string>;

// ---- Choices: small numbers, 0 the plainest, from which everything is built; they are what shrinks.

struct FrameChoice {
  unsigned starts = 0;
  unsigned months = 0;
  unsigned end_nudge = 0;
  unsigned reclaim_days = 0;
  unsigned reserve_days = 0;
  unsigned billing_day = 0;
  unsigned recovery = 0;
  unsigned without_credit = 0;
  unsigned grace_days = 0;
  unsigned setup = 0;
  unsigned monthly = 0;
  unsigned missing_price = 0;
};

struct AccountChoice {
  unsigned currency = 0;
  unsigned credit = 0;
  unsigned verified = 0;
  unsigned late = 0;
};

struct NumberChoice {
  unsigned identity = 0;
  unsigned onboarding = 0;
  unsigned documents = 0;
  unsigned capabilities = 0;
  unsigned late = 0;
};

struct PriceChoice {
  unsigned kind = 0;
  unsigned currency = 0;
  unsigned setup = 0;
  unsigned monthly = 0;
  unsigned days = 0;
};

struct StepChoice {
  unsigned action = 0;
  unsigned account = 0;
  unsigned number = 0;
  unsigned follows = 0;  // how many steps back the one is that this one goes on from; 0: none
  unsigned natural =
      0;  // what the step fits: 0 nothing, 1 that one, 2 a standing, else the number's life so far
  unsigned moment = 0;
  unsigned nudge = 0;
  unsigned distance = 0;
  unsigned stray = 0;
  unsigned actor = 0;
  unsigned request = 0;
  unsigned detail = 0;
};

template <typename Choice>
struct Field {
  unsigned Choice::*value;
  unsigned limit;
};

template <typename Choice>
using Fields = std::vector<Field<Choice>>;

const Fields<FrameChoice>& fields_of(const FrameChoice&) {
  static const Fields<FrameChoice> fields{
      {&FrameChoice::starts, 6},       {&FrameChoice::months, 6},         {&FrameChoice::end_nudge, 3},
      {&FrameChoice::reclaim_days, 6}, {&FrameChoice::reserve_days, 6},   {&FrameChoice::billing_day, 4},
      {&FrameChoice::recovery, 2},     {&FrameChoice::without_credit, 4}, {&FrameChoice::grace_days, 6},
      {&FrameChoice::setup, 4},        {&FrameChoice::monthly, 6},        {&FrameChoice::missing_price, 8}};
  return fields;
}

const Fields<AccountChoice>& fields_of(const AccountChoice&) {
  static const Fields<AccountChoice> fields{{&AccountChoice::currency, 3},
                                            {&AccountChoice::credit, 12},
                                            {&AccountChoice::verified, 12},
                                            {&AccountChoice::late, 24}};
  return fields;
}

const Fields<NumberChoice>& fields_of(const NumberChoice&) {
  static const Fields<NumberChoice> fields{{&NumberChoice::identity, 5},
                                           {&NumberChoice::onboarding, 20},
                                           {&NumberChoice::documents, 7},
                                           {&NumberChoice::capabilities, 3},
                                           {&NumberChoice::late, 24}};
  return fields;
}

const Fields<PriceChoice>& fields_of(const PriceChoice&) {
  static const Fields<PriceChoice> fields{{&PriceChoice::kind, 5},
                                          {&PriceChoice::currency, 2},
                                          {&PriceChoice::setup, 4},
                                          {&PriceChoice::monthly, 6},
                                          {&PriceChoice::days, 60}};
  return fields;
}

const Fields<StepChoice>& fields_of(const StepChoice&) {
  static const Fields<StepChoice> fields{
      {&StepChoice::action, 68}, {&StepChoice::account, 24},  {&StepChoice::number, 24},
      {&StepChoice::follows, 5}, {&StepChoice::natural, 7},   {&StepChoice::moment, 20},
      {&StepChoice::nudge, 6},   {&StepChoice::distance, 45}, {&StepChoice::stray, 80},
      {&StepChoice::actor, 60},  {&StepChoice::request, 24},  {&StepChoice::detail, 60}};
  return fields;
}

template <typename Choice>
std::vector<Choice> simpler(const Choice& choice) {
  std::vector<Choice> candidates;
  for (const Field<Choice>& field : fields_of(choice)) {
    const unsigned value = choice.*field.value;
    for (const unsigned smaller : {0U, value / 2, value - 1}) {
      if (smaller < value && (candidates.empty() || candidates.back().*field.value != smaller)) {
        candidates.push_back(choice);
        candidates.back().*field.value = smaller;
      }
    }
  }
  return candidates;
}

template <typename Choice>
rc::Gen<Choice> choices() {
  return rc::Gen<Choice>([](const rc::Random& random, int) {
    rc::Random source(random);
    Choice choice;
    for (const Field<Choice>& field : fields_of(choice)) {
      choice.*field.value = static_cast<unsigned>(source.next() % field.limit);
    }
    return rc::shrinkable::shrinkRecur(
        choice, [](const Choice& tried) { return rc::seq::fromContainer(simpler(tried)); });
  });
}

using ScenarioChoice = std::tuple<FrameChoice, std::vector<AccountChoice>, std::vector<NumberChoice>,
                                  std::vector<PriceChoice>, std::vector<StepChoice>>;

// ---- The small worlds that choices pick from.

template <typename Value>
const Value& pick(const std::vector<Value>& values, unsigned choice) {
  return values[choice % values.size()];
}

struct NumberKind {
  std::string id;
  std::string country;
  std::string type;
};

// In an order of creation that is not the byte order of the texts.
const std::vector<NumberKind>& number_kinds() {
  static const std::vector<NumberKind> kinds{
      {"+14155550100", "US", "local"},   {"US-54321", "US", "short_code"},
      {"+4930123456", "DE", "national"}, {"+18005550199", "US", "toll_free"},
      {"+447700900123", "GB", "mobile"}, {"+12025550142", "US", "local"}};
  return kinds;
}

// Only ever stocked by a step.
const std::string spare_number = "+12025550142";
const std::string unknown_number = "+19995550000";

const NumberKind& kind_of(const std::string& id) {
  for (const NumberKind& kind : number_kinds()) {
    if (kind.id == id) {
      return kind;
    }
  }
  return number_kinds().front();
}

const Texts account_ids{"zeta", "Alpha", "_9.acme", "mid-1"};
const std::string spare_account = "late-1";
const std::string unknown_account = "ghost";

const Texts currencies{"USD", "EUR"};
const Texts setups{"0.50", "0", "1.00", "0.000001"};
const Texts monthlies{"1.00", "0", "2.50", "1.000005", "0.000005", "0.15"};
const Texts credits{"5.00", "20.00", "3.500000", "8.00", "2.00",    "100",
                    "6",    "12.50", "1.50",     "4.00", "0.000001"};
const Texts statuses{"general_availability", "beta", "preview", "testing"};
const Texts documents{"identity", "address_local", "address_national"};
const Texts case_reasons{"fraud", "manual", "unpaid", "complaint"};
const Texts actors{"customer", "support", "provider", "carrier"};
const std::vector<Texts> document_lists{
    {}, {"identity"}, {"identity", "address_local"}, {"address_national", "identity"}};
const std::vector<Texts> capability_lists{{"voice"}, {"voice", "sms", "mms"}};

const Texts actions{"rent",
                    "rent",
                    "rent",
                    "rent",
                    "rent",
                    "rent",
                    "rent",
                    "rent",
                    "rent",
                    "rent",
                    "unrent",
                    "unrent",
                    "unrent",
                    "unrent",
                    "unrent",
                    "reclaim",
                    "reclaim",
                    "reclaim",
                    "reclaim",
                    "recover",
                    "recover",
                    "recover",
                    "add_credit",
                    "add_credit",
                    "add_credit",
                    "disconnect",
                    "disconnect",
                    "close",
                    "close",
                    "withdraw",
                    "withdraw",
                    "stock",
                    "stock",
                    "onboard",
                    "onboard",
                    "onboard",
                    "grant_preview",
                    "grant_preview",
                    "accept_document",
                    "accept_document",
                    "accept_document",
                    "open_account",
                    "open_account",
                    "verify",
                    "verify",
                    "disable",
                    "enable",
                    "enable",
                    "suspend_account",
                    "suspend_account",
                    "suspend_account",
                    "reinstate_account",
                    "reinstate_account",
                    "suspend_number",
                    "reinstate_number",
                    "set_price",
                    "set_price",
                    "reprice",
                    "reprice",
                    "adjust",
                    "adjust",
                    "adjust",
                    "adjust",
                    "unrent",
                    "carry_over",
                    "carry_over",
                    "carry_over",
                    "carry_over"};

// What one would ask for after each kind of step.
const Texts& natural_actions(const std::string& action) {
  static const std::map<std::string, Texts> after{
      {"unrent",
       {"reclaim", "reclaim", "recover", "reclaim", "rent", "reclaim", "withdraw", "recover", "reclaim"}},
      {"disconnect", {"recover", "reclaim", "rent", "withdraw"}},
      {"withdraw", {"stock", "recover", "rent"}},
      {"stock", {"rent", "onboard", "carry_over", "rent"}},
      {"onboard", {"onboard", "rent"}},
      {"suspend_account", {"reinstate_account", "rent", "reinstate_account", "suspend_account"}},
      {"reinstate_account", {"rent", "suspend_account", "reinstate_account"}},
      {"suspend_number", {"reinstate_number", "reinstate_number", "suspend_number"}},
      {"reinstate_number", {"reinstate_number", "suspend_number"}},
      {"disable", {"enable", "rent", "enable", "verify", "suspend_account"}},
      {"enable", {"rent", "disable"}},
      {"verify", {"rent", "disable", "suspend_account", "suspend_number"}},
      {"close", {"adjust", "reclaim", "open_account", "recover", "rent"}},
      {"open_account", {"rent", "verify", "close"}},
      {"accept_document", {"accept_document", "unrent"}},
      {"adjust", {"adjust", "add_credit"}},
      {"add_credit", {"rent", "adjust"}}};
  static const Texts after_rent{"unrent",
                                "unrent",
                                "unrent",
                                "unrent",
                                "accept_document",
                                "accept_document",
                                "disconnect",
                                "reprice",
                                "reprice",
                                "add_credit",
                                "add_credit",
                                "adjust",
                                "adjust",
                                "suspend_account",
                                "unrent",
                                "rent",
                                "close"};
  const auto found = after.find(action);
  return found == after.end() ? after_rent : found->second;
}

// ---- Building a scenario.

struct Builder {
  Scenario scenario;
  FrameChoice frame;
  std::vector<std::string> late_ids;  // accounts and numbers of the file that come after its start
};

Micros months_after(Micros from, int months) {
  const CivilDate date = date_of(from);
  const int month = date.month - 1 + months;
  return midnight(clamped(date.year + month / 12, month % 12 + 1, date.day));
}

Micros nudged(Micros at, unsigned nudge) { return nudge == 1 ? at + 1 : nudge == 2 ? at - 1 : at; }

Micros within(const Scenario& scenario, Micros at) { return std::clamp(at, scenario.starts, scenario.ends); }

void build_frame(Builder& builder) {
  static const Texts starts{"2024-01-31",
                            "2023-01-01",
                            "2023-12-30T22:30:00Z",
                            "2023-08-31T23:59:59.999999Z",
                            "2024-02-29T12:00:00.500000Z",
                            "2023-01-29"};
  static const std::vector<int> months{3, 4, 6, 9, 14, 1};
  static const std::vector<int> reclaim_days{5, 0, 1, 2, 10, 28};
  static const std::vector<int> further_days{5, 0, 1, 3, 21, 5};
  static const std::vector<int> grace_days{7, 0, 1, 3, 31, 10};
  static const Texts billing_days{"ratchet", "anchored", "last_day", "first"};
  static const Texts without_credit{"charge", "suspend", "unrent", "cancel"};
  const FrameChoice& frame = builder.frame;
  Scenario& scenario = builder.scenario;
  scenario.name = "random";
  scenario.starts = instant(pick(starts, frame.starts));
  scenario.ends = nudged(months_after(scenario.starts, pick(months, frame.months)), frame.end_nudge);
  scenario.policy.reclaim_window_days = pick(reclaim_days, frame.reclaim_days);
  scenario.policy.reserve_window_days =
      scenario.policy.reclaim_window_days + pick(further_days, frame.reserve_days);
  scenario.policy.billing_day = pick(billing_days, frame.billing_day);
  scenario.policy.recovery_charges = frame.recovery == 0 ? "as_new" : "none";
  scenario.policy.renewal_without_credit = pick(without_credit, frame.without_credit);
  scenario.policy.grace_days = pick(grace_days, frame.grace_days);
}

PriceEntry price_entry(unsigned kind, unsigned currency, unsigned setup, unsigned monthly) {
  const NumberKind& number = pick(number_kinds(), kind);
  return PriceEntry{
      number.country, number.type, pick(setups, setup), pick(monthlies, monthly), pick(currencies, currency),
      std::nullopt};
}

// Whether a number of the scenario, or the one that a step may stock, is of that country and type.
bool is_of_scenario(const Scenario& scenario, const NumberKind& kind) {
  const NumberKind& spare = kind_of(spare_number);
  return (kind.country == spare.country && kind.type == spare.type) ||
         std::any_of(scenario.numbers.begin(), scenario.numbers.end(), [&](const NumberEntry& number) {
           return number.country == kind.country && number.type == kind.type;
         });
}

void build_prices(Builder& builder, const std::vector<PriceChoice>& choices_of_prices) {
  const FrameChoice& frame = builder.frame;
  for (unsigned kind = 0; kind < 5; ++kind) {
    if (!is_of_scenario(builder.scenario, number_kinds()[kind])) {
      continue;
    }
    for (unsigned currency = 0; currency < 2; ++currency) {
      if (currency == 0 || frame.missing_price != kind + 1) {
        builder.scenario.prices.push_back(
            price_entry(kind, currency, frame.setup + kind, frame.monthly + kind + currency));
      }
    }
  }
  for (const PriceChoice& choice : choices_of_prices) {
    PriceEntry price = price_entry(choice.kind, choice.currency, choice.setup, choice.monthly);
    if (choice.days > 0) {
      price.at = within(builder.scenario, builder.scenario.starts + choice.days * micros_per_day);
    }
    builder.scenario.prices.push_back(price);
  }
}

std::optional<Micros> late_entry(Builder& builder, const std::string& id, unsigned late) {
  if (late < 23) {
    return std::nullopt;
  }
  builder.late_ids.push_back(id);
  return within(builder.scenario, builder.scenario.starts + 3 * micros_per_day);
}

void build_accounts(Builder& builder, std::vector<AccountChoice> choices_of_accounts) {
  choices_of_accounts.resize(std::clamp<std::size_t>(choices_of_accounts.size(), 1, account_ids.size()));
  for (const AccountChoice& choice : choices_of_accounts) {
    AccountEntry account;
    account.id = account_ids[builder.scenario.accounts.size()];
    account.currency = choice.currency == 2 ? "EUR" : "USD";
    if (choice.credit < credits.size()) {
      account.credit = credits[choice.credit];
    }
    if (choice.verified > 8) {
      account.verified = choice.verified < 11;
    }
    account.at = late_entry(builder, account.id, choice.late);
    builder.scenario.accounts.push_back(account);
  }
}

void build_numbers(Builder& builder, std::vector<NumberChoice> choices_of_numbers) {
  choices_of_numbers.resize(std::clamp<std::size_t>(choices_of_numbers.size(), 1, 5));
  const unsigned first = choices_of_numbers.front().identity;
  for (const NumberChoice& choice : choices_of_numbers) {
    const auto index = static_cast<unsigned>(builder.scenario.numbers.size());
    const NumberKind& kind = number_kinds()[(first + index) % 5];
    NumberEntry number;
    number.id = kind.id;
    number.country = kind.country;
    number.type = kind.type;
    if (choice.onboarding > 15) {
      number.onboarding = pick(statuses, choice.onboarding);
    }
    if (choice.documents > 3) {
      number.required_documents = pick(document_lists, choice.documents);
    }
    if (choice.capabilities > 0) {
      number.capabilities = pick(capability_lists, choice.capabilities);
    }
    number.at = late_entry(builder, number.id, choice.late);
    builder.scenario.numbers.push_back(number);
  }
}

// ---- Building a step.

// Midnight of the day after which a rental begun at `base` may be due, by one rule of C3 or another.
Micros due_after(const Scenario& scenario, Micros base, int months) {
  const CivilDate date = date_of(months_after(base, months));
  if (scenario.policy.billing_day == "first") {
    return midnight(CivilDate{date.year, date.month, 1});
  }
  const bool last = scenario.policy.billing_day == "last_day" && is_last_of_month(date_of(base));
  return last ? midnight(clamped(date.year, date.month, 31)) : midnight(date);
}

Micros moment_of(const Scenario& scenario, const StepChoice& choice, Micros base) {
  const Policy& policy = scenario.policy;
  const CivilDate date = date_of(base);
  switch (choice.moment) {
    case 1:
    case 2:
      return base + choice.distance * micros_per_day;
    case 3:
      return base + policy.reclaim_window_days * micros_per_day;
    case 4:
      return base + policy.reserve_window_days * micros_per_day;
    case 5:
      return due_after(scenario, base, 1);
    case 6:
      return due_after(scenario, base, 1 + static_cast<int>(choice.distance % 4));
    case 7:
      return due_after(scenario, base, 1) + policy.grace_days * micros_per_day;
    case 8:
      return midnight(clamped(date.year, date.month, 31)) + choice.distance % 2 * (micros_per_day - 1);
    case 9:
      return choice.distance % 4 == 0 ? instant("2024-02-29") : base + choice.distance * micros_per_day / 4;
    case 11:
      return due_after(scenario, base, 1) + policy.reclaim_window_days * micros_per_day;
    case 12:
    case 13:
    case 14:
      return base + choice.distance * (micros_per_day / 24);
    default:
      return base;
  }
}

const Step* followed_step(const Scenario& scenario, const StepChoice& choice) {
  const std::size_t done = scenario.steps.size();
  return choice.follows == 0 || choice.follows > done ? nullptr : &scenario.steps[done - choice.follows];
}

std::string account_for(const Scenario& scenario, const StepChoice& choice, const Step* followed) {
  if (choice.stray == 79) {
    return unknown_account;
  }
  if (followed != nullptr && followed->account && followed->account != unknown_account && choice.stray < 76) {
    return *followed->account;
  }
  return choice.account == 23 ? spare_account
                              : scenario.accounts[choice.account % scenario.accounts.size()].id;
}

std::string number_for(const Scenario& scenario, const StepChoice& choice, const Step* followed) {
  if (choice.stray == 78) {
    return unknown_number;
  }
  if (followed != nullptr && followed->number && followed->number != unknown_number && choice.stray < 72) {
    return *followed->number;
  }
  return choice.number == 23 ? spare_number : scenario.numbers[choice.number % scenario.numbers.size()].id;
}

void fill_stock(Step& step, const StepChoice& choice) {
  const NumberKind& kind = kind_of(*step.number);
  step.country = kind.country;
  step.type = kind.type;
  if (choice.detail % 3 == 1) {
    step.onboarding = pick(statuses, choice.detail);
    step.required_documents = pick(document_lists, choice.detail / 4);
  }
  if (choice.detail % 7 == 1) {
    step.capabilities = pick(capability_lists, choice.detail);
  }
}

void fill_price(Step& step, const StepChoice& choice) {
  const PriceEntry price = price_entry(choice.number, choice.account, choice.detail, choice.detail / 4);
  step.country = price.country;
  step.type = price.type;
  step.setup = price.setup;
  step.monthly = price.monthly;
  step.currency = price.currency;
}

void fill_case(Step& step, const StepChoice& choice, const Step* followed) {
  static const Texts ids{"c-1", "c-2", "unpaid-1", "c-1", "unpaid-2", "unpaid-x"};
  static const Texts scopes{"all_services", "provisioning", "throughput"};
  const bool opens = step.action == "suspend_account" || step.action == "suspend_number";
  step.case_id = followed != nullptr && followed->case_id ? *followed->case_id : pick(ids, choice.detail);
  if (opens) {
    step.reason = pick(case_reasons, choice.detail / 3);
  }
  if (step.action == "suspend_account") {
    step.scope = pick(scopes, choice.detail);
  }
}

// Stands for a charge that exists by then, until `resolve_charges`.
const std::string charge_to_pick = "charge to pick ";

void fill_adjustment(Step& step, const StepChoice& choice, const std::string& number) {
  static const Texts amounts{"-1.00", "1.00", "0", "-0.000001", "2.50", "-20", "-0.50", "3.5"};
  step.amount = pick(amounts, choice.detail);
  step.reason = choice.detail % 5 == 1 ? "wrong, says \"support\"" : "goodwill";
  if (choice.detail % 4 != 0) {
    step.charge = charge_to_pick + std::to_string(choice.detail);
  }
  // A number comes with a reason of its own: whether an adjustment that names the number of its charge is the
  // same content as one that leaves it out (Q2, C9) is nothing that a random scenario should ask.
  if (choice.detail % 5 == 2) {
    step.number = number;
    step.reason = "for the number";
  }
}

// Dates on and beside the instant, and at the ends of months (N13).
void fill_carry_over(Step& step, const StepChoice& choice) {
  static const std::vector<int> held_days{0, 1, 31, 270};
  static const std::vector<int> days_to_come{0, 1, 27, 30, 31, 5, 60};
  const CivilDate today = date_of(step.at);
  const Micros next_midnight = midnight(today) + (step.at == midnight(today) ? 0 : micros_per_day);
  step.rented_on = date_of(step.at - pick(held_days, choice.detail) * micros_per_day);
  step.next_due = date_of(next_midnight + pick(days_to_come, choice.distance) * micros_per_day);
  const CivilDate last_of_month = clamped(step.next_due->year, step.next_due->month, 31);
  if (choice.detail % 3 == 2) {
    step.next_due = last_of_month;
  }
  step.setup = pick(setups, choice.detail);
  step.monthly = pick(monthlies, choice.detail / 4);
}

// Whether the dates fit the instant; those of all other steps do.
bool fits_its_instant(const Step& step) {
  return step.action != "carry_over" ||
         (midnight(*step.rented_on) <= step.at && midnight(*step.next_due) >= step.at);
}

void fill_account(Step& step, const StepChoice& choice) {
  step.currency = pick(currencies, choice.detail);
  if (choice.detail % 3 != 0) {
    step.credit = pick(credits, choice.detail);
  }
  if (choice.detail % 4 == 3) {
    step.verified = choice.detail % 8 == 3;
  }
}

bool is_one_of(const std::string& text, const Texts& others) {
  return std::find(others.begin(), others.end(), text) != others.end();
}

void fill_subjects(const Builder& builder, Step& step, const std::string& account,
                   const std::string& number) {
  const bool of_number = is_one_of(
      step.action, {"stock", "withdraw", "onboard", "suspend_number", "reinstate_number", "set_price"});
  const bool with_number = is_one_of(step.action, {"rent", "unrent", "reclaim", "recover", "disconnect",
                                                   "accept_document", "reprice", "carry_over"}) ||
                           (of_number && step.action != "set_price");
  if (!of_number) {
    step.account = account;
  }
  if (with_number) {
    step.number = number;
  }
  // What the file itself brings later cannot well be opened or stocked before.
  if (step.action == "open_account" && is_one_of(account, builder.late_ids)) {
    step.account = spare_account;
  }
  if (step.action == "stock" && is_one_of(number, builder.late_ids)) {
    step.number = spare_number;
  }
}

void fill_details(Step& step, const StepChoice& choice, const Step* followed, const std::string& number) {
  static const Texts amounts{"1.00", "0.50", "10", "0.000001", "2.5", "20"};
  if (step.action == "stock") {
    fill_stock(step, choice);
  } else if (step.action == "set_price") {
    fill_price(step, choice);
  } else if (step.action == "carry_over") {
    fill_carry_over(step, choice);
  } else if (step.action == "open_account") {
    fill_account(step, choice);
  } else if (step.action == "onboard") {
    step.status = pick(statuses, choice.detail);
  } else if (step.action == "accept_document") {
    step.document = pick(documents, choice.detail);
  } else if (step.action == "add_credit") {
    step.amount = pick(amounts, choice.detail);
  } else if (step.action == "reprice") {
    step.monthly = pick(monthlies, choice.detail);
  } else if (step.action == "disconnect") {
    step.reason = "aup_violation";
  } else if (step.action == "adjust") {
    fill_adjustment(step, choice, number);
  } else if (is_one_of(step.action,
                       {"suspend_account", "reinstate_account", "suspend_number", "reinstate_number"})) {
    fill_case(step, choice, followed);
  }
}

// ---- Request ids (Q2).

std::string with_six_decimals(const std::string& text) {
  std::string spelled = money_text(money(text));
  spelled.append(6 - (spelled.size() - spelled.find('.') - 1), '0');
  return spelled;
}

std::string default_actor(const std::string& action) {
  if (is_one_of(action,
                {"open_account", "disable", "enable", "close", "add_credit", "rent", "unrent", "reclaim"})) {
    return "customer";
  }
  if (action == "recover") {
    return "support";
  }
  return is_one_of(action, {"stock", "withdraw"}) ? "carrier" : "provider";
}

// The same content in other words: defaults filled in, money written out.
Step spelled_out(Step step) {
  step.actor = step.actor.value_or(default_actor(step.action));
  for (auto* amount : {&step.setup, &step.monthly, &step.credit, &step.amount}) {
    if (*amount) {
      *amount = with_six_decimals(**amount);
    }
  }
  if (step.action == "open_account") {
    step.verified = step.verified.value_or(true);
  }
  if (step.action == "stock") {
    step.capabilities = step.capabilities.value_or(Texts{"voice"});
    step.onboarding = step.onboarding.value_or("general_availability");
    step.required_documents = step.required_documents.value_or(Texts{});
  }
  return step;
}

const Step* newest_with_request(const Scenario& scenario) {
  for (std::size_t index = scenario.steps.size(); index > 0; --index) {
    if (scenario.steps[index - 1].request) {
      return &scenario.steps[index - 1];
    }
  }
  return nullptr;
}

Step with_request(const Scenario& scenario, const StepChoice& choice, Step step) {
  if (choice.request < 16) {
    return step;
  }
  const Step* earlier = newest_with_request(scenario);
  if (choice.request < 20 || earlier == nullptr) {
    step.request = "r-" + std::to_string(scenario.steps.size());
    return step;
  }
  if (choice.request == 23) {
    step.request = earlier->request;
    return step;
  }
  Step repeated = choice.request == 22 ? *earlier : spelled_out(*earlier);
  repeated.at = step.at;
  return fits_its_instant(repeated) ? repeated : step;
}

// The newest step so far in the life of the number.
const Step* newest_in_life(const Scenario& scenario, const std::string& number) {
  const Step* newest = nullptr;
  for (const Step& step : scenario.steps) {
    const bool of_life = is_one_of(step.action, {"rent", "carry_over", "unrent", "reclaim", "recover",
                                                 "disconnect", "withdraw", "stock"});
    if (of_life && step.number == number && (newest == nullptr || step.at >= newest->at)) {
      newest = &step;
    }
  }
  return newest;
}

// The newest step so far that left something standing that another can lift or go on with.
const Step* newest_standing(const Scenario& scenario) {
  for (std::size_t index = scenario.steps.size(); index > 0; --index) {
    const Step& step = scenario.steps[index - 1];
    if (is_one_of(step.action, {"suspend_account", "suspend_number", "disable", "verify", "onboard"})) {
      return &step;
    }
  }
  return nullptr;
}

const Step* step_before(const Scenario& scenario, const StepChoice& choice, const Step* followed,
                        const std::string& number) {
  if (choice.natural < 2) {
    return followed;
  }
  return choice.natural == 2 ? newest_standing(scenario) : newest_in_life(scenario, number);
}

std::string action_for(const StepChoice& choice, const Step* before) {
  static const Texts standing{"suspend_account", "disable", "suspend_number",
                              "onboard",         "verify",  "suspend_account"};
  if (choice.natural == 0) {
    return pick(actions, choice.action);
  }
  if (choice.natural == 2 && before == nullptr) {
    return pick(standing, choice.action);
  }
  static const Texts beginnings{"rent", "rent", "rent", "rent", "rent", "carry_over", "rent", "rent"};
  return pick(before == nullptr ? beginnings : natural_actions(before->action), choice.action);
}

// What would come after the end happens together with the step that it goes on from.
Micros instant_for(const Scenario& scenario, const StepChoice& choice, const Step* before) {
  const Micros base = before != nullptr ? before->at : scenario.starts;
  // What follows a carry-over goes by its due date (C11).
  const bool by_due_date = before != nullptr && before->action == "carry_over" && choice.moment >= 5;
  const Micros from = by_due_date ? midnight(*before->next_due) : base;
  const Micros at = nudged(moment_of(scenario, choice, from), choice.nudge);
  return at < scenario.starts || at > scenario.ends ? base : at;
}

void build_step(Builder& builder, const StepChoice& choice) {
  Scenario& scenario = builder.scenario;
  const Step* followed = choice.natural > 1 ? nullptr : followed_step(scenario, choice);
  const std::string number = number_for(scenario, choice, followed);
  const Step* before = step_before(scenario, choice, followed, number);
  Step step;
  step.at = instant_for(scenario, choice, before);
  step.action = action_for(choice, before);
  const std::string subject = choice.natural == 2 ? number_for(scenario, choice, before) : number;
  fill_subjects(builder, step, account_for(scenario, choice, before), subject);
  fill_details(step, choice, before, subject);
  if (choice.actor > 55) {
    step.actor = actors[choice.actor - 56];
  }
  scenario.steps.push_back(with_request(scenario, choice, step));
}

// ---- Charges to adjust.

struct KnownCharge {
  std::string id;
  Micros at = 0;
  std::string account;
};

// Its first three columns never need quotes.
KnownCharge known_charge(const std::string& row) {
  std::istringstream columns(row);
  KnownCharge charge;
  std::string at;
  std::getline(columns, charge.id, ',');
  std::getline(columns, at, ',');
  std::getline(columns, charge.account, ',');
  charge.at = instant(at);
  return charge;
}

std::string picked_charge(const std::vector<KnownCharge>& charges, const Step& step, std::size_t choice) {
  Texts candidates{choice % 2 == 0 ? "5-setup" : "9999-renewal"};
  for (const KnownCharge& charge : charges) {
    if (charge.at <= step.at && (charge.account == *step.account || choice % 6 == 5)) {
      candidates.push_back(charge.id);
    }
  }
  return candidates[candidates.size() - 1 - choice % candidates.size()];
}

bool is_to_pick(const Step& step) { return step.charge && step.charge->rfind(charge_to_pick, 0) == 0; }

// Finds charges that exist by the time they are adjusted, by running the scenario without knowing them: it
// makes nearly the same log. What repeats a request picks the same charge, so that its content stays the
// same.
void resolve_charges(Scenario& scenario) {
  if (std::none_of(scenario.steps.begin(), scenario.steps.end(), is_to_pick)) {
    return;
  }
  std::vector<KnownCharge> charges;
  for (const std::string& row : run(scenario).charges) {
    charges.push_back(known_charge(row));
  }
  std::map<std::pair<std::string, std::string>, std::string> picked_before;
  for (Step& step : scenario.steps) {
    if (!is_to_pick(step)) {
      continue;
    }
    const auto choice = static_cast<std::size_t>(std::stoul(step.charge->substr(charge_to_pick.size())));
    const std::string picked = picked_charge(charges, step, choice);
    const std::pair<std::string, std::string> place{step.request.value_or(""), *step.charge};
    step.charge = step.request ? picked_before.emplace(place, picked).first->second : picked;
  }
}

Scenario build(const ScenarioChoice& choice) {
  Builder builder;
  builder.frame = std::get<0>(choice);
  build_frame(builder);
  build_accounts(builder, std::get<1>(choice));
  build_numbers(builder, std::get<2>(choice));
  build_prices(builder, std::get<3>(choice));
  for (const StepChoice& step : std::get<4>(choice)) {
    build_step(builder, step);
  }
  std::stable_sort(builder.scenario.steps.begin(), builder.scenario.steps.end(),
                   [](const Step& left, const Step& right) { return left.at < right.at; });
  resolve_charges(builder.scenario);
  return builder.scenario;
}

// ---- TOML.

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char character : text) {
    if (character == '"' || character == '\\') {
      result += '\\';
    }
    result += character;
  }
  return result + "\"";
}

void write_text(std::ostream& output, const char* key, const std::optional<std::string>& value) {
  if (value) {
    output << key << " = " << quoted(*value) << "\n";
  }
}

void write_texts(std::ostream& output, const char* key, const std::optional<Texts>& values) {
  if (!values) {
    return;
  }
  output << key << " = [";
  for (std::size_t index = 0; index < values->size(); ++index) {
    output << (index == 0 ? "" : ", ") << quoted((*values)[index]);
  }
  output << "]\n";
}

void write_instant(std::ostream& output, const char* key, const std::optional<Micros>& value) {
  if (value) {
    output << key << " = " << instant_text(*value) << "\n";
  }
}

void write_date(std::ostream& output, const char* key, const std::optional<CivilDate>& value) {
  if (value) {
    output << key << " = " << date_text(*value) << "\n";
  }
}

void write_flag(std::ostream& output, const char* key, const std::optional<bool>& value) {
  if (value) {
    output << key << " = " << (*value ? "true" : "false") << "\n";
  }
}

void write_frame(std::ostream& output, const Scenario& scenario) {
  const Policy& policy = scenario.policy;
  output << "[scenario]\n";
  write_text(output, "name", scenario.name);
  write_instant(output, "starts", scenario.starts);
  write_instant(output, "ends", scenario.ends);
  output << "\n[policy]\n"
         << "reclaim_window_days = " << policy.reclaim_window_days << "\n"
         << "reserve_window_days = " << policy.reserve_window_days << "\n";
  write_text(output, "billing_day", policy.billing_day);
  write_text(output, "recovery_charges", policy.recovery_charges);
  write_text(output, "renewal_without_credit", policy.renewal_without_credit);
  output << "grace_days = " << policy.grace_days << "\n";
}

void write(std::ostream& output, const PriceEntry& price) {
  output << "\n[[price]]\n";
  write_text(output, "country", price.country);
  write_text(output, "type", price.type);
  write_text(output, "setup", price.setup);
  write_text(output, "monthly", price.monthly);
  write_text(output, "currency", price.currency);
  write_instant(output, "at", price.at);
}

void write(std::ostream& output, const AccountEntry& account) {
  output << "\n[[account]]\n";
  write_text(output, "id", account.id);
  write_text(output, "currency", account.currency);
  write_text(output, "credit", account.credit);
  write_flag(output, "verified", account.verified);
  write_instant(output, "at", account.at);
}

void write(std::ostream& output, const NumberEntry& number) {
  output << "\n[[number]]\n";
  write_text(output, "id", number.id);
  write_text(output, "country", number.country);
  write_text(output, "type", number.type);
  write_texts(output, "capabilities", number.capabilities);
  write_text(output, "onboarding", number.onboarding);
  write_texts(output, "requires", number.required_documents);
  write_instant(output, "at", number.at);
}

void write(std::ostream& output, const Step& step) {
  output << "\n[[step]]\n";
  write_instant(output, "at", step.at);
  write_text(output, "do", step.action);
  write_text(output, "account", step.account);
  write_text(output, "number", step.number);
  write_text(output, "country", step.country);
  write_text(output, "type", step.type);
  write_texts(output, "capabilities", step.capabilities);
  write_text(output, "onboarding", step.onboarding);
  write_texts(output, "requires", step.required_documents);
  write_text(output, "setup", step.setup);
  write_text(output, "monthly", step.monthly);
  write_text(output, "currency", step.currency);
  write_text(output, "credit", step.credit);
  write_flag(output, "verified", step.verified);
  write_text(output, "amount", step.amount);
  write_text(output, "case", step.case_id);
  write_text(output, "scope", step.scope);
  write_text(output, "reason", step.reason);
  write_text(output, "status", step.status);
  write_text(output, "document", step.document);
  write_text(output, "charge", step.charge);
  write_date(output, "rented_on", step.rented_on);
  write_date(output, "next_due", step.next_due);
  write_text(output, "actor", step.actor);
  write_text(output, "request", step.request);
  write_text(output, "expect", "any");
}

}  // namespace

rc::Gen<Scenario> scenarios() {
  const auto sized = [](int at_least, double by_size, auto gen) {
    return rc::gen::withSize(
        [=](int size) { return rc::gen::resize(at_least + static_cast<int>(by_size * size), gen); });
  };
  return rc::gen::map(
      rc::gen::tuple(choices<FrameChoice>(),
                     sized(2, 0.03, rc::gen::container<std::vector<AccountChoice>>(choices<AccountChoice>())),
                     sized(3, 0.03, rc::gen::container<std::vector<NumberChoice>>(choices<NumberChoice>())),
                     sized(1, 0.03, rc::gen::container<std::vector<PriceChoice>>(choices<PriceChoice>())),
                     sized(8, 0.32, rc::gen::container<std::vector<StepChoice>>(choices<StepChoice>()))),
      build);
}

std::string to_toml(const Scenario& scenario) {
  std::ostringstream output;
  write_frame(output, scenario);
  for (const PriceEntry& price : scenario.prices) {
    write(output, price);
  }
  for (const AccountEntry& account : scenario.accounts) {
    write(output, account);
  }
  for (const NumberEntry& number : scenario.numbers) {
    write(output, number);
  }
  for (const Step& step : scenario.steps) {
    write(output, step);
  }
  return output.str();
}

std::ostream& operator<<(std::ostream& output, const Scenario& scenario) {
  return output << to_toml(scenario);
}

}  // namespace rentroll::tests::model
