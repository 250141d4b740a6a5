#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/event_rows.hpp"
#include "app/exit_code.hpp"
#include "app/options.hpp"
#include "app/program_log.hpp"
#include "app/run_summary.hpp"
#include "core/text.hpp"
#include "scenarios/fields.hpp"
#include "scenarios/run.hpp"

namespace rentroll::app {
namespace {

using scenarios::RawFields;
using scenarios::RequestKind;

struct Options {
  std::string kind;
  std::vector<std::string> fields;
  std::string log;
  OptionalText at;
  OptionalText actor;
  OptionalText request;
  FormatOptions format;
};

std::string footer() {
  std::string text =
      "The request is decided, appended and synced; its events are printed in the columns of `rentroll "
      "events`.\n"
      "Where it is refused, standard error says why, and the exit code is 1. With --request the same request "
      "again is\n"
      "answered as the first time and records nothing.\n"
      "\n"
      "DO and its fields; those in brackets may be left out:\n";
  for (const auto& [kind, word] : core::EnumTexts<RequestKind>::value) {
    text += fmt::format("  {:19}{}\n", word, scenarios::fields_of(kind));
  }
  return text +
         "\n"
         "Example:\n"
         "  rentroll request rent account=acme number=+14155550100 --log books --at 2024-07-01T09:00:00Z";
}

void check_utf8(std::string_view option, const std::string& text) {
  if (core::first_bad_byte(text))
    throw core::InputError(fmt::format("{}: \"{}\" is not UTF-8", option, core::shown(text)));
}

RawFields raw_fields(const std::vector<std::string>& arguments) {
  RawFields fields;
  for (const std::string& argument : arguments) {
    const std::size_t equals = argument.find('=');
    if (equals == argument.npos || equals == 0) {
      throw core::InputError(fmt::format("\"{}\" is no field; right is for example account=acme", argument));
    }
    const std::string key = argument.substr(0, equals);
    check_utf8(key, argument);
    const bool is_new = fields.try_emplace(key, scenarios::RawField{argument.substr(equals + 1), {}}).second;
    if (!is_new) throw core::InputError(fmt::format("{} is given twice", key));
  }
  return fields;
}

scenarios::Request request_of(const Options& options) {
  const auto kind = core::from_text<RequestKind>(options.kind);
  if (!kind) not_among("DO", options.kind, core::all_texts<RequestKind>());
  scenarios::Request request;
  request.body = scenarios::parse_body(*kind, raw_fields(options.fields), "", true);
  scenarios::check_well_formed(request.body);
  request.actor = word_of<core::Actor>("--actor", options.actor).value_or(scenarios::default_actor(*kind));
  if (options.request) {
    check_utf8("--request", *options.request);
    check_text<core::RequestId>("--request", options.request);
    request.id = core::RequestId::parse(*options.request);
  }
  return request;
}

int request(const Options& options, Output& output) {
  const Format format = format_of(options.format);
  const scenarios::Request asked = request_of(options);
  const scenarios::RequestResult result =
      scenarios::request_once(asked, instant_of("--at", options.at), options.log);
  say_overdue(result.overdue_events);
  EventRows rows(format, output, result.names);
  for (const events::Event& event : result.events) rows.add(event);
  rows.finish();
  if (result.outcome.repeated)
    say("this request was made before: it is answered as then, and nothing is recorded");
  if (!result.outcome.rejection) return done;
  say(result.outcome.text());
  return does_not_hold;
}

}  // namespace

void add_request(CommandLine& line) {
  const auto options = std::make_shared<Options>();
  Command command = line.add("request", "Make one request: rent a number, add credit, close an account, ...");
  command.argument("DO", options->kind, "What is asked for, for example rent")
      .one_of<RequestKind>()
      .arguments("key=value", options->fields, "Its fields, for example account=acme");
  add_log_option(command, options->log);
  command
      .option("--at", options->at, "T",
              "When it is asked for; by default the instant up to which the log has run")
      .option("--actor", options->actor, "A",
              "Who asks: customer, support, provider or carrier; by default who usually does")
      .one_of({core::Actor::customer, core::Actor::support, core::Actor::provider, core::Actor::carrier})
      .option("--request", options->request, "ID", "The request's id");
  add_format_option(command, options->format);
  command.footer(footer);
  command.action([options](Output& output) { return request(*options, output); });
}

}  // namespace rentroll::app
