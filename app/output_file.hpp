#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace rentroll::app {

/// A file that a command writes: whatever happens, it is there with all its bytes, or as it was before.
/// What stands at a path that is no file, as a pipe or a terminal, is written to as it is.
class OutputFile {
 public:
  /// Begins to write beside `path`. A link is followed. Throws SystemError where that cannot be done.
  explicit OutputFile(const std::filesystem::path& path);
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;
  /// Takes away what was not finished.
  ~OutputFile();

  /// Throws SystemError, for example on a full disk.
  void write(std::string_view bytes) {
    buffer_.append(bytes);
    if (buffer_.size() >= buffered_bytes_max) send();
  }

  /// Where it is written beside the target, for a library that opens files by itself; empty where the target
  /// is no file. It must have closed the file before `finish`.
  [[nodiscard]] const std::filesystem::path& written() const { return written_; }

  /// Makes all that was written durable, and puts it in the place of what was there. Throws SystemError.
  void finish();

 private:
  static constexpr std::size_t buffered_bytes_max = std::size_t{1} << 18;

  void open();
  void send();
  [[noreturn]] void fail(int error) const;

  std::filesystem::path path_;     // as it was given, for errors
  std::filesystem::path target_;   // with links followed
  std::filesystem::path written_;  // beside the target; empty where the target is no file
  int descriptor_ = -1;
  std::string buffer_;
};

/// Writes a whole file. Throws SystemError.
void write_file(const std::filesystem::path& path, std::string_view bytes);

}  // namespace rentroll::app
