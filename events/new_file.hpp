#pragma once

#include <filesystem>

namespace rentroll::events {

/// The one file in a folder that is being written, to be put in its place when it is whole. Who has it open
/// and locked writes; another process that would write goes without. What a crash left of it is written over.
/// It is for what can do without: nothing here throws.
class NewFile {
 public:
  /// Makes the folder, too, if it can.
  explicit NewFile(const std::filesystem::path& folder);
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  ~NewFile();

  [[nodiscard]] bool can_be_written() const { return descriptor_ >= 0; }
  [[nodiscard]] int descriptor() const { return descriptor_; }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  /// Makes the file durable, then puts it in its place in the same folder. Answers whether it is there.
  [[nodiscard]] bool put(const std::filesystem::path& place);

 private:
  [[nodiscard]] bool is_mine() const;
  void close();

  std::filesystem::path path_;
  int descriptor_ = -1;
};

}  // namespace rentroll::events
