#include "projections/audit.hpp"

#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/exit_code.hpp"
#include "app/log_reader.hpp"
#include "app/text_memo.hpp"
#include "core/text.hpp"
#include "scenarios/refusal_audit.hpp"
#include "scenarios/request_audit.hpp"

namespace rentroll::app {

/// What an audit is of.
enum class AuditOf : std::uint8_t { number = 1, account = 2, charge = 3, request = 4 };

}  // namespace rentroll::app

template <>
struct rentroll::core::EnumTexts<rentroll::app::AuditOf> {
  using enum rentroll::app::AuditOf;
  static constexpr auto value = std::to_array<std::pair<rentroll::app::AuditOf, std::string_view>>(
      {{number, "number"}, {account, "account"}, {charge, "charge"}, {request, "request"}});
};

namespace rentroll::app {
namespace {

using projections::AuditRow;
using projections::State;

constexpr const char* footer =
    "Tells a story in the order of the log: who asked for what, what it changed, and by which rule.\n"
    "  number N    every event of a number, its refusals included, and what released it\n"
    "  account A   every event of an account\n"
    "  charge ID   the chain back from a charge line (12-renewal) with the reckoning of its dates and "
    "amount,\n"
    "              and the adjustments that correct it later\n"
    "  request R   a request id: what was asked first, the answer, and later uses of the id for something "
    "else\n"
    "\n"
    "Columns: seq,occurred_at,type,account,number,actor,request,cause,change,rule. `cause` is the event that "
    "set\n"
    "this one off; `change` says what it changed, `rule` names the rules that explain it.\n"
    "\n"
    "Example: why is a renewal due on the 28th?\n"
    "  rentroll audit charge 12-renewal --log books";

struct Options {
  ReadOptions read;
  std::string of;
  std::string subject;
};

Columns columns() {
  return {{"seq", Align::right}, {"occurred_at"},         {"type"},   {"account"}, {"number"}, {"actor"},
          {"request"},           {"cause", Align::right}, {"change"}, {"rule"}};
}

/// Prints an audit's rows.
class AuditRows {
 public:
  AuditRows(Format format, Output& output, const events::Directory& names)
      : names_(names), table_(open_table(format, output, columns())) {}

  void add(const AuditRow& told) {
    row_.clear();
    row_.number(told.seq).text(memo_.of(told.occurred_at)).text(core::to_text(told.type));
    add_name(names_.accounts, told.account);
    add_name(names_.numbers, told.number);
    row_.text(core::to_text(told.actor)).text_if_any(told.request);
    told.cause == 0 ? row_.absent() : row_.number(told.cause);
    row_.text(told.change).text(told.rule);
    table_->write(row_);
  }

  void finish() { table_->finish(); }

 private:
  void add_name(const events::Names& names, events::Ordinal ordinal) {
    ordinal == events::no_ordinal ? row_.absent() : row_.text(names.text(ordinal));
  }

  const events::Directory& names_;
  std::unique_ptr<Table> table_;
  TextMemo memo_;
  Row row_;
};

/// One audit of a log, to be printed.
class Telling {
 public:
  Telling(const Options& options, Output& output)
      : subject_(options.subject),
        log_(options.read),
        rows_(format_of(options.read.format), output, state_.names) {}

  void tell_number() {
    NameFilter filter(state_.names.numbers, subject_);
    projections::NumberAudit audit(state_, scenarios::tell_refusal, sink(),
                                   [&](const events::Event& event) { return filter.takes(event.number); });
    if (tell_from_index(events::SubjectKind::number, audit)) {
      log_.check_known_number(state_.names, subject_, "audit number");
      return;
    }
    run(audit);
    static_cast<void>(log_.number(state_, subject_, "audit number"));
  }

  void tell_account() {
    NameFilter filter(state_.names.accounts, subject_);
    projections::AccountAudit audit(state_, scenarios::tell_refusal, sink(),
                                    [&](const events::Event& event) { return filter.takes(event.account); });
    if (tell_from_index(events::SubjectKind::account, audit)) {
      log_.check_known_account(state_.names, subject_, "audit account");
      return;
    }
    run(audit);
    static_cast<void>(log_.account(state_, subject_, "audit account"));
  }

  void tell_charge() {
    const auto id = core::ChargeId::parse(subject_);
    if (!id) {
      throw core::InputError(
          fmt::format("audit charge {}: right is a charge's id like 12-renewal", core::shown(subject_)));
    }
    const auto path = projections::find_charge(log_.store(), *id);
    if (!path) unknown_charge();
    projections::ChargeAudit audit(state_, scenarios::tell_refusal, sink(), *path);
    run(audit);
    if (!audit.found()) unknown_charge();
  }

  void tell_request() {
    scenarios::RequestAudit audit(state_, sink(), subject_);
    run(audit);
    if (audit.found()) return;
    throw core::InputError(fmt::format(
        "audit request {}: no request that is looked at bears this id; `rentroll events` shows the "
        "ids in the column request",
        core::shown(subject_)));
  }

  void finish() { rows_.finish(); }

 private:
  projections::AuditSink sink() {
    return [this](const AuditRow& row) { rows_.add(row); };
  }

  void run(projections::Audit& audit) {
    log_.replay(
        state_, 1, [&](const events::Event& event) { audit.before(event); },
        [&](const events::Event& event) { audit.after(event); });
    audit.finish();
  }

  /// Reads what the story consists of instead of the whole log; false where the log has no index.
  bool tell_from_index(events::SubjectKind kind, projections::Audit& audit) {
    auto story = log_.story_of(kind, subject_);
    if (!story) return false;
    projections::fold(
        std::move(*story), state_, [&](const events::Event& event) { audit.before(event); },
        [&](const events::Event& event) { audit.after(event); });
    audit.finish();
    return true;
  }

  [[noreturn]] void unknown_charge() const {
    throw core::InputError(fmt::format(
        "audit charge {}: the log knows no such charge; `rentroll charges` lists them", subject_));
  }

  std::string subject_;
  LogReader log_;
  State state_;
  AuditRows rows_;
};

int audit(const Options& options, Output& output) {
  const auto of = *word_of<AuditOf>("audit", options.of);
  if (of == AuditOf::number) check_text<core::NumberId>("audit number", options.subject);
  if (of == AuditOf::account) check_text<core::AccountId>("audit account", options.subject);
  if (of == AuditOf::request) check_text<core::RequestId>("audit request", options.subject);
  Telling telling(options, output);
  switch (of) {
    case AuditOf::number:
      telling.tell_number();
      break;
    case AuditOf::account:
      telling.tell_account();
      break;
    case AuditOf::charge:
      telling.tell_charge();
      break;
    case AuditOf::request:
      telling.tell_request();
      break;
  }
  telling.finish();
  return done;
}

}  // namespace

void add_audit(CommandLine& line) {
  const auto options = std::make_shared<Options>();
  Command command = line.add("audit", "Tell why: the story of a number, an account, a charge or a request");
  command.argument("OF", options->of, "number, account, charge or request")
      .one_of<AuditOf>()
      .argument("ID", options->subject, "Which one, for example +14155550100 or 12-renewal");
  add_log_option(command, options->read.log);
  add_cut_options(command, options->read);
  add_format_option(command, options->read.format);
  command.footer([] { return footer; });
  command.action([options](Output& output) { return audit(*options, output); });
}

}  // namespace rentroll::app
