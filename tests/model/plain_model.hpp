// A second, independent reckoning of the rules in domain.md, written from their text alone, against which
// random runs of the program are compared. It favours being plainly right over being fast, and shares no code
// with the program.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "plain_values.hpp"

namespace rentroll::tests::model {

// Section 8 of domain.md.
struct Policy {
  int reclaim_window_days = 5;
  int reserve_window_days = 10;
  std::string billing_day = "ratchet";
  std::string recovery_charges = "as_new";
  std::string renewal_without_credit = "charge";
  int grace_days = 7;
};

// [[price]], [[account]] and [[number]] of a scenario file; an absent `at` means the scenario's start.
struct PriceEntry {
  std::string country;
  std::string type;
  std::string setup;
  std::string monthly;
  std::string currency;
  std::optional<Micros> at;
};

struct AccountEntry {
  std::string id;
  std::string currency;
  std::optional<std::string> credit;
  std::optional<bool> verified;
  std::optional<Micros> at;
};

struct NumberEntry {
  std::string id;
  std::string country;
  std::string type;
  std::optional<std::vector<std::string>> capabilities;
  std::optional<std::string> onboarding;
  std::optional<std::vector<std::string>> required_documents;
  std::optional<Micros> at;
};

// [[step]]: `action` is the file's `do`; which of the fields are set follows from it.
struct Step {
  Micros at = 0;
  std::string action;
  std::optional<std::string> actor;
  std::optional<std::string> request;

  std::optional<std::string> account;
  std::optional<std::string> number;
  std::optional<std::string> country;
  std::optional<std::string> type;
  std::optional<std::vector<std::string>> capabilities;
  std::optional<std::string> onboarding;
  std::optional<std::vector<std::string>> required_documents;  // the file's `requires`
  std::optional<std::string> setup;
  std::optional<std::string> monthly;
  std::optional<std::string> currency;
  std::optional<std::string> credit;
  std::optional<bool> verified;
  std::optional<std::string> amount;
  std::optional<std::string> case_id;  // the file's `case`
  std::optional<std::string> scope;
  std::optional<std::string> reason;
  std::optional<std::string> status;
  std::optional<std::string> document;
  std::optional<std::string> charge;
  std::optional<CivilDate> rented_on;
  std::optional<CivilDate> next_due;
};

struct Scenario {
  std::string name = "model";
  Micros starts = 0;
  Micros ends = 0;
  Policy policy;
  std::vector<PriceEntry> prices;
  std::vector<AccountEntry> accounts;
  std::vector<NumberEntry> numbers;
  std::vector<Step> steps;
};

inline constexpr const char* events_header = "seq,occurred_at,type,account,number,actor,request";
inline constexpr const char* charges_header =
    "charge,occurred_at,account,number,kind,period_begin,period_end,amount,currency,cause,corrects,reason";
inline constexpr const char* accounts_header =
    "account,state,currency,credit,charged,balance,numbers,open_cases";
inline constexpr const char* numbers_header =
    "number,country,type,state,account,since,next_due,monthly,currency,reclaim_until,reserved_until,"
    "activation,onboarding";
inline constexpr const char* unrented_header = "number,unrented_at,reclaim_until,setup,monthly,currency";

// Rows are CSV without header and without line ends; the columns are those of the headers above.
struct Result {
  std::vector<std::string> events;
  std::vector<std::string> charges;
  std::vector<std::string> accounts;
  std::vector<std::string> numbers;
  // `accepted` or `rejected REASON`, in order of processing: by instant, and within one instant prices,
  // accounts, numbers, steps. For a repeated request (Q2) its first answer.
  std::vector<std::string> outcomes;
  // For each account that was opened, the rows of the `unrented` command.
  std::map<std::string, std::vector<std::string>> unrented_by_account;

  std::vector<std::string> unrented(const std::string& account) const;
};

// Runs to `ends`, or to `until` if that is earlier: what falls due or is asked for at that instant is done.
Result run(const Scenario& scenario, std::optional<Micros> until = std::nullopt);

}  // namespace rentroll::tests::model
