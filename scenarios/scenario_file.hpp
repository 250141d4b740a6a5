#pragma once

#include <filesystem>
#include <string>

#include "scenarios/scenario.hpp"

namespace rentroll::scenarios {

/// A scenario file is at most this large.
inline constexpr std::size_t scenario_bytes_max = 64 * 1024 * 1024;

/// Reads a scenario file (TOML 1.0). Throws InputError that names file, line and column, and what would be
/// right, for everything that is not as the format says; SystemError where the file cannot be read.
[[nodiscard]] Scenario read_scenario(const std::filesystem::path& file);

/// Reads a scenario from a text; `file` is what messages call it.
[[nodiscard]] Scenario parse_scenario(const std::string& text, const std::string& file);

}  // namespace rentroll::scenarios
