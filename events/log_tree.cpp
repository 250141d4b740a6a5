#include "events/log_tree.hpp"

#include <algorithm>

#include "core/assert.hpp"
#include "events/event_log.hpp"
#include "events/name_search.hpp"

namespace rentroll::events {
namespace {

/// What is kept is used once it has been proven by its own hashes: a file may have been damaged.
void check_kept(const Flaw& flaw) {
  if (!flaw) return;
  throw core::SystemError(
      "the file `tree` of the log is damaged, or was changed while it was read: delete it, and it is "
      "made anew from the events");
}

}  // namespace

TreePlace tree_place(const std::filesystem::path& log, const LogFolder& folder) {
  return {log / "tree", durable_seq(folder)};
}

LogTree::LogTree(const BlockStore& store, Seq last, const TreePlace& place, unsigned samples,
                 const std::function<void(const LeafPlace&)>& each)
    : tree_(place.file.empty() ? nullptr : TreeFile::open(place.file)) {
  if (!is_of(store, samples)) tree_.clear();
  go_on(store, std::min(last, place.durable), each);
  tree_.keep();
  go_on(store, last, each);
  whole_ = {tree_.size(), root(tree_, tree_.size())};
}

bool LogTree::is_of(const BlockStore& store, unsigned samples) const {
  const Seq size = tree_.size();
  if (size > last_seq(store)) return false;
  LeafWriter writer;
  TreeHasher hasher;
  const auto agrees = [&](Seq seq) {
    const auto named = read_named_event(store, seq);
    return named && hasher.leaf(writer.write(named->event, named->account, named->number)) == leaf(seq);
  };
  if (size != 0 && !agrees(1)) return false;
  for (Seq sample = 1; sample <= samples && size != 0; ++sample) {
    if (const Seq seq = size / samples * sample + size % samples; !agrees(seq)) return false;
  }
  return true;
}

void LogTree::go_on(const BlockStore& store, Seq last, const std::function<void(const LeafPlace&)>& each) {
  for_each_leaf_hash(store, tree_.size(), last, [&](const LeafPlace& place, const Hash& leaf) {
    tree_.add(leaf);
    each(place);
  });
}

TreeHead LogTree::head(std::uint64_t size) const {
  RENTROLL_ASSERT(size <= whole_.size);
  const TreeHead head{size, root(tree_, size)};
  check_kept(check_consistency(head, whole_, consistency_path(tree_, size, whole_.size)));
  return head;
}

std::vector<Hash> LogTree::inclusion(Seq seq, std::uint64_t size) const {
  RENTROLL_ASSERT(seq >= 1 && seq <= size);
  auto path = inclusion_path(tree_, seq - 1, size);
  check_kept(check_inclusion(leaf(seq), seq - 1, size, path, head(size).root));
  return path;
}

std::vector<Hash> LogTree::consistency(std::uint64_t from, std::uint64_t to) const {
  auto path = consistency_path(tree_, from, to);
  check_kept(check_consistency(head(from), head(to), path));
  return path;
}

}  // namespace rentroll::events
