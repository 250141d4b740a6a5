#include "events/subject_index.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <map>

#include "events/memory_store.hpp"
#include "tests/events/small_log.hpp"
#include "tests/support/temporary_folder.hpp"

namespace rentroll::events {
namespace {

namespace fs = std::filesystem;
using tests::TemporaryFolder;

AccountEffect effect_of(const Event&) { return {{1, 0}, AccountChange::nothing}; }
void ignore(const Event&) {}

SubjectIndex open(const fs::path& folder, const BlockStore& store, IndexSizes sizes) {
  return {folder, store, effect_of, sizes};
}

std::vector<Seq> seqs_of(const SubjectIndex& index, const std::string& account, Seq last) {
  const auto ordinal = index.find(SubjectKind::account, account, last);
  if (!ordinal) return {};
  std::vector<IndexedEvent> events;
  index.read(SubjectKind::account, *ordinal, Extent::whole, last, events);
  std::vector<Seq> seqs;
  for (const IndexedEvent& indexed : events) seqs.push_back(indexed.event.seq);
  return seqs;
}

/// Logs that end in the same event.
MemoryStore ends_alike(const std::string& accounts, Seq events) {
  MemoryStore store;
  Directory names;
  EventLog log(store);
  for (Seq seq = 1; seq <= events; ++seq) {
    Event event;
    event.occurred_at = event.recorded_at = core::Instant::from_microseconds(static_cast<std::int64_t>(seq));
    event.account = names.accounts.intern(seq == events ? "same" : accounts + std::to_string(seq));
    event.payload = AccountVerified{};
    log.append({&event, 1}, names);
  }
  log.flush(Durability::synced);
  return store;
}

TEST_CASE("the index of another log is none of this one, also where both end in the same event") {
  for (const Seq events : std::initializer_list<Seq>{5, 17, 40, 1000}) {
    CAPTURE(events);
    const TemporaryFolder folder(TemporaryFolder::Place::memory);
    const MemoryStore ours = ends_alike("ours-", events);
    const MemoryStore other = ends_alike("other-", events);
    open(folder.path(), other, {4, 1 << 20}).extend(events, ignore);
    CHECK(open(folder.path(), other, {4, 1 << 20}).last_seq() == events);
    CHECK(open(folder.path(), ours, {4, 1 << 20}).last_seq() == 0);
    open(folder.path(), ours, {4, 1 << 20}).extend(events, ignore);
    CHECK(seqs_of(open(folder.path(), ours, {4, 1 << 20}), "ours-2", events) == std::vector<Seq>{2});
  }
}

TEST_CASE("no damaged byte of an index's part changes what is read") {
  const TemporaryFolder folder(TemporaryFolder::Place::memory);
  const fs::path log = folder.path() / "log";
  append_units(*LogFolder::create(log), 12);
  const auto reader = LogFolder::open_reader(log);
  const BlockStore& store = std::as_const(*reader).store();
  const Seq last = last_seq(store);
  const fs::path index = folder.path() / "index";
  const IndexSizes sizes{4, 1 << 20};
  open(index, store, sizes).extend(last, ignore);
  const fs::path part = files_of_log(index).front();
  const std::string whole = bytes_of_file(part);
  const std::vector<Seq> answer = seqs_of(open(index, store, sizes), "account-3", last);
  REQUIRE(!answer.empty());
  int noticed = 0;
  for (std::size_t place = 0; place < whole.size(); ++place) {
    std::string damaged = whole;
    damaged[place] = static_cast<char>(damaged[place] ^ 1 << place % 8);
    put_bytes(part, damaged);
    try {
      const std::vector<Seq> found = seqs_of(open(index, store, sizes), "account-3", last);
      CHECK(found == answer);
    } catch (const DamagedPart& found) {
      ++noticed;
      CHECK(found.path == part);
      CHECK(!fs::exists(part));
    }
  }
  CHECK(noticed > 0);
}

TEST_CASE("small parts become one, and what is large stays as it is") {
  const TemporaryFolder folder(TemporaryFolder::Place::memory);
  const fs::path log = folder.path() / "log";
  append_units(*LogFolder::create(log), 200);
  const auto reader = LogFolder::open_reader(log);
  const BlockStore& store = std::as_const(*reader).store();
  const fs::path folder_of_index = folder.path() / "index";
  const IndexSizes sizes{4, 16, 4};
  fs::create_directory(folder_of_index);
  const auto names = [&] {
    std::vector<std::string> found;
    for (const fs::path& part : files_of_log(folder_of_index)) found.push_back(part.filename().string());
    std::sort(found.begin(), found.end());
    return found;
  };
  const auto extend = [&](Seq to) { open(folder_of_index, store, sizes).extend(to, ignore); };
  extend(3);
  CHECK(names().empty());
  extend(100);
  CHECK(names() == std::vector<std::string>{"1-100"});
  extend(103);
  CHECK(names() == std::vector<std::string>{"1-100"});
  extend(110);
  CHECK(names() == std::vector<std::string>{"1-100", "101-110"});
  extend(120);
  CHECK(names() == std::vector<std::string>{"1-100", "101-120"});
  extend(130);
  CHECK(names() == std::vector<std::string>{"1-130"});
}

TEST_CASE("whatever does not fit is taken away when a part is made") {
  const TemporaryFolder folder(TemporaryFolder::Place::memory);
  const fs::path log = folder.path() / "log";
  append_units(*LogFolder::create(log), 50);
  const auto reader = LogFolder::open_reader(log);
  const BlockStore& store = std::as_const(*reader).store();
  const fs::path index = folder.path() / "index";
  fs::create_directory(index);
  put_bytes(index / "1-20", "a part of an older form");
  put_bytes(index / "7-9", "of another log");
  put_bytes(index / "notes", "not ours");
  put_bytes(index / "1-4000", "reaches farther");
  open(index, store, {4, 16}).extend(40, ignore);
  CHECK(!fs::exists(index / "1-20"));
  CHECK(!fs::exists(index / "7-9"));
  CHECK(fs::exists(index / "notes"));
  CHECK(fs::exists(index / "1-4000"));
  CHECK(open(index, store, {4, 16}).last_seq() == 40);
}

}  // namespace
}  // namespace rentroll::events
