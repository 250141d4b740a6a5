#include "events/log_folder.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>
#include <vector>

#include "core/assert.hpp"
#include "core/error.hpp"
#include "events/event_log.hpp"
#include "events/rocks_store.hpp"

namespace rentroll::events {
namespace {

namespace fs = std::filesystem;

constexpr const char* format_file = "FORMAT";
constexpr const char* lock_file = "LOCK";
constexpr const char* run_file = "RUN";
constexpr const char* events_folder = "events";
constexpr std::string_view format_prefix = "rentroll log ";
constexpr int format_number = 1;

[[noreturn]] void fail(const char* doing, const fs::path& path, int error) {
  throw core::SystemError(fmt::format("cannot {} {}: {}", doing, path.string(), std::strerror(error)));
}

/// A file descriptor that is closed at the end of its scope.
class File {
 public:
  /// Throws SystemError that says what could not be done.
  File(const char* doing, const fs::path& path, int flags) : path_(path), descriptor_(open(path, flags)) {
    if (descriptor_ < 0) fail(doing, path, errno);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() { ::close(descriptor_); }

  [[nodiscard]] int descriptor() const { return descriptor_; }
  /// The file's text, of which no more is taken than a file of a log can hold.
  [[nodiscard]] std::string read() const {
    std::string text(bytes_max, '\0');
    std::size_t size = 0;
    for (ssize_t got = -1; got != 0 && size < text.size();) {
      got = ::pread(descriptor_, text.data() + size, text.size() - size, static_cast<off_t>(size));
      if (got < 0 && errno != EINTR) fail("read", path_, errno);
      if (got > 0) size += static_cast<std::size_t>(got);
    }
    text.resize(size);
    return text;
  }
  void write(std::string_view text) const {
    while (!text.empty()) {
      const ssize_t put = ::write(descriptor_, text.data(), text.size());
      if (put < 0 && errno != EINTR) fail("write", path_, errno);
      if (put > 0) text.remove_prefix(static_cast<std::size_t>(put));
    }
  }
  void sync() const {
    if (::fsync(descriptor_) != 0) fail("write", path_, errno);
  }

 private:
  static constexpr std::size_t bytes_max = 64 << 10;
  static int open(const fs::path& path, int flags) { return ::open(path.c_str(), flags | O_CLOEXEC, 0666); }

  fs::path path_;
  int descriptor_;
};

fs::path parent_of(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

/// Makes names that were given in a folder durable.
void sync_folder(const fs::path& folder) { File("write", folder, O_RDONLY | O_DIRECTORY).sync(); }

fs::path beside(const fs::path& path) { return path.string() + ".new"; }

/// Writes a file so that, whatever happens, it is there with all its text or as it was before.
void replace_file(const fs::path& path, std::string_view text) {
  const fs::path written = beside(path);
  {
    const File file("write", written, O_WRONLY | O_CREAT | O_TRUNC);
    file.write(text);
    file.sync();
  }
  if (::rename(written.c_str(), path.c_str()) != 0) fail("write", path, errno);
  sync_folder(parent_of(path));
}

/// The writer's lock. The file stays; the lock on it ends with the process, however that ends.
class Lock {
 public:
  explicit Lock(const fs::path& folder) : file_("lock", folder / lock_file, O_RDWR | O_CREAT) {
    if (::flock(file_.descriptor(), LOCK_EX | LOCK_NB) != 0) {
      if (errno != EWOULDBLOCK) fail("lock", folder / lock_file, errno);
      being_written(folder, file_.read());
    }
    // A creation that failed takes its lock file away, and a lock on that one would protect nothing.
    struct stat mine {};
    struct stat there {};
    if (::fstat(file_.descriptor(), &mine) != 0 || ::stat((folder / lock_file).c_str(), &there) != 0 ||
        mine.st_ino != there.st_ino) {
      being_written(folder, "");
    }
    if (::ftruncate(file_.descriptor(), 0) != 0) fail("lock", folder / lock_file, errno);
    file_.write(fmt::format("{}\n", ::getpid()));
  }

 private:
  [[noreturn]] static void being_written(const fs::path& folder, std::string holder) {
    while (!holder.empty() && holder.back() == '\n') holder.pop_back();
    throw core::SystemError(fmt::format("log {} is being written by {}; try again when it has ended",
                                        folder.string(),
                                        holder.empty() ? "another process" : "process " + holder));
  }

  File file_;
};

enum class Content { nothing, file, empty_folder, interrupted_creation, log, other };

/// The names in a folder.
std::set<std::string> entries(const fs::path& folder) {
  std::error_code error;
  std::set<std::string> names;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    names.insert(at->path().filename().string());
  }
  if (error) fail("read", folder, error.value());
  return names;
}

Content content_of(const fs::path& path) {
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) return Content::nothing;
    fail("open", path, errno);
  }
  if (!S_ISDIR(found.st_mode)) return Content::file;
  std::set<std::string> names = entries(path);
  if (names.empty()) return Content::empty_folder;
  if (names.contains(format_file)) return Content::log;
  // FORMAT is written last, so a creation that was killed leaves the lock file and perhaps a store, which was
  // never a log's.
  const bool locked = names.erase(lock_file) != 0;
  for (const char* part : {events_folder, run_file}) names.erase(part);
  for (const char* part : {format_file, run_file}) names.erase(beside(part).string());
  return locked && names.empty() ? Content::interrupted_creation : Content::other;
}

[[noreturn]] void no_log(const fs::path& path) {
  throw core::InputError(
      fmt::format("{} holds no log: its file {} is not one of a log", path.string(), format_file));
}

/// Throws InputError where the folder's FORMAT is not the one that this program reads and writes.
void check_format(const fs::path& path) {
  if (!fs::is_regular_file(path / format_file)) no_log(path);
  const std::string text = File("read", path / format_file, O_RDONLY).read();
  if (!text.starts_with(format_prefix)) no_log(path);
  const char* const end = text.data() + text.size();
  int number = 0;
  const auto [rest, error] = std::from_chars(text.data() + format_prefix.size(), end, number);
  if (error != std::errc{} || std::string_view(rest, end) != "\n") no_log(path);
  if (number != format_number) {
    throw core::InputError(fmt::format("{} is a log of format {}, and this program reads format {}",
                                       path.string(), number, format_number));
  }
}

/// Throws InputError where there is no log.
void check_is_log(const fs::path& path) {
  switch (content_of(path)) {
    case Content::log:
      return check_format(path);
    case Content::nothing:
      throw core::InputError(fmt::format("there is no log {}: the folder does not exist", path.string()));
    case Content::file:
      throw core::InputError(fmt::format("{} is a file, and a log is a folder", path.string()));
    case Content::empty_folder:
    case Content::interrupted_creation:
    case Content::other:
      break;
  }
  throw core::InputError(fmt::format("{} holds no log: it has no file {}", path.string(), format_file));
}

/// Throws InputError where the log has events.
void check_is_empty(const fs::path& path, const BlockStore& store) {
  const Seq last = last_seq(store);
  if (last == 0) return;
  throw core::InputError(
      fmt::format("{} holds a log with {} events already: --append goes on with it, or name another folder",
                  path.string(), last));
}

class StoredLog final : public LogFolder {
 public:
  StoredLog(fs::path path, std::unique_ptr<Lock> lock, std::unique_ptr<RocksStore> store)
      : path_(std::move(path)), lock_(std::move(lock)), store_(std::move(store)) {}

  BlockStore& store() override { return *store_; }
  const BlockStore& store() const override { return *store_; }
  std::optional<RunRecord> run() const override;
  void set_run(const RunRecord& run) override;
  void begin_writing() override {
    RENTROLL_ASSERT(lock_ != nullptr);
    store_ = RocksStore::open_writer(path_ / events_folder);
  }

 private:
  fs::path path_;
  std::unique_ptr<Lock> lock_;  // null for a reader; freed after the store is closed
  std::unique_ptr<RocksStore> store_;
};

std::optional<RunRecord> StoredLog::run() const {
  const fs::path file = path_ / run_file;
  if (struct stat found{}; ::stat(file.c_str(), &found) != 0 && errno == ENOENT) return std::nullopt;
  try {
    const auto stored = nlohmann::json::parse(File("read", file, O_RDONLY).read());
    return RunRecord{stored.at("scenario"), stored.at("sha256"), stored.at("first_seq"),
                     stored.at("finished")};
  } catch (const nlohmann::json::exception& error) {
    throw core::SystemError(fmt::format("the log is damaged: {}: {}", file.string(), error.what()));
  }
}

void write_run(const fs::path& folder, const RunRecord& run) {
  const nlohmann::json stored = {{"scenario", run.scenario},
                                 {"sha256", run.sha256},
                                 {"first_seq", run.first_seq},
                                 {"finished", run.finished}};
  replace_file(folder / run_file,
               stored.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

void StoredLog::set_run(const RunRecord& run) {
  RENTROLL_ASSERT(lock_ != nullptr);
  write_run(path_, run);
}

/// Takes away what a creation made, unless it succeeds.
class Made {
 public:
  enum class Kind { folders, content };  ///< folders go only where they are empty: others may have used them
  explicit Made(Kind kind) : kind_(kind) {}
  Made(const Made&) = delete;
  Made& operator=(const Made&) = delete;
  ~Made() {
    std::error_code ignored;
    for (auto path = paths_.rbegin(); path != paths_.rend(); ++path) {
      kind_ == Kind::content ? fs::remove_all(*path, ignored) : fs::remove(*path, ignored);
    }
  }
  void add(const fs::path& path) { paths_.push_back(path); }
  void keep() { paths_.clear(); }

 private:
  Kind kind_;
  std::vector<fs::path> paths_;
};

/// Makes a folder and those that it lies in, as far as they do not exist.
void make_folders(const fs::path& path, Made& folders) {
  struct stat found {};
  if (path.empty() || ::stat(path.c_str(), &found) == 0) {
    if (path.empty() || S_ISDIR(found.st_mode)) return;
    throw core::InputError(fmt::format("{} is a file: no folder can be made in it", path.string()));
  }
  if (errno != ENOENT && errno != ENOTDIR) fail("create", path, errno);
  make_folders(path.parent_path(), folders);
  if (::mkdir(path.c_str(), 0777) == 0) {
    folders.add(path);
    sync_folder(parent_of(path));
  } else if (errno != EEXIST) {
    fail("create", path, errno);
  }
}

/// Makes a log in a folder that holds nothing yet, or the remains of a creation that was interrupted.
/// `write(store)` writes what it begins with, and may close the store and open it again.
template <class Write>
std::unique_ptr<LogFolder> create_in(const fs::path& path, Write&& write) {
  Made folders(Made::Kind::folders);
  make_folders(path, folders);
  auto lock = std::make_unique<Lock>(path);
  if (content_of(path) == Content::log) {
    throw core::SystemError(fmt::format("{}: another process has just made a log in it", path.string()));
  }
  Made files(Made::Kind::content);  // taken away while the lock is held
  for (const char* part : {lock_file, events_folder, run_file}) files.add(path / part);
  for (const char* part : {format_file, run_file}) files.add(beside(path / part));
  // A creation that was interrupted may have left events and a run, which were never a log's.
  fs::remove_all(path / events_folder);
  fs::remove(path / run_file);
  auto store = RocksStore::open_writer(path / events_folder);
  write(store);
  replace_file(path / format_file, fmt::format("{}{}\n", format_prefix, format_number));
  files.keep();
  folders.keep();
  return std::make_unique<StoredLog>(path, std::move(lock), std::move(store));
}

/// The path without a slash at its end, so that its parent is the folder that it lies in.
fs::path tidy(const fs::path& path) {
  if (path.empty()) throw core::InputError("no folder is named for the log");
  return path.has_filename() ? path : path.parent_path();
}

}  // namespace

bool LogFolder::holds_log(const fs::path& given) {
  const fs::path path = tidy(given);
  switch (content_of(path)) {
    case Content::nothing:
    case Content::empty_folder:
    case Content::interrupted_creation:
      return false;
    case Content::log:
      break;
    case Content::file:
      throw core::InputError(fmt::format("{} is a file, and a log is a folder", path.string()));
    case Content::other:
      throw core::InputError(fmt::format(
          "{} holds other things and no log: name a folder that is empty or does not exist", path.string()));
  }
  check_format(path);
  return true;
}

std::unique_ptr<LogFolder> LogFolder::create(const fs::path& given, std::span<const NewBlock> blocks) {
  const fs::path path = tidy(given);
  const auto write = [&](BlockStore& store) {
    if (!blocks.empty()) store.write(blocks, Durability::synced);
  };
  if (!holds_log(path)) {
    return create_in(path, [&](std::unique_ptr<RocksStore>& store) { write(*store); });
  }
  // Looked at as a reader first: a log that is not to be touched is not opened for writing.
  check_is_empty(path, *RocksStore::open_reader(path / events_folder));
  auto folder = open_writer(path);
  check_is_empty(path, folder->store());
  write(folder->store());
  return folder;
}

void LogFolder::create_whole(const fs::path& given, const std::optional<RunRecord>& run,
                             const std::function<void(BlockStore&)>& fill,
                             const std::function<void(const BlockStore&)>& check) {
  const fs::path path = tidy(given);
  if (holds_log(path)) {
    throw core::InputError(
        fmt::format("{} holds a log already: name a folder that is empty or does not exist", path.string()));
  }
  create_in(path, [&](std::unique_ptr<RocksStore>& store) {
    fill(*store);
    store->write({}, Durability::synced);
    store.reset();
    store = RocksStore::open_reader(path / events_folder);
    check(*store);
    if (run) write_run(path, *run);
  });
}

std::unique_ptr<LogFolder> LogFolder::open_writer(const fs::path& given) {
  const fs::path path = tidy(given);
  check_is_log(path);
  auto lock = std::make_unique<Lock>(path);
  return std::make_unique<StoredLog>(path, std::move(lock), RocksStore::open_writer(path / events_folder));
}

std::unique_ptr<LogFolder> LogFolder::open_locked(const fs::path& given) {
  const fs::path path = tidy(given);
  check_is_log(path);
  auto lock = std::make_unique<Lock>(path);
  return std::make_unique<StoredLog>(path, std::move(lock), RocksStore::open_reader(path / events_folder));
}

std::unique_ptr<LogFolder> LogFolder::open_reader(const fs::path& given) {
  const fs::path path = tidy(given);
  check_is_log(path);
  return std::make_unique<StoredLog>(path, nullptr, RocksStore::open_reader(path / events_folder));
}

void mark_run_finished(LogFolder& folder) {
  auto run = folder.run();
  if (!run || run->finished) return;
  run->finished = true;
  folder.set_run(*run);
}

Seq durable_seq(const LogFolder& folder) {
  const auto run = folder.run();
  const bool goes_on = run && !run->finished && run->first_seq != 0;
  return goes_on ? run->first_seq - 1 : last_seq(folder.store());
}

bool is_unfinished(const LogFolder& folder) {
  const std::optional<RunRecord> run = folder.run();
  if (!run || run->finished) return false;
  const Seq last = last_seq(folder.store());
  if (last == 0 || last < run->first_seq) return false;
  const std::optional<Event> event = read_event(folder.store(), last);
  return event && event->type() != EventType::clock_advanced;
}

}  // namespace rentroll::events
