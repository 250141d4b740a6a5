#include <doctest/doctest.h>

#include <functional>
#include <map>
#include <optional>

#include "core/error.hpp"
#include "tests/events/small_log.hpp"
#include "tests/support/temporary_folder.hpp"

// A log with one thing wrong: what is found, and that no answer is another one in silence.
namespace rentroll::events {
namespace {

using tests::TemporaryFolder;

namespace fs = std::filesystem;

void make_closed_log(const fs::path& path, const std::string& scenario = "small") {
  static_cast<void>(LogFolder::create(path));
  for (int session = 0; session < 3; ++session) {
    const auto folder = LogFolder::open_writer(path);
    append_units(*folder, 4);
    folder->set_run({scenario, std::string(64, 'a'), 1, true});
  }
}

/// A copy of a log as a crash would leave it: with tables, and with units in the write-ahead log.
void make_crashed_log(const fs::path& path) {
  const fs::path written = path.string() + "-written";
  make_closed_log(written);
  const auto folder = LogFolder::open_writer(written);
  append_units(*folder, 12);
  fs::copy(written, path, fs::copy_options::recursive);
}

/// What an action was refused with; nothing where it was not.
std::optional<std::string> refusal(const std::function<void()>& action) {
  try {
    action();
    return std::nullopt;
  } catch (const core::InputError& error) {
    return error.what();
  } catch (const core::SystemError& error) {
    return error.what();
  }
}

/// Whether what `verify` looks at first finds something.
bool is_found(const fs::path& log) {
  bool found = false;
  return refusal([&] { found = !check_log_files(log).flaws.empty(); }) || found;
}

/// The leaves that a reader gets; nothing where it is refused.
std::optional<Leaves> read_leaves(const fs::path& log) {
  Leaves leaves;
  if (refusal([&] { leaves = leaves_of(LogFolder::open_reader(log)->store()); })) return std::nullopt;
  return leaves;
}

/// Every file with its content.
std::map<fs::path, std::string> picture(const fs::path& log) {
  std::map<fs::path, std::string> files;
  for (const fs::path& file : files_of_log(log)) files[file] = bytes_of_file(file);
  return files;
}

/// Goes through the ways to damage a file: `each(what)` is called while it stands so, and it is then put
/// back.
void flip_bytes(const fs::path& file, std::size_t step, const std::function<void(const std::string&)>& each) {
  const std::string whole = bytes_of_file(file);
  for (std::size_t i = 0, place = 0; place < whole.size(); ++i, place += step) {
    const bool all_bits = step == 1;
    for (unsigned bit = all_bits ? 0 : i % 8; bit < (all_bits ? 8 : i % 8 + 1); ++bit) {
      std::string flipped = whole;
      flipped[place] = static_cast<char>(static_cast<unsigned char>(flipped[place]) ^ (1U << bit));
      put_bytes(file, flipped);
      each(file.filename().string() + ", bit " + std::to_string(bit) + " of byte " + std::to_string(place));
    }
  }
  put_bytes(file, whole);
}

void cut_file(const fs::path& file, std::size_t step, const std::function<void(const std::string&)>& each) {
  const std::string whole = bytes_of_file(file);
  for (std::size_t length = 0; length < whole.size(); length += step) {
    put_bytes(file, std::string_view(whole).substr(0, length));
    each(file.filename().string() + " cut at " + std::to_string(length));
  }
  put_bytes(file, whole);
}

/// Counts what was tried and gathers what went wrong, since there are too many tries for an assertion each.
struct Tries {
  int made = 0;
  int refused = 0;
  int shorter = 0;
  std::string wrong;

  void expect(bool holds, const std::string& what) {
    if (!holds && wrong.size() < 1000) wrong += what + "; ";
  }
  void report(const std::string& name) const {
    MESSAGE(name << ": " << made << " tried, " << refused << " refused to readers, " << shorter
                 << " read shorter");
    CHECK(wrong == "");
  }
};

TEST_CASE("L1: after a clean close every flipped byte is found, and no reader gets another answer") {
  const TemporaryFolder folder(TemporaryFolder::Place::memory);
  const fs::path log = folder.path() / "log";
  make_closed_log(log);
  REQUIRE_FALSE(is_found(log));
  const Leaves leaves = *read_leaves(log);
  Tries tries;
  for (const fs::path& file : files_of_log(log)) {
    const std::size_t step = file.extension() == ".sst" ? 17 : 41;
    flip_bytes(file, stride(step), [&](const std::string& what) {
      ++tries.made;
      tries.expect(is_found(log), "not found: " + what);
      const auto read = read_leaves(log);
      tries.refused += read ? 0 : 1;
      tries.expect(!read || *read == leaves, "another answer: " + what);
    });
  }
  tries.report("flipped bits of a closed log");
  CHECK_FALSE(is_found(log));
  CHECK(read_leaves(log) == leaves);
}

TEST_CASE("L1: after a clean close every cut file is found and refused to readers, at every length") {
  const TemporaryFolder folder(TemporaryFolder::Place::memory);
  const fs::path log = folder.path() / "log";
  make_closed_log(log);
  Tries tries;
  for (const fs::path& file : files_of_log(log)) {
    cut_file(file, stride(23), [&](const std::string& what) {
      ++tries.made;
      tries.expect(is_found(log), "not found: " + what);
      const bool is_refused = !read_leaves(log).has_value();
      tries.refused += is_refused ? 1 : 0;
      tries.expect(is_refused, "read: " + what);
    });
  }
  tries.report("cuts of a closed log");
}

TEST_CASE("a writer does not touch a log that is damaged") {
  const TemporaryFolder folder(TemporaryFolder::Place::memory);
  const fs::path log = folder.path() / "log";
  make_closed_log(log);
  for (const fs::path& file : files_of_log(log)) {
    CAPTURE(file.string());
    const std::string whole = bytes_of_file(file);
    const auto is_refused_untouched = [&] {
      const auto before = picture(log);
      const auto why = refusal([&] { static_cast<void>(LogFolder::open_writer(log)); });
      REQUIRE(why);
      CHECK(why->find(file.filename().string()) != std::string::npos);
      CHECK(why->find("rentroll salvage --log") != std::string::npos);
      CHECK(picture(log) == before);
    };
    put_bytes(file, std::string_view(whole).substr(0, whole.size() - 1));
    is_refused_untouched();
    if (file.filename() != "HEAD") {
      fs::remove(file);
      is_refused_untouched();
    }
    std::string flipped = whole;
    flipped[whole.size() / 2] = static_cast<char>(flipped[whole.size() / 2] ^ 1);
    put_bytes(file, flipped);
    is_refused_untouched();
    put_bytes(file, whole);
  }
  CHECK_FALSE(refusal([&] { static_cast<void>(LogFolder::open_writer(log)); }));
}

TEST_CASE("files that are missing, foreign or swapped are found by their names") {
  const TemporaryFolder folder(TemporaryFolder::Place::memory);
  const fs::path log = folder.path() / "log";
  const fs::path other = folder.path() / "other";
  make_closed_log(log);
  make_closed_log(other, "other");
  const auto found = [&] {
    std::string text;
    for (const FileFlaw& flaw : check_log_files(log).flaws) text += flaw.text() + "\n";
    return text;
  };
  const fs::path events = log / "events";
  put_bytes(events / "000099.sst", "foreign");
  CHECK(found() ==
        "events/000099.sst: it is no file of this log: it was not there when the log was closed\n");
  CHECK(refusal([&] { static_cast<void>(LogFolder::open_writer(log)); }));
  CHECK(fs::exists(events / "000099.sst"));
  fs::remove(events / "000099.sst");

  std::vector<fs::path> tables;
  for (const fs::path& file : files_of_log(log)) {
    if (file.extension() == ".sst") tables.push_back(file);
  }
  REQUIRE(tables.size() == 3);
  fs::rename(tables[0], folder.path() / "kept");
  CHECK(found() == "events/" + tables[0].filename().string() + ": it is missing\n");
  CHECK_FALSE(read_leaves(log));
  fs::rename(tables[1], tables[0]);
  fs::rename(folder.path() / "kept", tables[1]);
  CHECK(found().find("events/" + tables[0].filename().string()) != std::string::npos);
  CHECK(found().find("events/" + tables[1].filename().string()) != std::string::npos);
  fs::rename(tables[1], folder.path() / "kept");
  fs::rename(tables[0], tables[1]);
  fs::rename(folder.path() / "kept", tables[0]);
  CHECK(found() == "");

  // The record of a run from another log, of the same length.
  make_closed_log(folder.path() / "third", "smalL");
  fs::copy_file(folder.path() / "third" / "RUN", log / "RUN", fs::copy_options::overwrite_existing);
  CHECK(found() == "RUN: its content is not what it was when the log was closed\n");
  CHECK_FALSE(read_leaves(log));
  fs::remove(log / "HEAD");
  CHECK(found() == "HEAD: it is missing\n");
  CHECK_FALSE(read_leaves(log));
}

TEST_CASE("a log that lost its FORMAT is damaged, and no new one is made in its place") {
  const TemporaryFolder folder(TemporaryFolder::Place::memory);
  const fs::path log = folder.path() / "log";
  make_closed_log(log);
  fs::remove(log / "FORMAT");
  const auto before = picture(log);
  CHECK(refusal([&] { static_cast<void>(LogFolder::create(log)); }));
  CHECK(refusal([&] { static_cast<void>(LogFolder::holds_log(log)); }));
  CHECK(refusal([&] { static_cast<void>(LogFolder::open_reader(log)); }));
  CHECK(picture(log) == before);
}

TEST_CASE("the hash of a table is taken once") {
  const TemporaryFolder folder(TemporaryFolder::Place::memory);
  const fs::path log = folder.path() / "log";
  make_closed_log(log);
  Head before = *read_head(log);
  const auto table = std::find_if(before.files.begin(), before.files.end(),
                                  [](const auto& file) { return file.first.ends_with(".sst"); });
  REQUIRE(table != before.files.end());
  table->second.sha256 = std::string(64, '0');
  const Head after = closed_head(log, before.last_seq, before);
  CHECK(after == before);
  before.files.clear();
  CHECK(closed_head(log, after.last_seq, before) == *read_head(log));
}

TEST_CASE("a log that was not closed is known as such, and closed by the next writer") {
  const TemporaryFolder folder(TemporaryFolder::Place::memory);
  const fs::path log = folder.path() / "log";
  make_crashed_log(log);
  CHECK_FALSE(check_log_files(log).closed);
  CHECK_FALSE(is_found(log));
  const Leaves leaves = *read_leaves(log);
  static_cast<void>(LogFolder::open_writer(log));
  CHECK(check_log_files(log).closed);
  CHECK(read_leaves(log) == leaves);
}

/// Damages a file of a log that was not closed in many places, and holds readers and writers against what was
/// there: they are refused, or get at least what `may_end` allows.
void damage_crashed(const fs::path& log, const fs::path& file, std::size_t step, const char* name,
                    const std::function<bool(const std::string& what, Seq end)>& may_end) {
  const Leaves leaves = *read_leaves(log);
  const fs::path copy = log.string() + "-copy";
  Tries tries;
  const auto look = [&](const std::string& what) {
    ++tries.made;
    const auto read = read_leaves(log);
    tries.refused += read ? 0 : 1;
    tries.shorter += read && read->size() < leaves.size() ? 1 : 0;
    tries.expect(!read || (is_prefix(*read, leaves) && may_end(what, read->size())), "reader: " + what);
    fs::copy(log, copy, fs::copy_options::recursive);
    const auto before = picture(copy);
    if (refusal([&] { static_cast<void>(LogFolder::open_writer(copy)); })) {
      tries.expect(picture(copy) == before, "a writer that was refused changed something: " + what);
    } else {
      tries.expect(read && read_leaves(copy) == read, "a writer changed the log: " + what);
    }
    fs::remove_all(copy);
  };
  flip_bytes(file, stride(step), look);
  cut_file(file, stride(step), look);
  tries.report(name);
}

fs::path last_of_kind(const fs::path& log, const std::function<bool(const fs::path&)>& is_kind) {
  fs::path last;
  for (const fs::path& file : files_of_log(log)) {
    if (is_kind(file)) last = file;
  }
  return last;
}

TEST_CASE("after a crash, damage in the write-ahead log with whole units behind it is no quiet end") {
  const TemporaryFolder folder(TemporaryFolder::Place::memory);
  const fs::path log = folder.path() / "log";
  make_crashed_log(log);
  const auto reader = LogFolder::open_reader(log);
  const std::set<Seq> ends = unit_ends(reader->store());
  const Seq last = last_seq(reader->store());
  const Seq before_last = *std::prev(ends.find(last));
  const fs::path file = last_of_kind(log, [](const fs::path& path) { return path.extension() == ".log"; });
  damage_crashed(log, file, 29, "the write-ahead log after a crash", [&](const std::string& what, Seq end) {
    const bool is_cut = what.find("cut") != what.npos;
    return ends.contains(end) && (is_cut || end >= before_last);
  });
}

TEST_CASE("after a crash, a damaged list of tables takes no event away in silence") {
  const TemporaryFolder folder(TemporaryFolder::Place::memory);
  const fs::path log = folder.path() / "log";
  make_crashed_log(log);
  const Seq last = last_seq(LogFolder::open_reader(log)->store());
  const fs::path file = last_of_kind(
      log, [](const fs::path& path) { return path.filename().string().starts_with("MANIFEST"); });
  damage_crashed(log, file, 11, "the list of tables after a crash",
                 [&](const std::string&, Seq end) { return end == last; });
}

}  // namespace
}  // namespace rentroll::events
