#include "app/program_log.hpp"

#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "core/text.hpp"

namespace rentroll::app {
namespace {

bool shown = false;

}  // namespace

void show_program_log() {
  spdlog::set_default_logger(spdlog::stderr_logger_mt("rentroll"));
  spdlog::set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %n %l: %v", spdlog::pattern_time_type::utc);
  shown = true;
}

void log_line(std::string_view sentence) {
  if (shown) spdlog::info("{}", core::printable(sentence));
}

void say(std::string_view sentence) { fmt::print(stderr, "rentroll: {}\n", core::printable(sentence)); }

}  // namespace rentroll::app
