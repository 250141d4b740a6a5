#pragma once

#include <cstdio>
#include <string>
#include <string_view>

namespace rentroll::app {

class OutputFile;

/// Standard output behind one large buffer, so that millions of rows are printed fast. What is still in the
/// buffer when an exception ends a command is never sent: a command that fails at once prints nothing. Where
/// standard output is a terminal, no character reaches it that could command it: what a log or a file holds
/// may be somebody's who means harm.
class Output {
 public:
  explicit Output(std::FILE* file);
  /// A file in the place of standard output. Whoever opened it finishes it too, and it must outlive the
  /// output.
  explicit Output(OutputFile& file) : whole_file_(&file) {}

  /// Throws SystemError where the file takes no more, for example on a full disk. REQUIRES: whole characters.
  void write(std::string_view bytes) {
    buffer_.append(bytes);
    if (buffer_.size() >= buffered_bytes_max) send();
  }

  /// Sends what is left. Throws SystemError where not everything could be written.
  void finish();

 private:
  static constexpr std::size_t buffered_bytes_max = std::size_t{1} << 18;

  void send();

  std::FILE* file_ = nullptr;  // null where there is a whole_file_
  OutputFile* whole_file_ = nullptr;
  bool is_terminal_ = false;
  std::string buffer_;
};

}  // namespace rentroll::app
