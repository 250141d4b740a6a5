#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

/// The small files of a log's folder: read whole, replaced whole.
namespace rentroll::events {

/// Throws SystemError: cannot DOING PATH, and the reason by its `errno`.
[[noreturn]] void fail_on(const char* doing, const std::filesystem::path& path, int error);

/// A file descriptor that is closed at the end of its scope.
class File {
 public:
  /// Throws SystemError that says what could not be done.
  File(const char* doing, const std::filesystem::path& path, int flags);
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File();

  [[nodiscard]] int descriptor() const { return descriptor_; }
  /// The file's bytes from `offset` on, of which no more is taken than `bytes_max`.
  [[nodiscard]] std::string read(std::size_t bytes_max = 64 << 10, std::uint64_t offset = 0) const;
  void write(std::string_view text) const;
  void sync() const;

 private:
  std::filesystem::path path_;
  int descriptor_;
};

/// The folder that a path lies in.
[[nodiscard]] std::filesystem::path parent_of(const std::filesystem::path& path);

/// Reads so many bytes from `offset` on. False where that fails or the file ends before.
[[nodiscard]] bool read_all(int descriptor, void* target, std::size_t size, std::uint64_t offset);
/// Writes so many bytes from `offset` on. False where that fails.
[[nodiscard]] bool write_all(int descriptor, const void* source, std::size_t size, std::uint64_t offset);

/// Makes names that were given in a folder durable.
void sync_folder(const std::filesystem::path& folder);
/// The same for what can do without: answers whether they are.
bool try_sync_folder(const std::filesystem::path& folder);

/// Where a file is written before it takes the place of the old one.
[[nodiscard]] std::filesystem::path beside(const std::filesystem::path& path);

/// Writes a file so that, whatever happens, it is there with all its text or as it was before.
void replace_file(const std::filesystem::path& path, std::string_view text);

}  // namespace rentroll::events
