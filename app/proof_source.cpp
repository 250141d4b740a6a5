#include "app/proof_source.hpp"

namespace rentroll::app {

events::LogTree open_tree(const LogReader& log, const std::string& folder, unsigned samples) {
  Progress progress("hashing", Progress::Beside::nothing);
  return {log.store(), log.last_seq(), events::tree_place(folder, log.folder()), samples,
          [&](const events::LeafPlace& place) { progress.at(place.seq, place.occurred_at); }};
}

}  // namespace rentroll::app
