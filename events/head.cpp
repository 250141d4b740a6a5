#include "events/head.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <set>
#include <thread>

#include "core/error.hpp"
#include "core/sha256.hpp"
#include "events/damaged_block.hpp"
#include "events/durable_file.hpp"

namespace rentroll::events {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view first_line = "rentroll head 1\n";
constexpr std::string_view last_word = "sha256 ";
constexpr std::size_t head_bytes_max = 64 << 20;
constexpr std::size_t hex_digits = 64;
constexpr const char* events_folder = "events";
constexpr int attempts_max = 100;
/// Tables of no more bytes together are read whole at each opening, which takes milliseconds: RocksDB finds
/// most damage by its checksums, but some makes it end the process.
constexpr std::uint64_t small_tables_bytes = 16 << 20;

class DamagedHead : public DamagedBlock {
 public:
  explicit DamagedHead(const char* why) : DamagedBlock(fmt::format("{}: {}", head_file, why)), why_(why) {}
  [[nodiscard]] const char* why() const { return why_; }

 private:
  const char* why_;
};

[[noreturn]] void damaged(const char* why) { throw DamagedHead(why); }

/// Takes the line off the front of a text.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  if (end == text.npos) damaged("a line has no end");
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

std::uint64_t number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || rest != text.data() + text.size())
    damaged("it holds no number where one is due");
  return value;
}

/// Whether a file is a table of events, which RocksDB writes once and never changes.
bool is_table(std::string_view name) { return name.ends_with(".sst"); }

std::string hash_of_file(const fs::path& path) {
  constexpr std::size_t chunk = 64 << 10;
  const File file("read", path, O_RDONLY);
  core::Sha256 sha256;
  for (std::uint64_t offset = 0;;) {
    const std::string bytes = file.read(chunk, offset);
    if (bytes.empty()) return sha256.hex();
    sha256.update(bytes);
    offset += bytes.size();
  }
}

/// The names of the files in `events/`. RocksDB's lock says nothing of the log.
std::set<std::string> event_files(const fs::path& log) {
  std::set<std::string> names;
  std::error_code error;
  for (fs::directory_iterator at(log / events_folder, error), end; !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename().string();
    const bool is_line = name.find('\n') == name.npos;
    if (name != "LOCK" && is_line && at->is_regular_file(error)) {
      names.insert(std::string(events_folder) + "/" + name);
    }
  }
  return names;
}

enum class Content { looked_at, passed_over };

/// What is wrong with a file, or nothing.
std::string flaw_of(const fs::path& path, const FileMark& mark, Content content) {
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0) {
    if (errno != ENOENT) fail_on("read", path, errno);
    return "it is missing";
  }
  if (!S_ISREG(found.st_mode)) return "it is no file";
  if (static_cast<std::uint64_t>(found.st_size) != mark.bytes) {
    return fmt::format("it has {} bytes, and had {} when the log was closed", found.st_size, mark.bytes);
  }
  if (content == Content::passed_over) return "";
  try {
    if (hash_of_file(path) == mark.sha256) return "";
  } catch (const core::SystemError&) {
    if (fs::exists(path)) throw;
    return "it is missing";  // by now
  }
  return "its content is not what it was when the log was closed";
}

}  // namespace

bool looks_like_head(std::string_view text) { return text.starts_with("rentroll head"); }

std::string Head::text() const {
  std::string text = fmt::format("{}{}\nlast_seq {}\n", first_line, closed ? "closed" : "open", last_seq);
  for (const auto& [name, mark] : files) text += fmt::format("{} {} {}\n", mark.sha256, mark.bytes, name);
  return text + fmt::format("{}{}\n", last_word, core::sha256_hex(text));
}

Head Head::parse(std::string_view text) {
  const std::size_t tail = last_word.size() + hex_digits + 1;
  if (text.size() < tail) damaged("it was cut");
  const std::string_view hashed = text.substr(0, text.size() - tail);
  if (text.substr(hashed.size()) != fmt::format("{}{}\n", last_word, core::sha256_hex(hashed))) {
    damaged("it is not what was written: the hash at its end is another's");
  }
  text = hashed;
  if (!text.starts_with(first_line)) damaged("it is of a form that this program does not know");
  text.remove_prefix(first_line.size());
  Head head;
  head.closed = take_line(text) == "closed";
  const std::string_view last = take_line(text);
  head.last_seq = number(last.substr(std::min(last.size(), last.find(' ') + 1)));
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    const std::size_t space = std::min(line.find(' ', hex_digits + 1), line.size());
    if (space == line.size()) damaged("a line names no file");
    head.files[std::string(line.substr(space + 1))] = {
        number(line.substr(hex_digits + 1, space - hex_digits - 1)), std::string(line.substr(0, hex_digits))};
  }
  return head;
}

std::optional<Head> read_head(const fs::path& log) {
  const fs::path file = log / head_file;
  if (struct stat found{}; ::stat(file.c_str(), &found) != 0 && errno == ENOENT) return std::nullopt;
  return Head::parse(File("read", file, O_RDONLY).read(head_bytes_max));
}

void write_head(const fs::path& log, const Head& head) { replace_file(log / head_file, head.text()); }

Head closed_head(const fs::path& log, core::Seq last_seq, const Head& before) {
  Head head{true, last_seq, {}};
  std::set<std::string> names = event_files(log);
  for (const char* name : {"FORMAT", "RUN"}) {
    if (fs::exists(log / name)) names.insert(name);
  }
  for (const std::string& name : names) {
    const std::uint64_t bytes = fs::file_size(log / name);
    const auto known = before.files.find(name);
    const bool is_known = is_table(name) && known != before.files.end() && known->second.bytes == bytes;
    head.files[name] = is_known ? known->second : FileMark{bytes, hash_of_file(log / name)};
  }
  return head;
}

std::string flaw_of_file(const fs::path& path, const FileMark& mark) {
  return flaw_of(path, mark, Content::looked_at);
}

std::vector<FileFlaw> check_files(const fs::path& log, const Head& head, FileCheck check) {
  std::vector<FileFlaw> flaws;
  std::uint64_t tables_bytes = 0;
  for (const auto& [name, mark] : head.files) tables_bytes += is_table(name) ? mark.bytes : 0;
  const bool reads_tables = check == FileCheck::all || tables_bytes <= small_tables_bytes;
  for (const auto& [name, mark] : head.files) {
    if (!head.closed && !(is_table(name) && fs::exists(log / name))) continue;
    const bool is_read = reads_tables || !is_table(name);
    std::string flaw = flaw_of(log / name, mark, is_read ? Content::looked_at : Content::passed_over);
    // The writer may have taken a table away in the meantime.
    if (!head.closed && !fs::exists(log / name)) continue;
    if (!flaw.empty()) flaws.push_back({name, std::move(flaw)});
  }
  if (!head.closed || check == FileCheck::reading) return flaws;
  for (const std::string& name : event_files(log)) {
    if (!head.files.contains(name)) {
      flaws.push_back({name, "it is no file of this log: it was not there when the log was closed"});
    }
  }
  if (!head.files.contains("RUN") && fs::exists(log / "RUN")) {
    flaws.push_back({"RUN", "the log had no record of a run when it was closed"});
  }
  return flaws;
}

CheckedHead check_head(const fs::path& log, FileCheck check) {
  const auto look = [&]() -> CheckedHead {
    try {
      CheckedHead checked{read_head(log), {}};
      if (checked.head) checked.flaws = check_files(log, *checked.head, check);
      return checked;
    } catch (const DamagedHead& error) {
      return {std::nullopt, {{head_file, error.why()}}};
    }
  };
  for (int attempt = 0; attempt < attempts_max; ++attempt) {
    CheckedHead checked = look();
    if (checked.flaws.empty() || !checked.head || read_head(log) == checked.head) return checked;
    std::this_thread::sleep_for(std::chrono::milliseconds(attempt % 10));
  }
  throw core::SystemError(fmt::format(
      "cannot check the files of log {}: another process changes them without a pause", log.string()));
}

}  // namespace rentroll::events
