#include "app/output.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>

#include "app/output_file.hpp"
#include "core/error.hpp"

namespace rentroll::app {
namespace {

[[noreturn]] void cannot_write() {
  throw core::SystemError(fmt::format("standard output cannot be written: {}", std::strerror(errno)));
}

}  // namespace

void Output::send() {
  if (whole_file_ != nullptr) {
    whole_file_->write(buffer_);
  } else if (std::fwrite(buffer_.data(), 1, buffer_.size(), file_) != buffer_.size()) {
    cannot_write();
  }
  buffer_.clear();
}

void Output::finish() {
  send();
  if (file_ != nullptr && std::fflush(file_) != 0) cannot_write();
}

}  // namespace rentroll::app
