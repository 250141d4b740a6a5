#pragma once

#include <fstream>
#include <string>
#include <string_view>

namespace rentroll::app {

/// Opens a file to read it. `named` is how the command names it (`--statement march.csv`), `right` what would
/// be right. Throws InputError where there is no such file or it is a directory, SystemError where it cannot
/// be opened.
[[nodiscard]] std::ifstream open_input(const std::string& named, const std::string& path,
                                       std::string_view right);

}  // namespace rentroll::app
