#include "events/durable_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "core/error.hpp"

namespace rentroll::events {

namespace fs = std::filesystem;

void fail_on(const char* doing, const fs::path& path, int error) {
  throw core::SystemError(fmt::format("cannot {} {}: {}", doing, path.string(), std::strerror(error)));
}

File::File(const char* doing, const fs::path& path, int flags)
    : path_(path), descriptor_(::open(path.c_str(), flags | O_CLOEXEC, 0666)) {
  if (descriptor_ < 0) fail_on(doing, path, errno);
}

File::~File() { ::close(descriptor_); }

std::string File::read(std::size_t bytes_max, std::uint64_t offset) const {
  constexpr std::size_t step = 16 << 10;
  std::string text;
  std::size_t size = 0;
  while (size < bytes_max) {
    if (size == text.size()) text.resize(std::min(bytes_max, std::max(step, 2 * size)));
    const ssize_t got =
        ::pread(descriptor_, text.data() + size, text.size() - size, static_cast<off_t>(offset + size));
    if (got < 0 && errno != EINTR) fail_on("read", path_, errno);
    if (got == 0) break;
    if (got > 0) size += static_cast<std::size_t>(got);
  }
  text.resize(size);
  return text;
}

void File::write(std::string_view text) const {
  while (!text.empty()) {
    const ssize_t put = ::write(descriptor_, text.data(), text.size());
    if (put < 0 && errno != EINTR) fail_on("write", path_, errno);
    if (put > 0) text.remove_prefix(static_cast<std::size_t>(put));
  }
}

void File::sync() const {
  if (::fsync(descriptor_) != 0) fail_on("write", path_, errno);
}

fs::path parent_of(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

bool read_all(int descriptor, void* target, std::size_t size, std::uint64_t offset) {
  for (auto* at = static_cast<char*>(target); size != 0;) {
    const ssize_t got = ::pread(descriptor, at, size, static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    const auto bytes = static_cast<std::size_t>(got);
    at += bytes;
    offset += bytes;
    size -= bytes;
  }
  return true;
}

bool write_all(int descriptor, const void* source, std::size_t size, std::uint64_t offset) {
  for (const auto* at = static_cast<const char*>(source); size != 0;) {
    const ssize_t put = ::pwrite(descriptor, at, size, static_cast<off_t>(offset));
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return false;
    const auto bytes = static_cast<std::size_t>(put);
    at += bytes;
    offset += bytes;
    size -= bytes;
  }
  return true;
}

void sync_folder(const fs::path& folder) { File("write", folder, O_RDONLY | O_DIRECTORY).sync(); }

bool try_sync_folder(const fs::path& folder) {
  try {
    sync_folder(folder);
    return true;
  } catch (const core::SystemError&) {
    return false;
  }
}

fs::path beside(const fs::path& path) { return path.string() + ".new"; }

void replace_file(const fs::path& path, std::string_view text) {
  const fs::path written = beside(path);
  {
    const File file("write", written, O_WRONLY | O_CREAT | O_TRUNC);
    file.write(text);
    file.sync();
  }
  if (::rename(written.c_str(), path.c_str()) != 0) fail_on("write", path, errno);
  sync_folder(parent_of(path));
}

}  // namespace rentroll::events
