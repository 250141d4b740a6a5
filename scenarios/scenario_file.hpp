#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "scenarios/scenario.hpp"

namespace rentroll::scenarios {

/// A scenario file is at most this large.
inline constexpr std::size_t scenario_bytes_max = std::size_t{64} * 1024 * 1024;

/// Reads a scenario file (TOML 1.0). Throws InputError that names file, line and column, and what would be
/// right, for everything that is not as the format says; SystemError where the file cannot be read.
[[nodiscard]] Scenario read_scenario(const std::filesystem::path& file);

/// Reads a file that has a `[policy]` as a scenario has it, and nothing else; what it does not set is the
/// default. Throws as `read_scenario` does.
[[nodiscard]] core::Policy read_policy(const std::filesystem::path& file);

/// Reads a file that has `[[price]]` as a scenario has them, one or more, and nothing else: requests by the
/// provider, by instant and at one instant in the order of the file. A price that does not say when is set at
/// `default_at`. Throws as `read_scenario` does.
[[nodiscard]] std::vector<Request> read_prices(const std::filesystem::path& file, core::Instant default_at);

/// The same from a text; `file` is what messages call it.
[[nodiscard]] Scenario parse_scenario(const std::string& text, const std::string& file);
[[nodiscard]] core::Policy parse_policy_file(const std::string& text, const std::string& file);
[[nodiscard]] std::vector<Request> parse_price_file(const std::string& text, const std::string& file,
                                                    core::Instant default_at);

}  // namespace rentroll::scenarios
