#pragma once

#include <string_view>

/// The program log: what the program does, for who runs it. Never a result.
namespace rentroll::app {

/// Turns the program log on: lines on standard error. Without it nothing is logged.
void show_program_log();

void log_line(std::string_view sentence);

/// Says something to the user on standard error: `rentroll: SENTENCE`.
void say(std::string_view sentence);

}  // namespace rentroll::app
