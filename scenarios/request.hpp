#pragma once

#include <optional>
#include <string>
#include <variant>

#include "core/ids.hpp"
#include "core/instant.hpp"
#include "core/money.hpp"
#include "core/text_enum.hpp"
#include "core/vocabulary.hpp"

/// What somebody asks for. Each kind names its fields once, in `fields`: `visit(name, field)` for those that
/// must be given, `visit(name, field, optional)` for those that have a default. Scenario files, the command
/// line, a refusal's record and the comparison of repeated requests are all made from that.
namespace rentroll::scenarios {

/// Marks a field that may be left out; it then keeps the value that it has.
struct Optional {};
inline constexpr Optional optional;

/// The kinds of requests, by their word for `do`.
enum class RequestKind : std::uint8_t {
  rent = 1,
  unrent = 2,
  reclaim = 3,
  recover = 4,
  disconnect = 5,
  stock = 6,
  withdraw = 7,
  onboard = 8,
  grant_preview = 9,
  accept_document = 10,
  open_account = 11,
  verify = 12,
  disable = 13,
  enable = 14,
  close = 15,
  add_credit = 16,
  suspend_account = 17,
  reinstate_account = 18,
  suspend_number = 19,
  reinstate_number = 20,
  set_price = 21,
  reprice = 22,
  adjust = 23,
  carry_over = 24
};

}  // namespace rentroll::scenarios

template <>
struct rentroll::core::EnumTexts<rentroll::scenarios::RequestKind> {
  using enum rentroll::scenarios::RequestKind;
  static constexpr auto value = std::to_array<std::pair<rentroll::scenarios::RequestKind, std::string_view>>({
      {rent, "rent"},
      {unrent, "unrent"},
      {reclaim, "reclaim"},
      {recover, "recover"},
      {disconnect, "disconnect"},
      {stock, "stock"},
      {withdraw, "withdraw"},
      {onboard, "onboard"},
      {grant_preview, "grant_preview"},
      {accept_document, "accept_document"},
      {open_account, "open_account"},
      {verify, "verify"},
      {disable, "disable"},
      {enable, "enable"},
      {close, "close"},
      {add_credit, "add_credit"},
      {suspend_account, "suspend_account"},
      {reinstate_account, "reinstate_account"},
      {suspend_number, "suspend_number"},
      {reinstate_number, "reinstate_number"},
      {set_price, "set_price"},
      {reprice, "reprice"},
      {adjust, "adjust"},
      {carry_over, "carry_over"},
  });
};

namespace rentroll::scenarios {

/// A request about an account alone.
template <RequestKind its_kind>
struct AccountRequest {
  static constexpr RequestKind kind = its_kind;
  core::AccountId account;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit("account", self.account);
  }
};

using GrantPreview = AccountRequest<RequestKind::grant_preview>;
using Verify = AccountRequest<RequestKind::verify>;
using Disable = AccountRequest<RequestKind::disable>;
using Enable = AccountRequest<RequestKind::enable>;
using Close = AccountRequest<RequestKind::close>;

/// A request about an account and a number.
template <RequestKind its_kind>
struct RentalRequest {
  static constexpr RequestKind kind = its_kind;
  core::AccountId account;
  core::NumberId number;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit("account", self.account);
    visit("number", self.number);
  }
};

using Rent = RentalRequest<RequestKind::rent>;
using Unrent = RentalRequest<RequestKind::unrent>;
using Reclaim = RentalRequest<RequestKind::reclaim>;
using Recover = RentalRequest<RequestKind::recover>;

struct Disconnect {
  static constexpr RequestKind kind = RequestKind::disconnect;
  core::AccountId account;
  core::NumberId number;
  core::Remark reason;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit("account", self.account);
    visit("number", self.number);
    visit("reason", self.reason);
  }
};

struct Stock {
  static constexpr RequestKind kind = RequestKind::stock;
  core::NumberId number;
  core::Country country;
  core::NumberType type{};
  core::EnumSet<core::Capability> capabilities = voice_only();
  core::Onboarding onboarding = core::Onboarding::general_availability;
  core::EnumSet<core::Document> required;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit("number", self.number);
    visit("country", self.country);
    visit("type", self.type);
    visit("capabilities", self.capabilities, optional);
    visit("onboarding", self.onboarding, optional);
    visit("requires", self.required, optional);
  }
  static constexpr core::EnumSet<core::Capability> voice_only() {
    core::EnumSet<core::Capability> set;
    set.insert(core::Capability::voice);
    return set;
  }
};

struct Withdraw {
  static constexpr RequestKind kind = RequestKind::withdraw;
  core::NumberId number;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit("number", self.number);
  }
};

struct Onboard {
  static constexpr RequestKind kind = RequestKind::onboard;
  core::NumberId number;
  core::Onboarding status{};
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit("number", self.number);
    visit("status", self.status);
  }
};

struct AcceptDocument {
  static constexpr RequestKind kind = RequestKind::accept_document;
  core::AccountId account;
  core::NumberId number;
  core::Document document{};
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit("account", self.account);
    visit("number", self.number);
    visit("document", self.document);
  }
};

struct OpenAccount {
  static constexpr RequestKind kind = RequestKind::open_account;
  core::AccountId account;
  core::Currency currency;
  std::optional<core::Money> credit;  ///< above zero
  bool verified = true;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit("account", self.account);
    visit("currency", self.currency);
    visit("credit", self.credit, optional);
    visit("verified", self.verified, optional);
  }
};

struct AddCredit {
  static constexpr RequestKind kind = RequestKind::add_credit;
  core::AccountId account;
  core::Money amount;  ///< above zero
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit("account", self.account);
    visit("amount", self.amount);
  }
};

struct SuspendAccount {
  static constexpr RequestKind kind = RequestKind::suspend_account;
  core::AccountId account;
  core::CaseId case_id;
  core::Scope scope{};  ///< any but `sending`, which is a number's (A4)
  core::CaseReason reason{};
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit("account", self.account);
    visit("case", self.case_id);
    visit("scope", self.scope);
    visit("reason", self.reason);
  }
};

struct ReinstateAccount {
  static constexpr RequestKind kind = RequestKind::reinstate_account;
  core::AccountId account;
  core::CaseId case_id;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit("account", self.account);
    visit("case", self.case_id);
  }
};

struct SuspendNumber {
  static constexpr RequestKind kind = RequestKind::suspend_number;
  core::NumberId number;
  core::CaseId case_id;
  core::CaseReason reason{};
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit("number", self.number);
    visit("case", self.case_id);
    visit("reason", self.reason);
  }
};

struct ReinstateNumber {
  static constexpr RequestKind kind = RequestKind::reinstate_number;
  core::NumberId number;
  core::CaseId case_id;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit("number", self.number);
    visit("case", self.case_id);
  }
};

struct SetPrice {
  static constexpr RequestKind kind = RequestKind::set_price;
  core::Country country;
  core::NumberType type{};
  core::Money setup;    ///< not below zero
  core::Money monthly;  ///< not below zero
  core::Currency currency;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit("country", self.country);
    visit("type", self.type);
    visit("setup", self.setup);
    visit("monthly", self.monthly);
    visit("currency", self.currency);
  }
};

struct Reprice {
  static constexpr RequestKind kind = RequestKind::reprice;
  core::AccountId account;
  core::NumberId number;
  core::Money monthly;  ///< not below zero
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit("account", self.account);
    visit("number", self.number);
    visit("monthly", self.monthly);
  }
};

struct Adjust {
  static constexpr RequestKind kind = RequestKind::adjust;
  core::AccountId account;
  core::Money amount;  ///< signed; 0 is refused (C9)
  core::Remark reason;
  std::optional<core::Remark> charge;    ///< the id of the charge that it corrects
  std::optional<core::NumberId> number;  ///< by default that of the corrected charge
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit("account", self.account);
    visit("amount", self.amount);
    visit("reason", self.reason);
    visit("charge", self.charge, optional);
    visit("number", self.number, optional);
  }
};

/// A rental that stood before the log did (N13, C11). Its dates must fit the instant at which it is asked
/// for.
struct CarryOver {
  static constexpr RequestKind kind = RequestKind::carry_over;
  core::AccountId account;
  core::NumberId number;
  core::Date rented_on;
  core::Date next_due;
  core::Money setup;    ///< not below zero
  core::Money monthly;  ///< not below zero
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit("account", self.account);
    visit("number", self.number);
    visit("rented_on", self.rented_on);
    visit("next_due", self.next_due);
    visit("setup", self.setup);
    visit("monthly", self.monthly);
  }
};

using RequestBody =
    std::variant<Rent, Unrent, Reclaim, Recover, Disconnect, Stock, Withdraw, Onboard, GrantPreview,
                 AcceptDocument, OpenAccount, Verify, Disable, Enable, Close, AddCredit, SuspendAccount,
                 ReinstateAccount, SuspendNumber, ReinstateNumber, SetPrice, Reprice, Adjust, CarryOver>;

/// A request: accepted and recorded as events, or refused with a reason that is recorded as well (Q3).
struct Request {
  core::Instant at;
  core::Actor actor = core::Actor::customer;  ///< Q1
  core::RequestId id;                         ///< empty for none (Q2)
  RequestBody body;

  [[nodiscard]] RequestKind kind() const {
    return std::visit([](const auto& each) { return each.kind; }, body);
  }
};

/// Who asks where nobody is named: the first named in Q1.
[[nodiscard]] core::Actor default_actor(RequestKind kind);

/// Whether this actor may ask for it (Q1).
[[nodiscard]] bool is_permitted(RequestKind kind, core::Actor actor);

/// A request's content as compact JSON with sorted keys: `do` and its fields, defaults filled in, money by
/// value. This is what a refusal records.
[[nodiscard]] std::string content_of(const RequestBody& body);

/// Reads back what `content_of` wrote. Throws InputError.
[[nodiscard]] RequestBody body_of(const std::string& content);

/// Throws InputError for a request that is not well-formed though each of its fields is: a negative price, a
/// credit of 0 or less, a scope that is none of an account's, a short code of another type.
void check_well_formed(const RequestBody& body);

/// Throws InputError where a request's dates do not fit its instant: a carry-over of a rental that began
/// after it, or whose next due date has come before it (N13).
void check_fits_instant(const RequestBody& body, core::Instant at);

/// What is asked for, in few words: `rent +14155550100 for acme`.
[[nodiscard]] std::string in_words(const RequestBody& body);

/// The account or number that a request names, where it names one.
[[nodiscard]] const core::AccountId* account_named(const RequestBody& body);
[[nodiscard]] const core::NumberId* number_named(const RequestBody& body);

}  // namespace rentroll::scenarios
