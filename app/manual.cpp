#include "app/commands.hpp"
#include "app/exit_code.hpp"
#include "app/manual_page.hpp"
#include "app/options.hpp"

namespace rentroll::app {
namespace {

constexpr const char* footer =
    "The page is in troff's man macros, and is made of the help of all commands.\n"
    "\n"
    "Example: read it without installing it\n"
    "  rentroll manual | man -l -";

}  // namespace

void add_manual(CommandLine& line) {
  const auto date = std::make_shared<OptionalText>();
  Command command = line.add("manual", "Print the manual page");
  command.option("--date", *date, "DATE", "The date at the foot of the page, as 2024-01-31");
  command.footer([] { return footer; });
  command.action([date, &line](Output& output) {
    check_text<core::Date>("--date", *date);
    output.write(manual_page(line.description(), date->value_or("")));
    return done;
  });
}

}  // namespace rentroll::app
