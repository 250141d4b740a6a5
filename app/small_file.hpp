#pragma once

#include <string>

/// Files that are read and written as a whole: keys, checkpoints, proofs.
namespace rentroll::app {

/// The bytes of a file. Throws InputError, which names the option, where there is none or it is larger than
/// any of these is; SystemError where it cannot be read.
[[nodiscard]] std::string read_file(const std::string& option, const std::string& path);

/// The first line of a file, without its line feed: a key. Throws InputError where there is more, or the line
/// is longer than any key.
[[nodiscard]] std::string read_line(const std::string& option, const std::string& path);

/// Makes a file with these permissions. Throws InputError, which names the option, where there is something
/// already; SystemError where it cannot be written.
void make_file(const std::string& option, const std::string& path, const std::string& text, unsigned mode);

}  // namespace rentroll::app
