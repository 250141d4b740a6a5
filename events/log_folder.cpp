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
#include "events/damaged_block.hpp"
#include "events/durable_file.hpp"
#include "events/event_log.hpp"
#include "events/rocks_store.hpp"
#include "events/unclean_close.hpp"

namespace rentroll::events {
namespace {

namespace fs = std::filesystem;

constexpr const char* format_file = "FORMAT";
constexpr const char* lock_file = "LOCK";
constexpr const char* run_file = "RUN";
constexpr std::size_t run_bytes_max = 64 << 10;  // the path of a scenario has 4 KiB at the most
constexpr const char* events_folder = "events";
constexpr std::string_view format_prefix = "rentroll log ";
constexpr int format_number = 2;
constexpr int format_without_head = 1;  // still read; a writer makes the newest one of it

/// The writer's lock. The file stays; the lock on it ends with the process, however that ends.
class Lock {
 public:
  explicit Lock(const fs::path& folder) : file_("lock", folder / lock_file, O_RDWR | O_CREAT) {
    take(folder, file_, LOCK_EX);
    // A creation that failed takes its lock file away, and a lock on that one would protect nothing.
    struct stat mine {};
    struct stat there {};
    if (::fstat(file_.descriptor(), &mine) != 0 || ::stat((folder / lock_file).c_str(), &there) != 0 ||
        mine.st_ino != there.st_ino) {
      being_written(folder, "");
    }
    if (::ftruncate(file_.descriptor(), 0) != 0) fail_on("lock", folder / lock_file, errno);
    file_.write(fmt::format("{}\n", ::getpid()));
  }

  /// Takes a lock on an opened file. Throws SystemError where another process has one.
  static void take(const fs::path& folder, const File& file, int kind) {
    if (::flock(file.descriptor(), kind | LOCK_NB) == 0) return;
    if (errno != EWOULDBLOCK) fail_on("lock", folder / lock_file, errno);
    being_written(folder, file.read());
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

/// Whether a folder that lacks its FORMAT is a log nevertheless: one that a writer has closed. A creation
/// that was interrupted has closed none.
bool was_closed(const fs::path& path) {
  if (!fs::is_regular_file(path / head_file)) return false;
  if (!looks_like_head(File("read", path / head_file, O_RDONLY).read())) return false;
  try {
    const auto head = read_head(path);
    return head && (head->closed || !head->files.empty());
  } catch (const DamagedBlock&) {
    return true;
  }
}

/// The names in a folder.
std::set<std::string> entries(const fs::path& folder) {
  std::error_code error;
  std::set<std::string> names;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    names.insert(at->path().filename().string());
  }
  if (error) fail_on("read", folder, error.value());
  return names;
}

Content content_of(const fs::path& path) {
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) return Content::nothing;
    fail_on("open", path, errno);
  }
  if (!S_ISDIR(found.st_mode)) return Content::file;
  std::set<std::string> names = entries(path);
  if (names.empty()) return Content::empty_folder;
  if (names.contains(format_file) || was_closed(path)) return Content::log;
  // FORMAT is written last, so a creation that was killed leaves the lock file and perhaps a store, which was
  // never a log's.
  const bool locked = names.erase(lock_file) != 0;
  for (const char* part : {events_folder, run_file, head_file}) names.erase(part);
  for (const char* part : {format_file, run_file, head_file}) names.erase(beside(part).string());
  return locked && names.empty() ? Content::interrupted_creation : Content::other;
}

/// Throws DamagedBlock where a log's HEAD is damaged, or says that its FORMAT is not the one that was
/// written.
void check_format_by_head(const fs::path& path) {
  const auto head = read_head(path);
  const auto mark = head->files.find(format_file);
  if (mark == head->files.end()) return;
  const std::string flaw = flaw_of_file(path / format_file, mark->second);
  if (!flaw.empty()) throw DamagedBlock(fmt::format("{}: {}", (path / format_file).string(), flaw));
}

/// Throws InputError, or SystemError where HEAD says that FORMAT was another when the log was closed.
[[noreturn]] void no_log(const fs::path& path) {
  if (was_closed(path)) check_format_by_head(path);
  throw core::InputError(
      fmt::format("{} holds no log: its file {} is not one of a log", path.string(), format_file));
}

/// Throws InputError where the folder's FORMAT is not one that this program reads, SystemError where it was
/// damaged. Answers with its number.
int check_format(const fs::path& path) {
  if (!fs::is_regular_file(path / format_file)) no_log(path);
  const std::string text = File("read", path / format_file, O_RDONLY).read();
  if (!text.starts_with(format_prefix)) no_log(path);
  const char* const end = text.data() + text.size();
  int number = 0;
  const auto [rest, error] = std::from_chars(text.data() + format_prefix.size(), end, number);
  if (error != std::errc{} || std::string_view(rest, end) != "\n") no_log(path);
  if (number < format_without_head || number > format_number) {
    if (was_closed(path)) check_format_by_head(path);
    throw core::InputError(fmt::format("{} is a log of format {}, and this program reads formats up to {}",
                                       path.string(), number, format_number));
  }
  return number;
}

void write_format(const fs::path& path) {
  replace_file(path / format_file, fmt::format("{}{}\n", format_prefix, format_number));
}

/// Throws InputError where there is no log. Answers with the number of its format.
int check_is_log(const fs::path& path) {
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

/// Calls what opens a log; where it is damaged, the error says what can be done.
template <class Open>
auto with_advice(const fs::path& path, const Open& open) {
  try {
    return open();
  } catch (const DamagedBlock& error) {
    throw core::SystemError(
        fmt::format("{}; `rentroll verify --log {}` says what is damaged, `rentroll salvage --log {} --to "
                    "NEW` saves what is "
                    "whole",
                    error.what(), path.string(), path.string()));
  }
}

/// The HEAD of a log, whose files have been checked by it. An empty one where the log is of a format that has
/// none. Throws DamagedBlock.
Head checked_head(const fs::path& path, FileCheck check) {
  const int format = check_is_log(path);
  CheckedHead checked = check_head(path, check);
  if (!checked.flaws.empty()) {
    const std::size_t others = checked.flaws.size() - 1;
    throw DamagedBlock(fmt::format("{}: {}{}", (path / checked.flaws.front().file).string(),
                                   checked.flaws.front().what,
                                   others == 0 ? "" : fmt::format(" (and {} more)", others)));
  }
  if (!checked.head && format != format_without_head) {
    throw DamagedBlock(fmt::format("{}: it is missing", (path / head_file).string()));
  }
  return std::move(checked.head).value_or(Head{});
}

std::unique_ptr<RocksStore> open_to_read(const fs::path& path) {
  const Head head = checked_head(path, FileCheck::reading);
  if (head.closed) return RocksStore::open_reader(path / events_folder);
  Traces traces = find_traces(path / events_folder);
  auto store = RocksStore::open_reader(path / events_folder);
  check_traces(*store, head.last_seq > traces.last_seq ? Traces{head.last_seq, path / head_file} : traces);
  return store;
}

/// A store that is open for writing, and what its log's HEAD said before.
struct Opened {
  std::unique_ptr<RocksStore> store;
  Head before;
};

/// RocksDB deletes what it takes for superfluous, good tables too where its list of them is damaged: so it
/// may open the store only when the log has been found whole. REQUIRES: the log is locked.
Opened open_to_write(const fs::path& path) {
  Opened opened;
  opened.before = checked_head(path, FileCheck::writing);
  if (!opened.before.closed) check_runs_on(*open_to_read(path), opened.before.last_seq);
  Head head = opened.before;
  head.closed = false;
  write_head(path, head);
  if (check_is_log(path) != format_number) write_format(path);
  opened.store = RocksStore::open_writer(path / events_folder);
  return opened;
}

class StoredLog final : public LogFolder {
 public:
  /// Opened for reading.
  StoredLog(fs::path path, std::unique_ptr<Lock> lock, std::unique_ptr<RocksStore> store)
      : path_(std::move(path)), lock_(std::move(lock)), store_(std::move(store)) {}
  /// Opened for writing.
  StoredLog(fs::path path, std::unique_ptr<Lock> lock, Opened opened)
      : path_(std::move(path)),
        lock_(std::move(lock)),
        store_(std::move(opened.store)),
        before_(std::move(opened.before)) {}
  ~StoredLog() override {
    if (before_) close();
  }

  BlockStore& store() override { return *store_; }
  const BlockStore& store() const override { return *store_; }
  std::optional<RunRecord> run() const override { return read_run(path_); }
  void set_run(const RunRecord& run) override;
  void begin_writing() override {
    RENTROLL_ASSERT(lock_ != nullptr && !before_);
    Opened opened = with_advice(path_, [&] { return open_to_write(path_); });
    store_ = std::move(opened.store);
    before_ = std::move(opened.before);
  }

 private:
  void close();

  fs::path path_;
  std::unique_ptr<Lock> lock_;  // null for a reader; freed after the store is closed
  std::unique_ptr<RocksStore> store_;
  std::optional<Head> before_;  // nothing for a reader
};

/// Where this fails, HEAD goes on saying that the log was not closed.
void StoredLog::close() {
  try {
    const Seq last = last_seq(*store_);
    if (store_->close()) write_head(path_, closed_head(path_, last, *before_));
  } catch (const std::exception&) {
    return;
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
  if (errno != ENOENT && errno != ENOTDIR) fail_on("create", path, errno);
  make_folders(path.parent_path(), folders);
  if (::mkdir(path.c_str(), 0777) == 0) {
    folders.add(path);
    sync_folder(parent_of(path));
  } else if (errno != EEXIST) {
    fail_on("create", path, errno);
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
  for (const char* part : {lock_file, events_folder, run_file, head_file}) files.add(path / part);
  for (const char* part : {format_file, run_file, head_file}) files.add(beside(path / part));
  // A creation that was interrupted may have left events and a run, which were never a log's.
  fs::remove_all(path / events_folder);
  fs::remove(path / run_file);
  auto store = RocksStore::open_writer(path / events_folder);
  write(store);
  write_head(path, Head{});
  write_format(path);
  files.keep();
  folders.keep();
  return std::make_unique<StoredLog>(path, std::move(lock), Opened{std::move(store), Head{}});
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
  with_advice(path, [&] { return check_format(path); });
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
  check_is_empty(path, open_reader(path)->store());
  auto folder = open_writer(path);
  check_is_empty(path, folder->store());
  write(folder->store());
  return folder;
}

void LogFolder::create_whole(const fs::path& given, const std::function<std::optional<RunRecord>()>& run,
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
    if (const auto record = run()) write_run(path, *record);
    store.reset();
    store = RocksStore::open_writer(path / events_folder);  // which closes it cleanly
  });
}

std::unique_ptr<LogFolder> LogFolder::open_writer(const fs::path& given) {
  const fs::path path = tidy(given);
  return with_advice(path, [&] {
    check_is_log(path);
    auto lock = std::make_unique<Lock>(path);
    return std::make_unique<StoredLog>(path, std::move(lock), open_to_write(path));
  });
}

std::unique_ptr<LogFolder> LogFolder::open_locked(const fs::path& given) {
  const fs::path path = tidy(given);
  return with_advice(path, [&] {
    check_is_log(path);
    auto lock = std::make_unique<Lock>(path);
    return std::make_unique<StoredLog>(path, std::move(lock), open_to_read(path));
  });
}

std::unique_ptr<LogFolder> LogFolder::open_reader(const fs::path& given) {
  const fs::path path = tidy(given);
  return with_advice(path, [&] { return std::make_unique<StoredLog>(path, nullptr, open_to_read(path)); });
}

std::optional<RunRecord> read_run(const fs::path& log) {
  const fs::path file = log / run_file;
  if (struct stat found{}; ::stat(file.c_str(), &found) != 0 && errno == ENOENT) return std::nullopt;
  const std::string text = File("read", file, O_RDONLY).read(run_bytes_max + 1);
  const auto damaged = [&](const std::string& why) {
    return DamagedBlock(fmt::format("{}: {}", file.string(), why));
  };
  if (text.size() > run_bytes_max) throw damaged(fmt::format("it has more than {} bytes", run_bytes_max));
  try {
    const auto stored = nlohmann::json::parse(text);
    // The library would make a seq of a fraction too, and of a number of any size.
    if (!stored.at("first_seq").is_number_unsigned()) throw damaged("its first_seq is no whole number");
    return RunRecord{stored.at("scenario"), stored.at("sha256"), stored.at("first_seq"),
                     stored.at("finished")};
  } catch (const nlohmann::json::exception& error) {
    throw damaged(error.what());
  }
}

FilesReport check_log_files(const fs::path& given) {
  const fs::path path = tidy(given);
  const int format = with_advice(path, [&] { return check_is_log(path); });
  CheckedHead checked = check_head(path, FileCheck::all);
  FilesReport report{checked.head.has_value(), checked.head && checked.head->closed,
                     std::move(checked.flaws)};
  if (!checked.head && report.flaws.empty() && format != format_without_head) {
    report.flaws.push_back({head_file, "it is missing"});
  }
  return report;
}

std::shared_ptr<void> keep_writers_out(const fs::path& path) {
  if (!fs::is_regular_file(path / lock_file)) return nullptr;
  auto file = std::make_shared<File>("read", path / lock_file, O_RDONLY);
  Lock::take(path, *file, LOCK_SH);
  return file;
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
