#include "app/bash_completion.hpp"
#include "app/commands.hpp"
#include "app/exit_code.hpp"
#include "app/options.hpp"

namespace rentroll::app {

enum class Shell : std::uint8_t { bash = 1 };

}  // namespace rentroll::app

template <>
struct rentroll::core::EnumTexts<rentroll::app::Shell> {
  static constexpr auto value = std::to_array<std::pair<rentroll::app::Shell, std::string_view>>(
      {{rentroll::app::Shell::bash, "bash"}});
};

namespace rentroll::app {
namespace {

constexpr const char* footer =
    "An installed program has its script in place already; a program that was only built completes after "
    "this "
    "example\n"
    "until the shell ends.\n"
    "\n"
    "Example:\n"
    "  source <(rentroll completion bash)";

}  // namespace

void add_completion(CommandLine& line) {
  const auto shell = std::make_shared<std::string>();
  Command command =
      line.add("completion", "Print the script by which a shell completes commands and options");
  command.argument("SHELL", *shell, "bash").one_of<Shell>();
  command.footer([] { return footer; });
  command.action([shell, &line](Output& output) {
    static_cast<void>(word_of<Shell>("completion", *shell));  // an unknown one is bad input
    output.write(bash_completion(line.description()));
    return done;
  });
}

}  // namespace rentroll::app
