#include "app/output_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/error.hpp"
#include "events/durable_file.hpp"

namespace rentroll::app {
namespace {

namespace fs = std::filesystem;

constexpr mode_t mode_of_new_files = 0666;  // less what the user's mask takes away

/// Where a path leads if links are followed; the path itself where there is nothing to follow.
fs::path followed(const fs::path& path) {
  std::error_code error;
  const fs::path target = fs::weakly_canonical(path, error);
  return error ? path : target;
}

}  // namespace

OutputFile::OutputFile(const fs::path& path) : path_(path), target_(followed(path)) {
  struct stat there {};
  const bool exists = ::stat(path_.c_str(), &there) == 0;
  if (exists && S_ISDIR(there.st_mode)) fail(EISDIR);
  if (exists && !S_ISREG(there.st_mode)) {
    descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CLOEXEC);
    if (descriptor_ < 0) fail(errno);
    return;
  }
  if (exists && ::access(path_.c_str(), W_OK) != 0) fail(errno);  // a rename would not ask
  open();
  if (exists) static_cast<void>(::fchmod(descriptor_, there.st_mode & 0777));
}

OutputFile::~OutputFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (!written_.empty()) ::unlink(written_.c_str());
}

/// The name beside the target bears the process's number: two processes never write the same file.
void OutputFile::open() {
  const fs::path written = fmt::format("{}.{}.new", target_.string(), ::getpid());
  ::unlink(written.c_str());  // left behind by one that was killed; never followed if it is a link
  descriptor_ = ::open(written.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode_of_new_files);
  if (descriptor_ < 0) fail(errno);
  written_ = written;
}

void OutputFile::send() {
  for (std::string_view left = buffer_; !left.empty();) {
    const ssize_t put = ::write(descriptor_, left.data(), left.size());
    if (put < 0 && errno != EINTR) fail(errno);
    if (put > 0) left.remove_prefix(static_cast<std::size_t>(put));
  }
  buffer_.clear();
}

void OutputFile::finish() {
  send();
  if (written_.empty()) return;
  if (::fsync(descriptor_) != 0) fail(errno);
  if (::rename(written_.c_str(), target_.c_str()) != 0) fail(errno);
  written_.clear();
  events::try_sync_folder(events::parent_of(target_));
}

void OutputFile::fail(int error) const {
  throw core::SystemError(fmt::format("cannot write {}: {}", path_.string(), std::strerror(error)));
}

void write_file(const fs::path& path, std::string_view bytes) {
  OutputFile file(path);
  file.write(bytes);
  file.finish();
}

}  // namespace rentroll::app
