#include "app/output.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>

#include "core/error.hpp"

namespace rentroll::app {
namespace {

[[noreturn]] void cannot_write() {
  throw core::SystemError(fmt::format("standard output cannot be written: {}", std::strerror(errno)));
}

}  // namespace

void Output::send() {
  if (std::fwrite(buffer_.data(), 1, buffer_.size(), file_) != buffer_.size()) cannot_write();
  buffer_.clear();
}

void Output::finish() {
  send();
  if (std::fflush(file_) != 0) cannot_write();
}

}  // namespace rentroll::app
