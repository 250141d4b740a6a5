#include "app/small_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/error.hpp"
#include "events/proof.hpp"

namespace rentroll::app {
namespace {

constexpr std::size_t file_bytes_max = events::proof_bytes_max;
constexpr std::size_t key_bytes_max = 1024;

/// A file descriptor that is closed at the end of its scope.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

[[noreturn]] void fail(const char* doing, const std::string& option, const std::string& path) {
  const std::string sentence = fmt::format("{}: cannot {} {}: {}", option, doing, path, std::strerror(errno));
  if (errno == ENOENT || errno == EISDIR || errno == ENOTDIR || errno == EEXIST) {
    throw core::InputError(sentence);
  }
  throw core::SystemError(sentence);
}

/// Writes all of a text and makes it durable; false where that fails.
bool write_all(int file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t put = ::write(file, text.data(), text.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(put));
  }
  return ::fsync(file) == 0;
}

/// Reads a file of so many bytes at the most.
std::string read_bounded(const std::string& option, const std::string& path, std::size_t bytes_max) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.number() < 0) fail("read", option, path);
  std::string text;
  std::string piece(1 << 16, '\0');
  while (true) {
    const ssize_t got = ::read(file.number(), piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail("read", option, path);
    if (got == 0) return text;
    text.append(piece, 0, static_cast<std::size_t>(got));
    if (text.size() > bytes_max) {
      throw core::InputError(
          fmt::format("{}: {} is too large: it has more than {} bytes", option, path, bytes_max));
    }
  }
}

}  // namespace

std::string read_file(const std::string& option, const std::string& path) {
  return read_bounded(option, path, file_bytes_max);
}

std::string read_line(const std::string& option, const std::string& path) {
  std::string text = read_bounded(option, path, key_bytes_max);
  if (text.ends_with('\n')) text.pop_back();
  if (text.ends_with('\r')) text.pop_back();
  if (text.find('\n') != text.npos) {
    throw core::InputError(fmt::format("{}: {} has more than one line, and a key has one", option, path));
  }
  return text;
}

void make_file(const std::string& option, const std::string& path, const std::string& text, unsigned mode) {
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
  if (file.number() < 0) fail("make", option, path);
  if (write_all(file.number(), text)) return;
  const int error = errno;
  ::unlink(path.c_str());
  errno = error;
  fail("write", option, path);
}

}  // namespace rentroll::app
