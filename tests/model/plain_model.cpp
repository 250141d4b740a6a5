#include "plain_model.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <stdexcept>
#include <tuple>
#include <utility>

namespace rentroll::tests::model {

namespace {

// Who asked for what is recorded: every event of one request bears its request id.
struct Author {
  std::string actor;
  std::string request;
};

struct Event {
  Micros at = 0;
  std::string type;
  std::string account;
  std::string number;
  Author author;
};

struct Charge {
  std::string id;
  Micros at = 0;
  std::string account;
  std::string number;
  std::string kind;
  std::optional<CivilDate> period_begin;
  std::optional<CivilDate> period_end;
  Millionths amount = 0;
  std::string currency;
  std::string cause;
  std::string corrects;
  std::string reason;
};

struct Case {
  std::string id;
  std::string scope;
  bool open = true;
};

struct Price {
  std::string country;
  std::string type;
  std::string currency;
  Millionths setup = 0;
  Millionths monthly = 0;
};

struct Account {
  std::string currency;
  Millionths credit = 0;
  bool verified = true;
  bool disabled = false;
  bool closed = false;
  bool preview_granted = false;
  std::vector<Case> cases;
  int unpaid_cases = 0;                // C8: the K of the newest `unpaid-K`
  std::optional<Micros> grace_expiry;  // C8: while a grace runs
};

struct Rental {
  std::size_t beginning = 0;  // seq of the event that began it
  CivilDate begun_on;
  CivilDate next_due;
  Millionths monthly = 0;
  std::string currency;
  std::vector<std::string> documents;  // accepted so far (N10)
};

struct Number {
  std::string country;
  std::string type;
  std::string onboarding;
  std::vector<std::string> required_documents;
  std::string state;
  Micros since = 0;
  std::string account;       // the holder, or in the windows the last one
  bool retrievable = false;  // N11, N12: not after a disconnect or a closing
  Micros reclaim_until = 0;
  Micros reserved_until = 0;
  Rental rental;
  std::vector<Case> cases;
};

struct World {
  Policy policy;
  Micros now = 0;
  std::vector<Event> events;
  std::vector<Charge> charges;
  std::vector<Price> prices;
  std::map<std::string, Account> accounts;                              // in byte order of the ids
  std::map<std::string, Number> numbers;                                // in byte order of the texts
  std::map<std::string, std::pair<std::string, std::string>> requests;  // Q2: id to content and answer
};

bool is_one_of(const std::string& text, std::initializer_list<const char*> others) {
  return std::any_of(others.begin(), others.end(), [&](const char* other) { return text == other; });
}

bool contains(const std::vector<std::string>& texts, const std::string& text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

// Rent, reclaim and recover: what begins a rental.
bool begins_rental(const Step& step) { return is_one_of(step.action, {"rent", "reclaim", "recover"}); }

// ---- Who may ask for what (Q1); the first named is the default.

const std::vector<std::string>& permitted_actors(const std::string& action) {
  static const std::vector<std::string> customer{"customer", "support"};
  static const std::vector<std::string> support{"support"};
  static const std::vector<std::string> carrier{"carrier", "provider"};
  static const std::vector<std::string> provider{"provider"};
  if (is_one_of(action,
                {"open_account", "disable", "enable", "close", "add_credit", "rent", "unrent", "reclaim"})) {
    return customer;
  }
  if (action == "recover") {
    return support;
  }
  return is_one_of(action, {"stock", "withdraw"}) ? carrier : provider;
}

Author author_of(const Step& step) {
  return Author{step.actor.value_or(permitted_actors(step.action).front()), step.request.value_or("")};
}

// ---- Facts read from the world.

// C10: credit added less all charges, adjustments included.
Millionths balance(const World& world, const std::string& account) {
  Millionths total = world.accounts.at(account).credit;
  for (const Charge& charge : world.charges) {
    if (charge.account == account) {
      total = sum(total, -charge.amount);
    }
  }
  return total;
}

const Case* find_case(const std::vector<Case>& cases, const std::string& id) {
  for (const Case& known : cases) {
    if (known.id == id) {
      return &known;
    }
  }
  return nullptr;
}

bool has_open_case(const Account& account, const std::string& scope) {
  return std::any_of(account.cases.begin(), account.cases.end(),
                     [&](const Case& known) { return known.open && known.scope == scope; });
}

// A1: of what holds, the first.
std::string state_of(const Account& account) {
  if (account.closed) {
    return "closed";
  }
  if (has_open_case(account, "all_services")) {
    return "suspended";
  }
  if (account.disabled) {
    return "disabled";
  }
  return account.verified ? "active" : "pending_verification";
}

// C1: the newest for country, type and currency; of two at one instant the later in order.
const Price* price_for(const World& world, const Number& number, const std::string& currency) {
  const Price* newest = nullptr;
  for (const Price& price : world.prices) {
    if (price.country == number.country && price.type == number.type && price.currency == currency) {
      newest = &price;
    }
  }
  return newest;
}

const Charge* find_charge(const World& world, const std::string& account, const std::string& id) {
  for (const Charge& charge : world.charges) {
    if (charge.id == id && charge.account == account) {
      return &charge;
    }
  }
  return nullptr;
}

bool is_active(const Number& number) {
  return std::all_of(
      number.required_documents.begin(), number.required_documents.end(),
      [&](const std::string& document) { return contains(number.rental.documents, document); });
}

// ---- When a rental is due (C3).

CivilDate next_due(const std::string& billing_day, const CivilDate& begun_on, const CivilDate& last_due) {
  const std::int64_t year = last_due.month == 12 ? last_due.year + 1 : last_due.year;
  const int month = last_due.month == 12 ? 1 : last_due.month + 1;
  if (billing_day == "first") {
    return CivilDate{year, month, 1};
  }
  if (billing_day == "last_day" && is_last_of_month(begun_on)) {
    return CivilDate{year, month, days_in_month(year, month)};
  }
  // The ratchet goes on from the date before, clamped or not; the others from the day of the beginning.
  const int day = billing_day == "ratchet" ? last_due.day : begun_on.day;
  return clamped(year, month, day);
}

Millionths first_month(const World& world, Millionths monthly) {
  const CivilDate today = date_of(world.now);
  if (world.policy.billing_day != "first" || today.day == 1) {
    return monthly;
  }
  // C3: days from the date of rent to the next 1st.
  const int days = days_in_month(today.year, today.month) - today.day + 1;
  return fraction(monthly, std::min(days, 30), 30);
}

// ---- Recording.

std::size_t record(World& world, const std::string& type, const std::string& account,
                   const std::string& number, const Author& author) {
  world.events.push_back(Event{world.now, type, account, number, author});
  return world.events.size();
}

Author system_author() { return Author{"system", ""}; }

Charge& add_charge(World& world, std::size_t seq, const std::string& kind, const std::string& account,
                   const std::string& number, Millionths amount) {
  Charge charge;
  charge.id = std::to_string(seq) + "-" + kind;
  charge.at = world.now;
  charge.account = account;
  charge.number = number;
  charge.kind = kind;
  charge.amount = amount;
  charge.currency = world.accounts.at(account).currency;
  world.charges.push_back(charge);
  return world.charges.back();
}

void enter_state(const World& world, Number& number, const std::string& state) {
  number.state = state;
  number.since = world.now;
  if (state == "returned" || state == "available") {
    number.account.clear();
  }
}

// N3, N5: an unrented number goes through both windows; N11, N12: another one straight to `reserved`.
void release(const World& world, Number& number, bool retrievable) {
  enter_state(world, number, retrievable ? "reclaimable" : "reserved");
  number.retrievable = retrievable;
  number.reclaim_until = world.now + world.policy.reclaim_window_days * micros_per_day;
  number.reserved_until = world.now + world.policy.reserve_window_days * micros_per_day;
}

void unrent(World& world, const std::string& number_id, const Author& author, bool retrievable) {
  Number& number = world.numbers.at(number_id);
  record(world, "NumberUnrented", number.account, number_id, author);
  release(world, number, retrievable);
}

void unrent_all(World& world, const std::string& account, const Author& author, bool retrievable) {
  for (auto& [id, number] : world.numbers) {
    if (number.state == "rented" && number.account == account) {
      unrent(world, id, author, retrievable);
    }
  }
}

// ---- Why a request is refused (Q3): each function one part of the order, an empty text if nothing holds.

std::string refusal_by_account(const World& world, const Step& step) {
  if (step.action == "open_account" || !step.account) {
    return "";
  }
  const auto found = world.accounts.find(*step.account);
  if (found == world.accounts.end()) {
    return "unknown_account";
  }
  // A5: a closed account still takes adjustments.
  return found->second.closed && step.action != "adjust" ? "account_closed" : "";
}

std::string refusal_by_actor(const World&, const Step& step) {
  return contains(permitted_actors(step.action), author_of(step).actor) ? "" : "not_permitted";
}

std::string refusal_by_number(const World& world, const Step& step) {
  const bool unknown = step.number && step.action != "stock" && world.numbers.count(*step.number) == 0;
  return unknown ? "unknown_number" : "";
}

std::string refusal_by_holder(const World& world, const Step& step) {
  if (is_one_of(step.action, {"rent", "carry_over"})) {
    return world.numbers.at(*step.number).state == "available" ? "" : "number_not_available";
  }
  if (!is_one_of(step.action, {"unrent", "disconnect", "reprice", "accept_document"})) {
    return "";
  }
  const Number& number = world.numbers.at(*step.number);
  if (number.state != "rented") {
    return "number_not_rented";
  }
  return number.account == *step.account ? "" : "not_the_holder";
}

std::string refusal_by_window(const World& world, const Step& step) {
  if (!is_one_of(step.action, {"reclaim", "recover"})) {
    return "";
  }
  const Number& number = world.numbers.at(*step.number);
  if (number.state == "returned") {
    return "number_returned";
  }
  if (!is_one_of(number.state, {"reclaimable", "reserved"}) || !number.retrievable ||
      number.account != *step.account) {
    return "not_reclaimable";
  }
  return step.action == "reclaim" && number.state == "reserved" ? "reclaim_window_closed" : "";
}

// N9.
bool may_rent(const Account& account, const Number& number) {
  if (number.onboarding == "testing") {
    return false;
  }
  return number.onboarding != "preview" || account.preview_granted;
}

std::string refusal_by_prerequisite(const World& world, const Step& step) {
  if (!begins_rental(step)) {
    return "";
  }
  const Account& account = world.accounts.at(*step.account);
  const Number& number = world.numbers.at(*step.number);
  if (!may_rent(account, number)) {
    return "not_released";
  }
  if (state_of(account) != "active") {
    return "account_not_active";
  }
  if (has_open_case(account, "provisioning")) {
    return "provisioning_suspended";
  }
  const Price* price = price_for(world, number, account.currency);
  if (price == nullptr) {
    return "no_price";
  }
  // C2: a recovery without charge needs a price, but no credit.
  const bool free = step.action == "recover" && world.policy.recovery_charges == "none";
  const Millionths needed = sum(price->setup, first_month(world, price->monthly));
  return !free && balance(world, *step.account) < needed ? "insufficient_credit" : "";
}

std::string refusal_by_existence(const World& world, const Step& step) {
  if (step.action == "open_account") {
    return world.accounts.count(*step.account) != 0 ? "account_exists" : "";
  }
  if (step.action == "stock") {
    const auto found = world.numbers.find(*step.number);
    return found != world.numbers.end() && found->second.state != "returned" ? "number_exists" : "";
  }
  if (step.action == "withdraw") {
    return is_one_of(world.numbers.at(*step.number).state, {"rented", "returned"}) ? "not_withdrawable" : "";
  }
  return "";
}

std::string refusal_by_case(const World& world, const Step& step) {
  if (!step.case_id) {
    return "";
  }
  const bool of_account = is_one_of(step.action, {"suspend_account", "reinstate_account"});
  const std::vector<Case>& cases =
      of_account ? world.accounts.at(*step.account).cases : world.numbers.at(*step.number).cases;
  const Case* known = find_case(cases, *step.case_id);
  if (is_one_of(step.action, {"reinstate_account", "reinstate_number"})) {
    return known == nullptr || !known->open ? "unknown_case" : "";
  }
  // C8: ids that begin so are the system's.
  return known != nullptr || step.case_id->rfind("unpaid-", 0) == 0 ? "case_exists" : "";
}

std::string status_after(const std::string& status) {
  if (status == "testing") {
    return "preview";
  }
  if (status == "preview") {
    return "beta";
  }
  return status == "beta" ? "general_availability" : "";
}

std::string refusal_by_particulars(const World& world, const Step& step) {
  if (step.action == "onboard") {
    return status_after(world.numbers.at(*step.number).onboarding) != *step.status ? "onboarding_backwards"
                                                                                   : "";
  }
  if (step.action == "accept_document") {
    const Number& number = world.numbers.at(*step.number);
    if (!contains(number.required_documents, *step.document)) {
      return "document_not_required";
    }
    return contains(number.rental.documents, *step.document) ? "nothing_to_change" : "";
  }
  if (step.action == "adjust") {
    if (step.charge && find_charge(world, *step.account, *step.charge) == nullptr) {
      return "unknown_charge";
    }
    return money(*step.amount) == 0 ? "nothing_to_change" : "";
  }
  return "";
}

std::string refusal_by_sameness(const World& world, const Step& step) {
  if (!is_one_of(step.action, {"verify", "disable", "enable", "grant_preview"})) {
    return "";
  }
  const Account& account = world.accounts.at(*step.account);
  const bool same = (step.action == "verify" && account.verified) ||
                    (step.action == "disable" && account.disabled) ||
                    (step.action == "enable" && !account.disabled) ||
                    (step.action == "grant_preview" && account.preview_granted);
  return same ? "nothing_to_change" : "";
}

std::string refusal(const World& world, const Step& step) {
  for (const auto& part : {refusal_by_account, refusal_by_actor, refusal_by_number, refusal_by_holder,
                           refusal_by_window, refusal_by_prerequisite, refusal_by_existence, refusal_by_case,
                           refusal_by_particulars, refusal_by_sameness}) {
    const std::string reason = part(world, step);
    if (!reason.empty()) {
      return reason;
    }
  }
  return "";
}

// ---- What an accepted request does (L5).

// C8: a balance at or above zero ends a grace and lifts the system's case; A5: not for a closed account,
// whose cases stay as they are.
void settle(World& world, const std::string& account_id, const Author& author) {
  Account& account = world.accounts.at(account_id);
  if (account.closed || balance(world, account_id) < 0) {
    return;
  }
  account.grace_expiry.reset();
  for (Case& known : account.cases) {
    if (known.open && known.id.rfind("unpaid-", 0) == 0) {
      known.open = false;
      record(world, "AccountCaseLifted", account_id, "", Author{"system", author.request});
    }
  }
}

void begin_rental(World& world, const Step& step) {
  Number& number = world.numbers.at(*step.number);
  const std::string& account = *step.account;
  const std::string& currency = world.accounts.at(account).currency;
  const Price price = *price_for(world, number, currency);
  const std::string type = step.action == "rent"      ? "NumberRented"
                           : step.action == "reclaim" ? "NumberReclaimed"
                                                      : "NumberRecovered";
  const std::size_t seq = record(world, type, account, *step.number, author_of(step));
  const CivilDate today = date_of(world.now);
  enter_state(world, number, "rented");
  number.account = account;
  number.rental =
      Rental{seq, today, next_due(world.policy.billing_day, today, today), price.monthly, currency, {}};
  if (step.action == "recover" && world.policy.recovery_charges == "none") {
    return;
  }
  // C1: no line for a setup fee of zero, one for a first month of zero.
  if (price.setup != 0) {
    add_charge(world, seq, "setup", account, *step.number, price.setup);
  }
  Charge& first =
      add_charge(world, seq, "first_month", account, *step.number, first_month(world, price.monthly));
  first.period_begin = today;
  first.period_end = number.rental.next_due;
}

// N13; C11: nothing is charged, and what follows goes by the next due date alone.
void carry_over(World& world, const Step& step) {
  if (midnight(*step.rented_on) > world.now || midnight(*step.next_due) < world.now) {
    throw std::invalid_argument("dates that do not fit the instant are bad input (N13)");
  }
  Number& number = world.numbers.at(*step.number);
  const std::size_t seq = record(world, "RentalCarriedOver", *step.account, *step.number, author_of(step));
  enter_state(world, number, "rented");
  number.since = midnight(*step.rented_on);
  number.account = *step.account;
  number.rental = Rental{
      seq, *step.next_due, *step.next_due, money(*step.monthly), world.accounts.at(*step.account).currency,
      {}};
}

void adjust(World& world, const Step& step) {
  const Charge* corrected = step.charge ? find_charge(world, *step.account, *step.charge) : nullptr;
  // C9: the number, if none is given, is that charge's.
  const std::string number = step.number ? *step.number : corrected != nullptr ? corrected->number : "";
  const std::size_t seq = record(world, "ChargeAdjusted", *step.account, number, author_of(step));
  Charge& charge = add_charge(world, seq, "adjustment", *step.account, number, money(*step.amount));
  charge.corrects = step.charge.value_or("");
  charge.reason = *step.reason;
  settle(world, *step.account, author_of(step));
}

void add_credit(World& world, const std::string& account, const std::string& amount, const Author& author) {
  if (money(amount) <= 0) {
    throw std::invalid_argument("credit of 0 or less is bad input (Q3)");
  }
  record(world, "CreditAdded", account, "", author);
  world.accounts.at(account).credit = sum(world.accounts.at(account).credit, money(amount));
  settle(world, account, author);
}

void open_account(World& world, const Step& step) {
  Account account;
  account.currency = *step.currency;
  account.verified = step.verified.value_or(true);
  world.accounts.emplace(*step.account, account);
  record(world, "AccountOpened", *step.account, "", author_of(step));
  if (step.credit) {
    add_credit(world, *step.account, *step.credit, author_of(step));
  }
}

void close_account(World& world, const std::string& account, const Author& author) {
  unrent_all(world, account, author, false);
  record(world, "AccountClosed", account, "", author);
  world.accounts.at(account).closed = true;
  world.accounts.at(account).grace_expiry.reset();  // C8: closing ends it too
}

// Q3: stocking again replaces all but the cases.
void stock(World& world, const Step& step) {
  Number number;
  number.country = *step.country;
  number.type = *step.type;
  number.onboarding = step.onboarding.value_or("general_availability");
  number.required_documents = step.required_documents.value_or(std::vector<std::string>{});
  const auto before = world.numbers.find(*step.number);
  if (before != world.numbers.end()) {
    number.cases = before->second.cases;
  }
  enter_state(world, number, "available");
  world.numbers[*step.number] = number;
  record(world, "NumberStocked", "", *step.number, author_of(step));
}

void set_price(World& world, const Step& step) {
  if (money(*step.setup) < 0 || money(*step.monthly) < 0) {
    throw std::invalid_argument("a negative price is bad input (Q3)");
  }
  world.prices.push_back(
      Price{*step.country, *step.type, *step.currency, money(*step.setup), money(*step.monthly)});
  record(world, "PriceSet", "", "", author_of(step));
}

void accept_document(World& world, const Step& step) {
  Number& number = world.numbers.at(*step.number);
  number.rental.documents.push_back(*step.document);
  record(world, "DocumentAccepted", *step.account, *step.number, author_of(step));
  if (is_active(number)) {
    record(world, "NumberActivated", *step.account, *step.number, author_of(step));
  }
}

void lift(std::vector<Case>& cases, const std::string& id) {
  for (Case& known : cases) {
    known.open = known.open && known.id != id;
  }
}

bool apply_to_case(World& world, const Step& step) {
  if (step.action == "suspend_account") {
    world.accounts.at(*step.account).cases.push_back(Case{*step.case_id, *step.scope, true});
    record(world, "AccountCaseOpened", *step.account, "", author_of(step));
  } else if (step.action == "reinstate_account") {
    lift(world.accounts.at(*step.account).cases, *step.case_id);
    record(world, "AccountCaseLifted", *step.account, "", author_of(step));
  } else if (step.action == "suspend_number") {
    world.numbers.at(*step.number).cases.push_back(Case{*step.case_id, "sending", true});  // A4
    record(world, "NumberCaseOpened", "", *step.number, author_of(step));
  } else if (step.action == "reinstate_number") {
    lift(world.numbers.at(*step.number).cases, *step.case_id);
    record(world, "NumberCaseLifted", "", *step.number, author_of(step));
  } else {
    return false;
  }
  return true;
}

bool apply_to_account(World& world, const Step& step) {
  if (step.action == "open_account") {
    open_account(world, step);
  } else if (step.action == "verify") {
    world.accounts.at(*step.account).verified = true;
    record(world, "AccountVerified", *step.account, "", author_of(step));
  } else if (step.action == "disable") {
    world.accounts.at(*step.account).disabled = true;
    record(world, "AccountDisabled", *step.account, "", author_of(step));
  } else if (step.action == "enable") {
    world.accounts.at(*step.account).disabled = false;
    record(world, "AccountEnabled", *step.account, "", author_of(step));
  } else if (step.action == "grant_preview") {
    world.accounts.at(*step.account).preview_granted = true;
    record(world, "PreviewGranted", *step.account, "", author_of(step));
  } else if (step.action == "add_credit") {
    add_credit(world, *step.account, *step.amount, author_of(step));
  } else if (step.action == "adjust") {
    adjust(world, step);
  } else if (step.action == "close") {
    close_account(world, *step.account, author_of(step));
  } else {
    return false;
  }
  return true;
}

bool apply_to_number(World& world, const Step& step) {
  if (begins_rental(step)) {
    begin_rental(world, step);
  } else if (step.action == "carry_over") {
    carry_over(world, step);
  } else if (step.action == "unrent") {
    unrent(world, *step.number, author_of(step), true);
  } else if (step.action == "disconnect") {
    record(world, "NumberDisconnected", *step.account, *step.number, author_of(step));
    release(world, world.numbers.at(*step.number), false);
  } else if (step.action == "stock") {
    stock(world, step);
  } else if (step.action == "withdraw") {
    record(world, "NumberWithdrawn", "", *step.number, author_of(step));
    enter_state(world, world.numbers.at(*step.number), "returned");  // N8
  } else if (step.action == "onboard") {
    world.numbers.at(*step.number).onboarding = *step.status;
    record(world, "NumberOnboarded", "", *step.number, author_of(step));
  } else if (step.action == "accept_document") {
    accept_document(world, step);
  } else if (step.action == "reprice") {
    world.numbers.at(*step.number).rental.monthly = money(*step.monthly);  // C7
    record(world, "RentalRepriced", *step.account, *step.number, author_of(step));
  } else {
    return false;
  }
  return true;
}

void apply(World& world, const Step& step) {
  if (step.action == "set_price") {
    set_price(world, step);
  } else if (!apply_to_account(world, step) && !apply_to_number(world, step) && !apply_to_case(world, step)) {
    throw std::invalid_argument("no such request: " + step.action);
  }
}

// ---- Timers (T5).

// The members' order is T5's: by instant, then kind, then the number's or account's text.
struct Timer {
  Micros at = 0;
  int kind = 0;
  std::string id;
  bool operator<(const Timer& other) const {
    return std::tie(at, kind, id) < std::tie(other.at, other.kind, other.id);
  }
};

constexpr int window_closing = 0;
constexpr int return_to_carrier = 1;
constexpr int renewal = 2;
constexpr int grace_expiry = 3;

std::optional<Timer> first_timer(const World& world) {
  std::optional<Timer> first;
  const auto consider = [&](const Timer& timer) {
    if (!first || timer < *first) {
      first = timer;
    }
  };
  for (const auto& [id, number] : world.numbers) {
    if (number.state == "reclaimable") {
      consider(Timer{number.reclaim_until, window_closing, id});
    }
    if (number.state == "reclaimable" || number.state == "reserved") {
      consider(Timer{number.reserved_until, return_to_carrier, id});
    }
    if (number.state == "rented") {
      consider(Timer{midnight(number.rental.next_due), renewal, id});
    }
  }
  for (const auto& [id, account] : world.accounts) {
    if (account.grace_expiry) {
      consider(Timer{*account.grace_expiry, grace_expiry, id});
    }
  }
  return first;
}

// C8, once a renewal has been charged.
void pursue_debt(World& world, const std::string& account_id) {
  if (balance(world, account_id) >= 0) {
    return;
  }
  Account& account = world.accounts.at(account_id);
  if (world.policy.renewal_without_credit == "unrent" && !account.grace_expiry) {
    account.grace_expiry = world.now + world.policy.grace_days * micros_per_day;
  }
  const bool one_is_open = std::any_of(account.cases.begin(), account.cases.end(), [](const Case& known) {
    return known.open && known.id.rfind("unpaid-", 0) == 0;
  });
  if (world.policy.renewal_without_credit == "suspend" && !one_is_open) {
    ++account.unpaid_cases;
    account.cases.push_back(Case{"unpaid-" + std::to_string(account.unpaid_cases), "all_services", true});
    record(world, "AccountCaseOpened", account_id, "", system_author());
  }
}

void renew(World& world, const std::string& id) {
  Number& number = world.numbers.at(id);
  Rental& rental = number.rental;
  if (world.policy.renewal_without_credit == "cancel" && balance(world, number.account) < rental.monthly) {
    unrent(world, id, system_author(), true);
    return;
  }
  const std::size_t seq = record(world, "RentalRenewed", number.account, id, system_author());
  Charge& charge = add_charge(world, seq, "renewal", number.account, id, rental.monthly);
  charge.period_begin = rental.next_due;
  rental.next_due = next_due(world.policy.billing_day, rental.begun_on, rental.next_due);
  charge.period_end = rental.next_due;  // C5
  charge.cause = std::to_string(rental.beginning);
  pursue_debt(world, number.account);
}

void fire(World& world, const Timer& timer) {
  world.now = timer.at;
  if (timer.kind == grace_expiry) {
    world.accounts.at(timer.id).grace_expiry.reset();
    unrent_all(world, timer.id, system_author(), true);
    return;
  }
  if (timer.kind == renewal) {
    renew(world, timer.id);
    return;
  }
  Number& number = world.numbers.at(timer.id);
  const bool closing = timer.kind == window_closing;
  record(world, closing ? "ReclaimWindowClosed" : "NumberReturned", number.account, timer.id,
         system_author());
  enter_state(world, number, closing ? "reserved" : "returned");
}

// Always the first of what is due, so that a timer set while others fire joins their order (T5).
void advance(World& world, Micros until) {
  for (auto timer = first_timer(world); timer && timer->at <= until; timer = first_timer(world)) {
    fire(world, *timer);
  }
  world.now = until;
}

// ---- Requests.

std::string money_by_value(const std::optional<std::string>& text) {
  return text ? money_text(money(*text)) : "-";
}

std::string listed(const std::vector<std::string>& texts) {
  std::string all = "[";
  for (const std::string& text : texts) {
    all += text + ",";
  }
  return all + "]";
}

// Q2: all but the instant, defaults filled in, money by value.
std::string content_of(const Step& step) {
  const auto text = [](const std::optional<std::string>& value) { return value ? "=" + *value : "-"; };
  const bool stocks = step.action == "stock";
  std::vector<std::string> parts{
      step.action,       author_of(step).actor, text(step.account), text(step.number), text(step.country),
      text(step.type),   text(step.currency),   text(step.case_id), text(step.scope),  text(step.reason),
      text(step.status), text(step.document),   text(step.charge)};
  for (const auto& date : {step.rented_on, step.next_due}) {
    parts.push_back(date ? date_text(*date) : "-");
  }
  for (const auto& amount : {step.setup, step.monthly, step.credit, step.amount}) {
    parts.push_back(money_by_value(amount));
  }
  parts.push_back(step.action == "open_account" && !step.verified.value_or(true) ? "unverified" : "");
  parts.push_back(stocks ? listed(step.capabilities.value_or(std::vector<std::string>{"voice"})) : "");
  parts.push_back(stocks ? listed(step.required_documents.value_or(std::vector<std::string>{})) : "");
  parts.push_back(stocks ? step.onboarding.value_or("general_availability") : "");
  return csv_row(parts);
}

std::string reject(World& world, const Step& step, const std::string& reason) {
  record(world, "RequestRejected", step.account.value_or(""), step.number.value_or(""), author_of(step));
  return "rejected " + reason;
}

std::string decide(World& world, const Step& step) {
  const std::string reason = refusal(world, step);
  if (!reason.empty()) {
    return reject(world, step, reason);
  }
  apply(world, step);
  return "accepted";
}

std::string answer(World& world, const Step& step) {
  if (!step.request) {
    return decide(world, step);
  }
  const std::string content = content_of(step);
  const auto first = world.requests.find(*step.request);
  if (first == world.requests.end()) {
    const std::string outcome = decide(world, step);
    world.requests[*step.request] = {content, outcome};
    return outcome;
  }
  if (first->second.first == content) {
    return first->second.second;
  }
  return reject(world, step, "request_id_reused");
}

Step step_of(const PriceEntry& price, Micros starts) {
  Step step;
  step.at = price.at.value_or(starts);
  step.action = "set_price";
  step.country = price.country;
  step.type = price.type;
  step.setup = price.setup;
  step.monthly = price.monthly;
  step.currency = price.currency;
  return step;
}

Step step_of(const AccountEntry& account, Micros starts) {
  Step step;
  step.at = account.at.value_or(starts);
  step.action = "open_account";
  step.account = account.id;
  step.currency = account.currency;
  step.credit = account.credit;
  step.verified = account.verified;
  return step;
}

Step step_of(const NumberEntry& number, Micros starts) {
  Step step;
  step.at = number.at.value_or(starts);
  step.action = "stock";
  step.number = number.id;
  step.country = number.country;
  step.type = number.type;
  step.capabilities = number.capabilities;
  step.onboarding = number.onboarding;
  step.required_documents = number.required_documents;
  return step;
}

// Interface, section 2: of one instant prices, accounts and numbers in that order, before the steps.
std::vector<Step> requests_of(const Scenario& scenario) {
  std::vector<Step> requests;
  for (const PriceEntry& price : scenario.prices) {
    requests.push_back(step_of(price, scenario.starts));
  }
  for (const AccountEntry& account : scenario.accounts) {
    requests.push_back(step_of(account, scenario.starts));
  }
  for (const NumberEntry& number : scenario.numbers) {
    requests.push_back(step_of(number, scenario.starts));
  }
  requests.insert(requests.end(), scenario.steps.begin(), scenario.steps.end());
  std::stable_sort(requests.begin(), requests.end(),
                   [](const Step& left, const Step& right) { return left.at < right.at; });
  return requests;
}

// ---- What is read from the world at the end (interface, section 3).

std::vector<std::string> event_rows(const World& world) {
  std::vector<std::string> rows;
  for (std::size_t index = 0; index < world.events.size(); ++index) {
    const Event& event = world.events[index];
    rows.push_back(csv_row({std::to_string(index + 1), instant_text(event.at), event.type, event.account,
                            event.number, event.author.actor, event.author.request}));
  }
  return rows;
}

std::vector<std::string> charge_rows(const World& world) {
  std::vector<std::string> rows;
  for (const Charge& charge : world.charges) {
    rows.push_back(csv_row({charge.id, instant_text(charge.at), charge.account, charge.number, charge.kind,
                            charge.period_begin ? date_text(*charge.period_begin) : "",
                            charge.period_end ? date_text(*charge.period_end) : "", money_text(charge.amount),
                            charge.currency, charge.cause, charge.corrects, charge.reason}));
  }
  return rows;
}

std::vector<std::string> account_rows(const World& world) {
  std::vector<std::string> rows;
  for (const auto& [id, account] : world.accounts) {
    std::string open_cases;
    for (const Case& known : account.cases) {
      open_cases += !known.open ? "" : open_cases.empty() ? known.id : " " + known.id;
    }
    const std::string& holder = id;
    const auto held = std::count_if(world.numbers.begin(), world.numbers.end(), [&](const auto& entry) {
      return entry.second.state == "rented" && entry.second.account == holder;
    });
    const Millionths left = balance(world, id);
    rows.push_back(csv_row({id, state_of(account), account.currency, money_text(account.credit),
                            money_text(sum(account.credit, -left)), money_text(left), std::to_string(held),
                            open_cases}));
  }
  return rows;
}

std::vector<std::string> number_rows(const World& world) {
  std::vector<std::string> rows;
  for (const auto& [id, number] : world.numbers) {
    const bool rented = number.state == "rented";
    const bool reclaimable = number.state == "reclaimable";
    const bool reserved = reclaimable || number.state == "reserved";
    rows.push_back(csv_row(
        {id, number.country, number.type, number.state, number.account, instant_text(number.since),
         rented ? date_text(number.rental.next_due) : "", rented ? money_text(number.rental.monthly) : "",
         rented ? number.rental.currency : "", reclaimable ? instant_text(number.reclaim_until) : "",
         reserved ? instant_text(number.reserved_until) : "",
         !rented             ? ""
         : is_active(number) ? "active"
                             : "pending",
         number.onboarding}));
  }
  return rows;
}

// N3, N4: what the account may reclaim now, by the price list of now; A5: a closed one nothing.
std::vector<std::string> unrented_rows(const World& world, const std::string& account_id) {
  std::vector<std::string> rows;
  const Account& account = world.accounts.at(account_id);
  for (const auto& [id, number] : world.numbers) {
    if (account.closed || number.state != "reclaimable" || number.account != account_id) {
      continue;
    }
    const Price* price = price_for(world, number, account.currency);
    rows.push_back(csv_row({id, instant_text(number.since), instant_text(number.reclaim_until),
                            price != nullptr ? money_text(price->setup) : "",
                            price != nullptr ? money_text(price->monthly) : "", account.currency}));
  }
  return rows;
}

}  // namespace

std::vector<std::string> Result::unrented(const std::string& account) const {
  const auto found = unrented_by_account.find(account);
  return found == unrented_by_account.end() ? std::vector<std::string>{} : found->second;
}

Result run(const Scenario& scenario, std::optional<Micros> until) {
  const Micros end = std::min(until.value_or(scenario.ends), scenario.ends);
  World world;
  world.policy = scenario.policy;
  world.now = scenario.starts;
  record(world, "PolicySet", "", "", Author{"provider", ""});
  Result result;
  for (const Step& request : requests_of(scenario)) {
    if (request.at > end) {
      break;
    }
    advance(world, request.at);
    result.outcomes.push_back(answer(world, request));
    advance(world, request.at);  // T5: a timer of 0 days, before any further request
  }
  advance(world, end);
  if (end == scenario.ends) {
    record(world, "ClockAdvanced", "", "", system_author());
  }
  result.events = event_rows(world);
  result.charges = charge_rows(world);
  result.accounts = account_rows(world);
  result.numbers = number_rows(world);
  for (const auto& [id, account] : world.accounts) {
    result.unrented_by_account[id] = unrented_rows(world, id);
  }
  return result;
}

}  // namespace rentroll::tests::model
