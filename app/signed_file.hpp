#pragma once

#include <string>

#include "app/small_file.hpp"
#include "core/error.hpp"
#include "events/signed_note.hpp"

namespace rentroll::app {

/// Calls what reads a file's text; where it refuses, the error names the file.
template <class Read>
auto read_as(const std::string& path, const Read& read) {
  try {
    return read();
  } catch (const core::InputError& error) {
    throw error.at(path);
  }
}

/// The public key that the option `--key` names. Throws InputError.
[[nodiscard]] inline events::VerifierKey read_verifier_key(const std::string& path) {
  const std::string key = read_line("--key", path);
  return read_as(path, [&] { return events::VerifierKey::parse(key); });
}

}  // namespace rentroll::app
