#include "app/output.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "app/output_file.hpp"
#include "core/error.hpp"
#include "core/text.hpp"

namespace rentroll::app {
namespace {

[[noreturn]] void cannot_write() {
  throw core::SystemError(fmt::format("standard output cannot be written: {}", std::strerror(errno)));
}

}  // namespace

Output::Output(std::FILE* file) : file_(file), is_terminal_(isatty(fileno(file)) == 1) {}

void Output::send() {
  if (is_terminal_) buffer_ = core::printable_lines(buffer_);
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
