#include "scenarios/scenario_text.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "core/error.hpp"
#include "core/text.hpp"
#include "scenarios/scenario_file.hpp"

namespace rentroll::scenarios {
namespace {

using core::InputError;
using core::SystemError;

/// Keys nested deeper than this are refused before toml++ sees them: it follows them by recursion and without
/// a bound.
constexpr int key_dots_max = 16;

/// The characters of `2024-01-31`.
constexpr std::size_t date_size = 10;

class File {
 public:
  /// Without waiting: opening a FIFO would wait for its writer.
  explicit File(const std::filesystem::path& path)
      : descriptor_(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }
  [[nodiscard]] int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

[[noreturn]] void fail_to_open(const std::string& name, int error) {
  if (error == ENOENT || error == ENOTDIR || error == ENAMETOOLONG) {
    throw InputError(fmt::format("{}: there is no such file: right is the path of a scenario file", name));
  }
  if (error == ENXIO)
    throw InputError(fmt::format("{}: not a regular file: right is a scenario file in TOML", name));
  throw SystemError(fmt::format("{}: cannot open the file: {}", name, std::strerror(error)));
}

[[noreturn]] void fail_too_large(const std::string& name) {
  throw InputError(fmt::format("{}: larger than {} bytes: right is a scenario file of at most 64 MiB", name,
                               scenario_bytes_max));
}

void check_regular(const std::string& name, const struct stat& status) {
  if (S_ISDIR(status.st_mode)) {
    throw InputError(fmt::format("{}: a directory: right is the path of a scenario file", name));
  }
  if (!S_ISREG(status.st_mode)) {
    throw InputError(fmt::format("{}: not a regular file: right is a scenario file in TOML", name));
  }
  if (status.st_size > static_cast<off_t>(scenario_bytes_max)) fail_too_large(name);
}

bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

Position position_of(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const std::string_view line = before.substr(before.rfind('\n') + 1);
  return {
      1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')),
      1 + line.size() - static_cast<std::size_t>(std::count_if(line.begin(), line.end(), is_continuation))};
}

void check_utf8(std::string_view text) {
  const auto offset = core::first_bad_byte(text);
  if (!offset) return;
  fail_at(position_of(text, *offset).text(),
          fmt::format("the byte 0x{:02X} is not UTF-8 here: right is a file in UTF-8",
                      static_cast<unsigned char>(text[*offset])));
}

/// The offset behind a TOML string or an unterminated one's line.
std::size_t behind_string(std::string_view text, std::size_t begin) {
  const char quote = text[begin];
  const std::string_view three(quote == '"' ? "\"\"\"" : "'''");
  const bool is_long = text.substr(begin).starts_with(three);
  std::size_t at = begin + (is_long ? 3 : 1);
  for (; at < text.size(); ++at) {
    if (text[at] == '\\' && quote == '"') {
      ++at;
    } else if (!is_long && (text[at] == quote || text[at] == '\n')) {
      return at + 1;
    } else if (is_long && text.substr(at).starts_with(three)) {
      // Up to two quotes may stand before the three that close.
      at += 3;
      for (int more = 0; more < 2 && at < text.size() && text[at] == quote; ++more) ++at;
      return at;
    }
  }
  return text.size();
}

/// Refuses a key with very many parts.
void check_keys_not_deep(std::string_view text) {
  int dots = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    const char c = text[at];
    if (c == '"' || c == '\'') {
      at = behind_string(text, at);
      continue;
    }
    if (c == '#') {
      at = std::min(text.find('\n', at), text.size());
      continue;
    }
    if (c == '.' && ++dots > key_dots_max) {
      fail_at(position_of(text, at).text(),
              fmt::format("a key of more than {} parts: no key has as many", key_dots_max));
    }
    if (std::string_view("\n=,[]{}").find(c) != std::string_view::npos) dots = 0;
    ++at;
  }
}

bool is_of_date(char c) {
  return (c >= '0' && c <= '9') || std::string_view("-:.+TtZz").find(c) != std::string_view::npos;
}

}  // namespace

void fail_at(const std::string& place, const std::string& sentence) { throw InputError(sentence).at(place); }

/// Reads a whole file, which may grow meanwhile, but not beyond the limit.
std::string read_scenario_text(const std::filesystem::path& path) {
  const std::string name = path.string();
  const File file(path);
  if (!file.is_open()) fail_to_open(name, errno);
  struct stat status {};
  if (::fstat(file.descriptor(), &status) != 0) {
    throw SystemError(fmt::format("{}: cannot read the file: {}", name, std::strerror(errno)));
  }
  check_regular(name, status);

  std::string text(static_cast<std::size_t>(status.st_size) + 1, '\0');
  std::size_t size = 0;
  while (true) {
    const ssize_t count = ::read(file.descriptor(), text.data() + size, text.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw SystemError(fmt::format("{}: cannot read the file: {}", name, std::strerror(errno)));
    if (count == 0) break;
    size += static_cast<std::size_t>(count);
    if (size > scenario_bytes_max) fail_too_large(name);
    if (size == text.size()) text.resize(std::min(2 * size, scenario_bytes_max + 1));
  }
  text.resize(size);
  return text;
}

void check_size(const std::string& text, const std::string& file) {
  if (text.size() > scenario_bytes_max) fail_too_large(file);
}

void check_parsable(std::string_view text) {
  check_utf8(text);
  check_keys_not_deep(text);
}

std::string_view without_mark(std::string_view text) {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  return text.starts_with(mark) ? text.substr(mark.size()) : text;
}

std::size_t Cursor::seek(const Position& to) {
  while (at_.line < to.line) go_to_next_line();
  while (at_.line > to.line) go_to_line_before();
  while (at_.column < to.column && offset_ < text_.size()) {
    do ++offset_;
    while (offset_ < text_.size() && is_continuation(text_[offset_]));
    ++at_.column;
  }
  while (at_.column > to.column) {
    do --offset_;
    while (is_continuation(text_[offset_]));
    --at_.column;
  }
  return offset_;
}

std::string Cursor::date_at(const Position& position) {
  const std::size_t begin = seek(position);
  std::size_t end = begin;
  while (end < text_.size() && (is_of_date(text_[end]) || is_space_in_date(begin, end))) ++end;
  std::string date(text_.substr(begin, end - begin));
  if (date.size() > date_size && (date[date_size] == ' ' || date[date_size] == 't')) date[date_size] = 'T';
  if (date.ends_with('z')) date.back() = 'Z';
  return date;
}

Position Cursor::front_of_date(const Position& position) {
  std::size_t begin = seek(position);
  while (begin > 0 && is_of_date(text_[begin - 1])) --begin;
  return position_of(text_, begin);
}

bool Cursor::is_space_in_date(std::size_t begin, std::size_t at) const {
  return at == begin + date_size && text_[at] == ' ' && at + 1 < text_.size() && text_[at + 1] >= '0' &&
         text_[at + 1] <= '9';
}

void Cursor::go_to_next_line() {
  offset_ = std::min(text_.find('\n', offset_), text_.size() - 1) + 1;
  at_ = {at_.line + 1, 1};
}

void Cursor::go_to_line_before() {
  const auto begin_of_line = [&](std::size_t offset) {
    return offset == 0 ? 0 : text_.rfind('\n', offset - 1) + 1;
  };
  const std::size_t begin = begin_of_line(offset_);
  offset_ = begin == 0 ? 0 : begin_of_line(begin - 1);
  at_ = {at_.line - 1, 1};
}

}  // namespace rentroll::scenarios
