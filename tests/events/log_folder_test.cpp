#include "events/log_folder.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "events/event_log.hpp"
#include "events/memory_store.hpp"
#include "tests/events/small_disk.hpp"
#include "tests/support/temporary_folder.hpp"

namespace rentroll::events {
namespace {

using tests::TemporaryFolder;

namespace fs = std::filesystem;

template <class PayloadType>
void append(LogFolder& folder, PayloadType payload) {
  EventLog log(folder.store());
  Event event;
  event.payload = payload;
  log.append({&event, 1}, Directory());
  log.flush(Durability::synced);
}

void write_file(const fs::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Every file below a folder with its content: what must not change.
std::map<std::string, std::string> picture(const fs::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    files[entry.path().string()] = entry.is_regular_file() ? read_file(entry.path()) : "";
  }
  return files;
}

/// What an action is refused with: `input: ...` (exit code 2) or `system: ...` (exit code 3); empty where it
/// is not.
std::string refusal(const std::function<void()>& action) {
  try {
    action();
    return "";
  } catch (const core::InputError& error) {
    return std::string("input: ") + error.what();
  } catch (const core::SystemError& error) {
    return std::string("system: ") + error.what();
  }
}

std::string create(const fs::path& path) {
  return refusal([&] { static_cast<void>(LogFolder::create(path)); });
}
std::string open_writer(const fs::path& path) {
  return refusal([&] { static_cast<void>(LogFolder::open_writer(path)); });
}
std::string open_reader(const fs::path& path) {
  return refusal([&] { static_cast<void>(LogFolder::open_reader(path)); });
}

/// A log with one event.
void make_log(const fs::path& path) { append(*LogFolder::create(path), PolicySet{}); }

TEST_CASE("a new log is a folder that says what it is") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "log";
  CHECK(create(path) == "");
  CHECK(read_file(path / "FORMAT") == "rentroll log 2\n");
  CHECK(read_file(path / "LOCK") == std::to_string(::getpid()) + "\n");
  CHECK(fs::is_directory(path / "events"));
  CHECK(last_seq(LogFolder::open_reader(path)->store()) == 0);
  CHECK_FALSE(LogFolder::open_reader(path)->run());
}

TEST_CASE("what is appended is there for the next reader and the next writer") {
  const TemporaryFolder folder;
  make_log(folder.path() / "log");
  for (Seq seq = 1; seq < 30; ++seq) {
    CHECK(last_seq(LogFolder::open_reader(folder.path() / "log")->store()) == seq);
    append(*LogFolder::open_writer(folder.path() / "log"), ClockAdvanced{});
  }
  // Many short runs do not leave as many files.
  const auto files = fs::directory_iterator(folder.path() / "log" / "events");
  CHECK(std::count_if(fs::begin(files), fs::end(files),
                      [](const auto& entry) { return entry.path().extension() == ".sst"; }) < 16);
}

TEST_CASE("a log is made in a folder that does not exist, in an empty one, and over one without events") {
  const TemporaryFolder folder;
  CHECK(create(folder.path() / "a" / "b" / "c") == "");
  CHECK(create(folder.path() / "a" / "b" / "c") == "");
  fs::create_directory(folder.path() / "empty");
  CHECK(create(folder.path() / "empty") == "");
  CHECK(create(folder.path() / "with slash" / "") == "");
  CHECK(fs::exists(folder.path() / "with slash" / "FORMAT"));
  fs::create_directory_symlink(folder.path() / "empty", folder.path() / "link");
  CHECK(open_writer(folder.path() / "link") == "");
}

TEST_CASE("a relative path names a log in the current folder") {
  const TemporaryFolder folder;
  const fs::path before = fs::current_path();
  fs::current_path(folder.path());
  CHECK(create("log") == "");
  CHECK(create("./other/") == "");
  CHECK(open_reader("log") == "");
  fs::current_path(before);
  CHECK(fs::exists(folder.path() / "log" / "FORMAT"));
  CHECK(fs::exists(folder.path() / "other" / "FORMAT"));
}

TEST_CASE("what is no log is bad input, named with its reason, and stays as it is") {
  const TemporaryFolder folder;
  const auto at = [&](const char* name) { return folder.path() / name; };
  const auto named = [&](const char* name) { return "input: " + at(name).string(); };
  write_file(at("file"), "text");
  fs::create_directory(at("empty"));
  fs::create_directory(at("foreign"));
  write_file(at("foreign") / "notes.txt", "text");
  fs::create_directory(at("other FORMAT"));
  write_file(at("other FORMAT") / "FORMAT", "a disk format\n");
  fs::create_directory(at("folder FORMAT"));
  fs::create_directory(at("folder FORMAT") / "FORMAT");
  fs::create_directory(at("cut FORMAT"));
  write_file(at("cut FORMAT") / "FORMAT", "rentroll log 1");
  make_log(at("newer"));
  write_file(at("newer") / "FORMAT", "rentroll log 3\n");
  fs::remove(at("newer") / "HEAD");
  make_log(at("full"));
  const auto before = picture(folder.path());

  for (const auto& open : {open_writer, open_reader}) {
    CHECK(open(at("none")) ==
          "input: there is no log " + at("none").string() + ": the folder does not exist");
    CHECK(open(at("file") / "log") ==
          "input: there is no log " + (at("file") / "log").string() + ": the folder does not exist");
    CHECK(open(at("file")) == named("file") + " is a file, and a log is a folder");
    CHECK(open(at("empty")) == named("empty") + " holds no log: it has no file FORMAT");
    CHECK(open(at("foreign")) == named("foreign") + " holds no log: it has no file FORMAT");
    CHECK(open(at("other FORMAT")) ==
          named("other FORMAT") + " holds no log: its file FORMAT is not one of a log");
    CHECK(open(at("folder FORMAT")) ==
          named("folder FORMAT") + " holds no log: its file FORMAT is not one of a log");
    CHECK(open(at("cut FORMAT")) ==
          named("cut FORMAT") + " holds no log: its file FORMAT is not one of a log");
    CHECK(open(at("newer")) ==
          named("newer") + " is a log of format 3, and this program reads formats up to 2");
    CHECK(open("") == "input: no folder is named for the log");
  }
  CHECK(create(at("file")) == named("file") + " is a file, and a log is a folder");
  CHECK(create(at("file") / "a" / "log") == named("file") + " is a file: no folder can be made in it");
  CHECK(create(at("foreign")) ==
        named("foreign") + " holds other things and no log: name a folder that is empty or does not exist");
  CHECK(create(at("other FORMAT")) ==
        named("other FORMAT") + " holds no log: its file FORMAT is not one of a log");
  CHECK(create(at("newer")) ==
        named("newer") + " is a log of format 3, and this program reads formats up to 2");
  CHECK(create(at("full")) ==
        named("full") +
            " holds a log with 1 events already: --append goes on with it, or name another folder");
  CHECK(create("") == "input: no folder is named for the log");

  CHECK(picture(folder.path()) == before);
}

TEST_CASE("a creation that was killed half-way is taken up again") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "log";
  make_log(path);
  fs::remove(path / "FORMAT");
  fs::remove(path / "HEAD");
  fs::remove_all(path / "events");
  write_file(path / "FORMAT.new", "rent");
  CHECK(open_reader(path).starts_with("input: "));
  CHECK(create(path) == "");
  CHECK(open_reader(path) == "");
}

TEST_CASE("a second writer is told who the first one is, and readers go on") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "log";
  make_log(path);
  auto first = LogFolder::open_writer(path);
  const std::string locked = "system: log " + path.string() + " is being written by process " +
                             std::to_string(::getpid()) + "; try again when it has ended";
  CHECK(open_writer(path) == locked);
  CHECK(open_writer(path) == locked);
  append(*first, ClockAdvanced{});
  CHECK(last_seq(LogFolder::open_reader(path)->store()) == 2);
  first.reset();
  CHECK(open_writer(path) == "");
}

TEST_CASE("a creation beside another one is refused, and takes nothing of the other's away") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "log";
  const auto first = LogFolder::create(path);
  CHECK(create(path).starts_with("system: log " + path.string() + " is being written by process "));
  append(*first, PolicySet{});
  CHECK(last_seq(LogFolder::open_reader(path)->store()) == 1);
}

TEST_CASE("a reader makes and changes no file, and reads a copy that nobody can write to") {
  const TemporaryFolder folder;
  make_log(folder.path() / "log");
  fs::copy(folder.path() / "log", folder.path() / "copy", fs::copy_options::recursive);
  fs::remove(folder.path() / "copy" / "LOCK");
  fs::remove(folder.path() / "copy" / "events" / "LOCK");
  for (const auto& entry : fs::recursive_directory_iterator(folder.path() / "copy")) {
    fs::permissions(entry.path(), fs::perms::owner_write | fs::perms::group_write | fs::perms::others_write,
                    fs::perm_options::remove);
  }
  const auto before = picture(folder.path());
  {
    const auto reader = LogFolder::open_reader(folder.path() / "copy");
    CHECK(read_event(reader->store(), 1)->type() == EventType::policy_set);
    CHECK_FALSE(reader->run());
  }
  CHECK(picture(folder.path()) == before);
}

/// A block with one event.
NewBlock first_block() {
  MemoryStore store;
  EventLog log(store);
  Event event;
  event.payload = PolicySet{};
  log.append({&event, 1}, Directory());
  log.flush(Durability::buffered);
  return {1, *store.last()};
}

TEST_CASE("a new log begins with the blocks that are given") {
  const TemporaryFolder folder;
  const NewBlock block = first_block();
  CHECK(last_seq(LogFolder::create(folder.path() / "new", {&block, 1})->store()) == 1);
  CHECK(last_seq(LogFolder::open_reader(folder.path() / "new")->store()) == 1);
  CHECK(create(folder.path() / "without") == "");
  CHECK(last_seq(LogFolder::create(folder.path() / "without", {&block, 1})->store()) == 1);
  CHECK(LogFolder::open_reader(folder.path() / "without")->store().last() == block.bytes);
}

TEST_CASE("what a creation that was killed had written is no log's") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "log";
  make_log(path);
  fs::remove(path / "FORMAT");
  write_file(path / "HEAD", Head{}.text());
  CHECK_FALSE(LogFolder::holds_log(path));
  CHECK(last_seq(LogFolder::create(path)->store()) == 0);
}

TEST_CASE("whether a folder holds a log is known without a change to it") {
  const TemporaryFolder folder;
  make_log(folder.path() / "log");
  fs::create_directory(folder.path() / "empty");
  fs::create_directory(folder.path() / "foreign");
  write_file(folder.path() / "foreign" / "notes.txt", "text");
  const auto before = picture(folder.path());
  CHECK(LogFolder::holds_log(folder.path() / "log" / ""));
  CHECK_FALSE(LogFolder::holds_log(folder.path() / "empty"));
  CHECK_FALSE(LogFolder::holds_log(folder.path() / "none" / "log"));
  for (const char* name : {"foreign", "foreign/notes.txt"}) {
    CHECK(refusal([&] { static_cast<void>(LogFolder::holds_log(folder.path() / name)); }) ==
          create(folder.path() / name));
  }
  CHECK(picture(folder.path()) == before);
}

TEST_CASE("a log that was opened locked changes only once it is written to") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "log";
  make_log(path);
  const std::string id = std::to_string(::getpid());
  const auto before = picture(path);
  {
    const auto locked = LogFolder::open_locked(path);
    CHECK(last_seq(locked->store()) == 1);
    CHECK(open_writer(path) == "system: log " + path.string() + " is being written by process " + id +
                                   "; try again when it has ended");
    CHECK(refusal([&] { static_cast<void>(LogFolder::open_locked(path)); }) == open_writer(path));
    CHECK(open_reader(path) == "");
  }
  CHECK(picture(path) == before);
  {
    const auto locked = LogFolder::open_locked(path);
    locked->begin_writing();
    append(*locked, ClockAdvanced{});
    CHECK(open_writer(path) != "");
  }
  CHECK(last_seq(LogFolder::open_reader(path)->store()) == 2);
  CHECK(refusal([&] { static_cast<void>(LogFolder::open_locked(folder.path() / "none")); }) ==
        open_writer(folder.path() / "none"));
}

TEST_CASE("the record of the last run is kept, and replaced as a whole") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "log";
  const auto log = LogFolder::create(path);
  CHECK_FALSE(log->run());
  log->set_run({"Month-end \"clamp\" \xC3\xA4\n", std::string(64, 'a'), 7, false});
  for (const auto& stored : {log->run(), LogFolder::open_reader(path)->run()}) {
    REQUIRE(stored);
    CHECK(stored->scenario == "Month-end \"clamp\" \xC3\xA4\n");
    CHECK(stored->sha256 == std::string(64, 'a'));
    CHECK(stored->first_seq == 7);
    CHECK_FALSE(stored->finished);
  }
  log->set_run({"second", "b", 9, true});
  CHECK(log->run()->scenario == "second");
  CHECK(log->run()->finished);
  CHECK(read_file(path / "RUN") ==
        "{\"finished\":true,\"first_seq\":9,\"scenario\":\"second\",\"sha256\":\"b\"}\n");
  CHECK_FALSE(fs::exists(path / "RUN.new"));
}

TEST_CASE("a damaged record of the last run is a damaged log") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "log";
  make_log(path);
  const auto check_refused = [&](const std::string& text) {
    CAPTURE(text);
    write_file(path / "RUN", text);
    CHECK(refusal([&] {
            static_cast<void>(read_run(path));
          }).starts_with("system: the log is damaged: " + path.string()));
  };
  for (const char* text : {"", "{", "[]", "{\"scenario\":1}"}) check_refused(text);
  for (const char* seq : {"\"x\"", "-1", "1.5", "3e301", "18446744073709551616", "true", "null"}) {
    check_refused(fmt::format(R"({{"finished":true,"first_seq":{},"scenario":"s","sha256":"b"}})", seq));
  }
}

TEST_CASE("a record of a run that is larger than any is refused by its size") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "log";
  make_log(path);
  const std::string record = R"({"scenario":"s","sha256":"b","first_seq":1,"finished":true})";
  write_file(path / "RUN", record + std::string((64 << 10) - record.size(), ' '));
  CHECK(read_run(path)->finished);
  write_file(path / "RUN", record + std::string((64 << 10) - record.size() + 1, ' '));
  CHECK(refusal([&] { static_cast<void>(read_run(path)); }) ==
        "system: the log is damaged: " + (path / "RUN").string() + ": it has more than 65536 bytes");
  write_file(path / "RUN", std::string(60 << 10, '['));
  CHECK(refusal([&] { static_cast<void>(read_run(path)); }).starts_with("system: the log is damaged: "));
}

TEST_CASE("L5: a log whose last run lacks its ClockAdvanced is unfinished") {
  const TemporaryFolder folder;
  const auto log = LogFolder::create(folder.path() / "log");
  CHECK_FALSE(is_unfinished(*log));
  log->set_run({"scenario", "sha", 1, false});
  CHECK_FALSE(is_unfinished(*log));  // it recorded nothing
  append(*log, PolicySet{});
  CHECK(is_unfinished(*log));
  CHECK(is_unfinished(*LogFolder::open_reader(folder.path() / "log")));
  append(*log, ClockAdvanced{});
  CHECK_FALSE(is_unfinished(*log));
  append(*log, AccountVerified{});
  CHECK(is_unfinished(*log));
  log->set_run({"scenario", "sha", 1, true});
  CHECK_FALSE(is_unfinished(*log));
  log->set_run({"scenario", "sha", 4, false});
  CHECK_FALSE(is_unfinished(*log));  // its first event would be the next one
  append(*log, AccountVerified{});
  CHECK(is_unfinished(*log));
}

/// Runs an action without the rights of the super-user, who may write everywhere.
class AsNobody {
 public:
  AsNobody() : user_(::geteuid()) { changed_ = user_ != 0 || ::seteuid(65'534) == 0; }
  AsNobody(const AsNobody&) = delete;
  AsNobody& operator=(const AsNobody&) = delete;
  ~AsNobody() {
    if (user_ == 0 && ::seteuid(0) != 0) std::abort();
  }
  [[nodiscard]] bool changed() const { return changed_; }

 private:
  uid_t user_;
  bool changed_;
};

TEST_CASE("where permission is denied the system has failed, and the path is named") {
  const TemporaryFolder folder;
  make_log(folder.path() / "log");
  fs::permissions(folder.path(), fs::perms(0755));
  fs::create_directory(folder.path() / "sealed");
  fs::permissions(folder.path() / "sealed", fs::perms::none);
  {
    const AsNobody nobody;
    if (!nobody.changed()) {
      MESSAGE("skipped: this user cannot give up its rights");
      return;
    }
    CHECK(create(folder.path() / "sealed" / "log") ==
          "system: cannot open " + (folder.path() / "sealed" / "log").string() + ": Permission denied");
    CHECK(open_reader(folder.path() / "sealed") ==
          "system: cannot read " + (folder.path() / "sealed").string() + ": Permission denied");
    if (::getuid() == 0) {  // else the files are ours
      CHECK(create(folder.path() / "new") ==
            "system: cannot create " + (folder.path() / "new").string() + ": Permission denied");
      CHECK(open_writer(folder.path() / "log") ==
            "system: cannot lock " + (folder.path() / "log" / "LOCK").string() + ": Permission denied");
      CHECK(open_reader(folder.path() / "log") == "");
    }
  }
  fs::permissions(folder.path() / "sealed", fs::perms::owner_all);
}

TEST_CASE("on a read-only file system a log is read, and writing fails with the reason") {
  SmallDisk disk("16m");
  if (!disk.mounted()) {
    MESSAGE("skipped: this user cannot mount a file system");
    return;
  }
  make_log(disk.path() / "log");
  REQUIRE(disk.make_read_only());
  const std::string log = (disk.path() / "log").string();
  CHECK(open_reader(log) == "");
  CHECK(last_seq(LogFolder::open_reader(log)->store()) == 1);
  CHECK(open_writer(log) == "system: cannot lock " + log + "/LOCK: Read-only file system");
  const std::string other = (disk.path() / "a" / "other").string();
  CHECK(create(other) == "system: cannot create " + (disk.path() / "a").string() + ": Read-only file system");
}

TEST_CASE("a creation without space leaves nothing behind") {
  const SmallDisk disk("64k");
  if (!disk.mounted()) {
    MESSAGE("skipped: this user cannot mount a file system");
    return;
  }
  write_file(disk.path() / "ballast", std::string(52 << 10, 'x'));
  const std::string reason = create(disk.path() / "a" / "log");
  CHECK(reason.starts_with("system: cannot "));
  CHECK(reason.find("space") != std::string::npos);
  CHECK_FALSE(fs::exists(disk.path() / "a"));
}

TEST_CASE("a creation without space for its first blocks leaves nothing behind") {
  const SmallDisk disk("1m");
  if (!disk.mounted()) {
    MESSAGE("skipped: this user cannot mount a file system");
    return;
  }
  const NewBlock block{1, std::string(2 << 20, 'x')};
  const std::string reason = refusal([&] {
    static_cast<void>(LogFolder::create(disk.path() / "a" / "log", {&block, 1}));
  });
  CHECK(reason.find("no space is left") != std::string::npos);
  CHECK_FALSE(fs::exists(disk.path() / "a"));
}

TEST_CASE("L1: a full disk is reported, and what was written whole is read") {
  const SmallDisk disk("8m");
  if (!disk.mounted()) {
    MESSAGE("skipped: this user cannot mount a file system");
    return;
  }
  const fs::path path = disk.path() / "log";
  Seq appended = 0;
  std::string reason;
  {
    const auto folder = LogFolder::create(path);
    EventLog log(folder->store());
    reason = refusal([&] {
      for (std::uint32_t round = 0; round < 100'000; ++round) {
        std::vector<Event> unit(100);
        for (Event& event : unit) {
          // What does not repeat itself is not compressed away.
          event.cause = (appended + 1) * 0x9E3779B97F4A7C15 % 1'000'000'007 + 1;
          event.payload = AccountVerified{};
        }
        log.append(unit, Directory());
        log.flush(Durability::buffered);
        appended += unit.size();
      }
    });
  }
  CHECK(reason == "system: cannot write the log's events in " + (path / "events").string() +
                      ": no space is left on its file system");
  CHECK(appended > 10'000);

  const auto reader = LogFolder::open_reader(path);
  Seq read = 0;
  bool ended = true;
  Event event;
  for (EventCursor cursor(reader->store().read(1), 1, nullptr); cursor.next(event);) {
    ++read;
    ended = event.ends_unit;
  }
  CHECK(read >= appended);
  CHECK(read <= appended + 100);
  CHECK(ended);
}

}  // namespace
}  // namespace rentroll::events
