#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "events/block_store.hpp"

namespace rocksdb {
class DB;
class Env;
}  // namespace rocksdb

namespace rentroll::events {

/// Blocks in a RocksDB folder, under the seq of their first event as 8 bytes, big-endian. Stored bytes that
/// RocksDB finds to be others than those written are a DamagedBlock. `system` is what RocksDB takes for the
/// operating system and its files, null for the machine's own; it must outlive the store. So tests put a disk
/// in its place that fails.
class RocksStore final : public BlockStore {
 public:
  /// Opens a store to write to it, and makes it where the folder holds none.
  [[nodiscard]] static std::unique_ptr<RocksStore> open_writer(const std::filesystem::path& folder,
                                                               rocksdb::Env* system = nullptr);

  /// Opens a store as it stands now, without writing anything: beside a writer, and from a read-only copy.
  [[nodiscard]] static std::unique_ptr<RocksStore> open_reader(const std::filesystem::path& folder,
                                                               rocksdb::Env* system = nullptr);

  RocksStore(const RocksStore&) = delete;
  RocksStore& operator=(const RocksStore&) = delete;
  ~RocksStore() override;

  /// Closes the store, of which nothing is to be asked any more, and answers whether everything that was
  /// written to it has come into files that are read without recovery. The destructor does it, too.
  bool close();

  /// Without blocks and with Durability::synced it makes durable what was written before.
  /// REQUIRES: opened for writing.
  void write(std::span<const NewBlock> blocks, Durability durability) override;
  /// A cursor must not outlive its store.
  void replace(std::span<const Seq> sealed, const NewBlock& block) override;
  [[nodiscard]] std::unique_ptr<BlockCursor> read(Seq from) const override;
  [[nodiscard]] std::optional<std::string> last() const override;

 private:
  enum class Access { reading, writing };
  RocksStore(std::filesystem::path folder, std::unique_ptr<rocksdb::DB> database, Access access);

  std::filesystem::path folder_;
  std::unique_ptr<rocksdb::DB> database_;
  Access access_;
};

}  // namespace rentroll::events
