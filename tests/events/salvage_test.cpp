#include "events/salvage.hpp"

#include <doctest/doctest.h>
#include <sys/file.h>

#include "core/error.hpp"
#include "tests/events/small_log.hpp"
#include "tests/support/temporary_folder.hpp"

namespace rentroll::events {
namespace {

using tests::TemporaryFolder;

namespace fs = std::filesystem;

/// A closed log in several tables, of a run that has come to its end.
void make_log(const fs::path& path) {
  const auto first = LogFolder::create(path);
  append_units(*first, 20);
  first->set_run({"small", std::string(64, 'a'), 1, true});
}

void append_to(const fs::path& path, int units) { append_units(*LogFolder::open_writer(path), units); }

Leaves leaves_in(const fs::path& path) { return leaves_of(LogFolder::open_reader(path)->store()); }

std::vector<fs::path> tables_of(const fs::path& log) {
  std::vector<fs::path> tables = files_of_log(log / "events");
  std::erase_if(tables, [](const fs::path& file) { return file.extension() != ".sst"; });
  return tables;
}

TEST_CASE("all of a log is saved, whatever becomes of the lists of its files") {
  const TemporaryFolder folder(TemporaryFolder::Place::memory);
  const fs::path log = folder.path() / "log";
  make_log(log);
  append_to(log, 9);
  append_to(log, 5);
  const Leaves leaves = leaves_in(log);
  int round = 0;
  const auto saves_all = [&] {
    const fs::path to = folder.path() / std::to_string(++round);
    const Salvage result = salvage(log, to);
    CHECK(result.saved == leaves.size());
    CHECK(result.last_seen == leaves.size());
    CHECK(result.reason == "");
    CHECK(leaves_in(to) == leaves);
    CHECK(check_log_files(to).closed);
    CHECK(check_log_files(to).flaws.empty());
    CHECK(read_run(to)->finished);
  };
  saves_all();
  for (const fs::path& file : files_of_log(log)) {
    if (file.extension() == ".sst" || file.filename() == "RUN" || file.filename() == "HEAD") continue;
    CAPTURE(file.string());
    const std::string whole = bytes_of_file(file);
    fs::remove(file);
    saves_all();
    put_bytes(file, "nonsense");
    saves_all();
    put_bytes(file, whole);
  }
  fs::remove(log / "HEAD");
  saves_all();
}

TEST_CASE("where a table is damaged, the whole units before are saved, and what is lost is named") {
  const TemporaryFolder folder(TemporaryFolder::Place::memory);
  const fs::path log = folder.path() / "log";
  make_log(log);
  append_to(log, 9);
  append_to(log, 5);
  const Leaves leaves = leaves_in(log);
  const std::set<Seq> ends = unit_ends(LogFolder::open_reader(log)->store());
  const auto tables = tables_of(log);
  REQUIRE(tables.size() == 3);
  int lost = 0;
  std::string wrong;
  const auto look = [&](const fs::path& file, std::size_t place) {
    const fs::path to = folder.path() / "new";
    const Salvage result = salvage(log, to);
    const Leaves saved = leaves_in(to);
    const bool is_whole =
        is_prefix(saved, leaves) && ends.contains(saved.size()) && saved.size() == result.saved;
    const bool is_told = result.last_seen == leaves.size() && (saved == leaves) == result.reason.empty();
    const bool keeps_others = file == tables[0] || saved.size() >= 20;
    const bool is_resumable = result.reason.empty() || saved.empty() || !read_run(to)->finished;
    if (!is_whole || !is_told || !keeps_others || !is_resumable) {
      wrong += file.filename().string() + " at " + std::to_string(place) + "; ";
    }
    lost += result.reason.empty() ? 0 : 1;
    fs::remove_all(to);
  };
  for (const fs::path& file : tables) {
    const std::string whole = bytes_of_file(file);
    for (std::size_t place = 0; place < whole.size(); place += stride(97)) {
      std::string flipped = whole;
      flipped[place] = static_cast<char>(flipped[place] ^ 0x20);
      put_bytes(file, flipped);
      look(file, place);
      put_bytes(file, std::string_view(whole).substr(0, place));
      look(file, place);
    }
    fs::remove(file);
    look(file, 0);
    put_bytes(file, whole);
  }
  CHECK(wrong == "");
  CHECK(lost > 20);
}

TEST_CASE("the units of an interrupted writer are saved from its write-ahead log") {
  const TemporaryFolder folder(TemporaryFolder::Place::memory);
  const fs::path written = folder.path() / "written";
  const fs::path log = folder.path() / "log";
  make_log(written);
  {
    const auto writer = LogFolder::open_writer(written);
    append_units(*writer, 12);
    CHECK_THROWS_AS(static_cast<void>(salvage(written, folder.path() / "beside")), core::SystemError);
    fs::copy(written, log, fs::copy_options::recursive);
  }
  const Leaves leaves = leaves_in(log);
  const Salvage result = salvage(log, folder.path() / "new");
  CHECK(result.saved == leaves.size());
  CHECK(result.reason == "");
  CHECK_FALSE(result.is_end_known);
  CHECK(leaves_in(folder.path() / "new") == leaves);
  for (const fs::path& file : files_of_log(log / "events")) {
    if (file.extension() == ".log") fs::resize_file(file, fs::file_size(file) - 1);
  }
  const Salvage cut = salvage(log, folder.path() / "cut");
  CHECK(cut.saved < leaves.size());
  CHECK(cut.reason.find(".log ends in what is no whole record") != std::string::npos);
  CHECK(is_prefix(leaves_in(folder.path() / "cut"), leaves));
}

TEST_CASE("of a unit that lies in two blocks nothing is saved where the second is damaged") {
  const TemporaryFolder folder(TemporaryFolder::Place::memory);
  const fs::path log = folder.path() / "log";
  Seq whole = 0;
  {
    const auto writer = LogFolder::create(log);
    EventLog events(writer->store());
    Directory names;
    std::vector<Event> unit(2);
    for (Event& event : unit) {
      event.account = names.accounts.intern("first");
      event.payload = AccountVerified{};
    }
    events.append(unit, names);
    whole = events.last_seq();
    unit.resize(5000);
    for (std::size_t i = 0; i < unit.size(); ++i) {
      unit[i].account = names.accounts.intern("account-" + std::to_string(i));
      unit[i].cause = (i + 1) * 0x9E3779B97F4A7C15 % 1'000'000'007 + 1;
      unit[i].payload = AccountVerified{};
    }
    events.append(unit, names);
    events.flush(Durability::buffered);
  }
  const Leaves leaves = leaves_in(log);
  const fs::path table = tables_of(log).front();
  std::string bytes = bytes_of_file(table);
  const std::size_t in_second = bytes.size() - 3000;  // behind all names, which lie in the first
  bytes[in_second] = static_cast<char>(bytes[in_second] ^ 1);
  put_bytes(table, bytes);
  const Salvage result = salvage(log, folder.path() / "new");
  CHECK(result.saved == whole);
  CHECK(result.last_seen == leaves.size());
  CHECK(leaves_in(folder.path() / "new") == Leaves(leaves.begin(), leaves.begin() + 2));
  // What names came with the lost unit is forgotten: it can be appended anew.
  append_to(folder.path() / "new", 3);
  CHECK(check_log_files(folder.path() / "new").flaws.empty());
}

TEST_CASE("another log's table is passed over") {
  const TemporaryFolder folder(TemporaryFolder::Place::memory);
  const fs::path log = folder.path() / "log";
  make_log(log);
  const Leaves leaves = leaves_in(log);
  fs::copy(log, folder.path() / "longer", fs::copy_options::recursive);
  append_to(folder.path() / "longer", 3);
  fs::copy_file(tables_of(folder.path() / "longer").back(), log / "events" / "000099.sst");
  const Salvage result = salvage(log, folder.path() / "new");
  CHECK(result.saved == leaves.size());
  CHECK(result.reason == "");
  CHECK(result.notes.back() ==
        "events/000099.sst is passed over: the log had no such file when it was closed");
}

TEST_CASE("a salvage writes into nothing that is there") {
  const TemporaryFolder folder(TemporaryFolder::Place::memory);
  const fs::path log = folder.path() / "log";
  make_log(log);
  fs::create_directory(folder.path() / "empty");
  CHECK(salvage(log, folder.path() / "empty" / "").saved == leaves_in(log).size());
  CHECK_THROWS_AS(static_cast<void>(salvage(log, folder.path() / "empty")), core::InputError);
  CHECK_THROWS_AS(static_cast<void>(salvage(log, log)), core::InputError);
  CHECK_THROWS_AS(static_cast<void>(salvage(folder.path() / "none", folder.path() / "new")),
                  core::InputError);
  fs::create_directory(folder.path() / "new.new");
  CHECK_THROWS_AS(static_cast<void>(salvage(log, folder.path() / "new")), core::InputError);
  CHECK_FALSE(fs::exists(folder.path() / "new"));
}

}  // namespace
}  // namespace rentroll::events
