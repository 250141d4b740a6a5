#include "events/log_tree.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>
#include <string>

#include "core/error.hpp"
#include "events/checkpoint.hpp"
#include "events/event_log.hpp"
#include "events/leaf_hashes.hpp"
#include "events/memory_store.hpp"
#include "events/name_search.hpp"
#include "tests/events/random_events.hpp"
#include "tests/support/temporary_folder.hpp"

namespace rentroll::events {
namespace {

using tests::TemporaryFolder;

/// A history of so many events, each a unit of its own, flushed after every `block` of them. Others than the
/// usual ones from `changed` on.
class History {
 public:
  explicit History(Seq changed = ~Seq{0}) : changed_(changed) {}

  void grow(Seq to, Seq block = 100) {
    EventLog log(store_);
    while (log.last_seq() < to) {
      Event event;
      const Seq seq = log.last_seq() + 1;
      event.occurred_at = event.recorded_at =
          core::Instant::from_microseconds(static_cast<std::int64_t>(seq + (seq >= changed_ ? 1 : 0)));
      event.account = names_.accounts.intern("account-" + std::to_string(seq % 97));
      if (seq % 3 == 0) event.number = names_.numbers.intern("+1" + std::to_string(seq));
      event.payload = AccountVerified{};
      log.append({&event, 1}, names_);
      if (log.last_seq() % block == 0) log.flush(Durability::buffered);
    }
    log.flush(Durability::synced);
  }
  [[nodiscard]] const BlockStore& store() const { return store_; }
  [[nodiscard]] Hash root(Seq size) const {
    GrowingRoot growing;
    for_each_leaf_hash(store_, 0, size, [&](const LeafPlace&, const Hash& leaf) { growing.add(leaf); });
    return growing.root();
  }

 private:
  Seq changed_;
  MemoryStore store_;
  Directory names_;
};

/// Brings a tree up to date and counts the events that were hashed for it.
struct Opened {
  Opened(const History& history, Seq last, const TreePlace& place, unsigned samples = 4)
      : tree(history.store(), last, place, samples, [this](const LeafPlace&) { ++hashed; }) {}
  Seq hashed = 0;
  LogTree tree;
};

TEST_CASE("the same events give the same tree, in whatever blocks they lie") {
  rc::check([] {
    Directory names;
    std::vector<std::vector<Event>> units;
    for (int left = random_between(1, 20); left > 0; --left) units.push_back(random_unit(names));
    const auto root_of = [&](bool flushed_each, bool one_unit) {
      MemoryStore store;
      EventLog log(store);
      std::vector<Event> all;
      for (auto unit : units) {
        if (one_unit) {
          for (Event& event : unit) event.request.clear();
          all.insert(all.end(), unit.begin(), unit.end());
          continue;
        }
        for (Event& event : unit) event.request.clear();
        log.append(unit, names);
        if (flushed_each) log.flush(Durability::buffered);
      }
      if (one_unit) log.append(all, names);
      log.flush(Durability::buffered);
      GrowingRoot root;
      for_each_leaf_hash(store, 0, log.last_seq(),
                         [&](const LeafPlace&, const Hash& leaf) { root.add(leaf); });
      return root.root();
    };
    const Hash root = root_of(false, false);
    RC_ASSERT(root_of(true, false) == root);
    RC_ASSERT(root_of(false, true) == root);
  });
}

TEST_CASE("a tree that grew in steps, kept between them, is the one made at once") {
  const TemporaryFolder folder;
  const TreePlace kept{folder.path() / "tree", ~Seq{0}};
  History history;
  Seq before = 0;
  for (const Seq size :
       std::initializer_list<Seq>{0, 1, 2, 255, 256, 257, 511, 512, 700, 1024, 1025, 2048, 5000}) {
    CAPTURE(size);
    history.grow(size);
    const Opened opened(history, size, kept);
    CHECK(opened.hashed == size - before);
    CHECK(opened.tree.head(size) == TreeHead{size, history.root(size)});
    const Opened again(history, size, kept);
    CHECK(again.hashed == 0);
    CHECK(again.tree.head(size) == opened.tree.head(size));
    before = size;
  }
}

TEST_CASE("proofs of a kept tree hold for every size that it has had") {
  const TemporaryFolder folder;
  const TreePlace kept{folder.path() / "tree", ~Seq{0}};
  History history;
  history.grow(1500);
  static_cast<void>(Opened(history, 1300, kept));
  for (const TreePlace& place : {kept, TreePlace{}}) {
    const Opened opened(history, 1500, place);
    for (const Seq size : std::initializer_list<Seq>{1, 2, 256, 300, 512, 1024, 1299, 1300, 1301, 1500}) {
      CAPTURE(size);
      const TreeHead head = opened.tree.head(size);
      REQUIRE(head.root == history.root(size));
      for (Seq seq = 1; seq <= size; seq += 1 + size / 37) {
        CHECK_FALSE(check_inclusion(opened.tree.leaf(seq), seq - 1, size, opened.tree.inclusion(seq, size),
                                    head.root));
      }
      CHECK_FALSE(check_consistency(head, opened.tree.head(1500), opened.tree.consistency(size, 1500)));
    }
  }
}

std::string read_bytes(const std::filesystem::path& path) {
  std::ifstream input(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(input), {}};
}

void write_bytes(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

TEST_CASE("a damaged, cut or foreign file never makes a wrong root or path") {
  const TemporaryFolder folder;
  const auto file = folder.path() / "tree";
  const TreePlace kept{file, ~Seq{0}};
  History history;
  history.grow(600);
  static_cast<void>(Opened(history, 600, kept));
  const std::string whole = read_bytes(file);
  const Hash root = history.root(600);
  const auto check = [&] {
    try {
      const Opened opened(history, 600, kept);
      CHECK(opened.tree.head(600).root == root);
      for (const Seq seq : std::initializer_list<Seq>{1, 3, 300, 599, 600}) {
        const auto path = opened.tree.inclusion(seq, 600);
        CHECK_FALSE(check_inclusion(opened.tree.leaf(seq), seq - 1, 600, path, root));
      }
    } catch (const core::SystemError&) {  // damage that was met where it cannot be gone round
    }
  };
  for (std::size_t place = 0; place < whole.size(); place += 13) {
    CAPTURE(place);
    std::string changed = whole;
    changed[place] = static_cast<char>(changed[place] ^ 4);
    write_bytes(file, changed);
    check();
    write_bytes(file, whole.substr(0, place));
    check();
  }
  write_bytes(file, whole + "more");
  check();
  write_bytes(file, std::string(whole.size(), '\xff'));
  check();
  CHECK(read_bytes(file) == whole);  // made anew
}

TEST_CASE("what is kept of other events is made anew") {
  const TemporaryFolder folder;
  const TreePlace kept{folder.path() / "tree", ~Seq{0}};
  History history;
  history.grow(600);
  static_cast<void>(Opened(history, 600, kept));
  SUBCASE("other events at the end") {
    History other(590);
    other.grow(600);
    CHECK(Opened(other, 600, kept).tree.head(600).root == other.root(600));
  }
  SUBCASE("a shorter log") {
    History shorter;
    shorter.grow(400);
    CHECK(Opened(shorter, 400, kept).tree.head(400).root == shorter.root(400));
  }
  SUBCASE("a longer log whose events differ from some place on") {
    History other(500);
    other.grow(900);
    CHECK(Opened(other, 900, kept).tree.head(900).root == other.root(900));
  }
}

TEST_CASE("events that may still be lost are hashed but not kept") {
  const TemporaryFolder folder;
  History history;
  history.grow(500);
  const TreePlace kept{folder.path() / "tree", 300};
  for (int time = 0; time < 2; ++time) {
    const Opened opened(history, 500, kept);
    CHECK(opened.hashed == (time == 0 ? 500 : 200));
    CHECK(opened.tree.head(500).root == history.root(500));
  }
}

TEST_CASE("where nothing can be kept the tree is made in memory, and two may be open at once") {
  History history;
  history.grow(400);
  CHECK(Opened(history, 400, {"/nowhere/at/all/tree", 400}).tree.head(400).root == history.root(400));
  const TemporaryFolder folder;
  const TreePlace kept{folder.path() / "tree", ~Seq{0}};
  const Opened first(history, 300, kept);
  const Opened second(history, 400, kept);
  CHECK(second.tree.head(400).root == history.root(400));
  CHECK(first.tree.head(300).root == history.root(300));
}

TEST_CASE("an event is read with its names, wherever they were introduced") {
  History history;
  history.grow(1000, 7);
  for (Seq seq = 1; seq <= 1000; ++seq) {
    const auto named = read_named_event(history.store(), seq);
    REQUIRE(named);
    CHECK(named->event.seq == seq);
    CHECK(named->account == "account-" + std::to_string(seq % 97));
    CHECK(named->number == (seq % 3 == 0 ? "+1" + std::to_string(seq) : ""));
  }
  CHECK_FALSE(read_named_event(history.store(), 0));
  CHECK_FALSE(read_named_event(history.store(), 1001));
}

TEST_CASE("check_checkpoint: a log is the one that was signed, or another") {
  History history;
  history.grow(300);
  const SigningKey key = SigningKey::make("books");
  const auto signed_for = [&](Seq size, const Hash& root) {
    return sign_note(Checkpoint{"books", {size, root}, {"time 2024-01-01T00:00:00Z"}}.text(), key);
  };
  const auto flaw = [&](const History& log, const std::string& note) {
    return check_checkpoint(log.store(), note, key.verifier()).flaw;
  };
  const std::string note = signed_for(300, history.root(300));
  CHECK_FALSE(flaw(history, note));
  CHECK_FALSE(flaw(history, signed_for(0, empty_root())));
  CHECK_FALSE(flaw(history, signed_for(120, history.root(120))));
  CHECK(flaw(history, signed_for(120, history.root(121))));
  history.grow(400);
  CHECK_FALSE(flaw(history, note));
  History changed(150);
  changed.grow(400);
  CHECK(flaw(changed, note)->find("not those that were signed") != std::string::npos);
  History shorter;
  shorter.grow(299);
  CHECK(flaw(shorter, note)->find("ends at event 299") != std::string::npos);
  CHECK(check_checkpoint(history.store(), note, SigningKey::make("books").verifier()).flaw);
  CHECK_THROWS_AS(static_cast<void>(flaw(history, "no note")), core::InputError);
}

}  // namespace
}  // namespace rentroll::events
