#include "app/input_file.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "core/error.hpp"

namespace rentroll::app {

std::ifstream open_input(const std::string& named, const std::string& path, std::string_view right) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (status.type() == std::filesystem::file_type::not_found) {
    throw core::InputError(fmt::format("{}: there is no such file; right is {}", named, right));
  }
  if (std::filesystem::is_directory(status)) {
    throw core::InputError(fmt::format("{}: a directory; right is {}", named, right));
  }
  std::ifstream input(path, std::ios::binary);
  if (!input) {
    throw core::SystemError(fmt::format("{}: cannot open the file: {}", named, std::strerror(errno)));
  }
  return input;
}

}  // namespace rentroll::app
