#pragma once

#include <sys/mount.h>

#include <filesystem>
#include <string>

#include "tests/support/temporary_folder.hpp"

namespace rentroll::events {

/// A file system of few bytes, where the machine lets us mount one.
class SmallDisk {
 public:
  explicit SmallDisk(const std::string& size) {
    mounted_ = ::mount("tmpfs", folder_.path().c_str(), "tmpfs", 0, ("size=" + size).c_str()) == 0;
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  ~SmallDisk() {
    if (mounted_) ::umount2(folder_.path().c_str(), MNT_DETACH);
  }

  [[nodiscard]] bool mounted() const { return mounted_; }
  [[nodiscard]] std::filesystem::path path() const { return folder_.path(); }
  /// Lets nobody write to it any more.
  [[nodiscard]] bool make_read_only() {
    return ::mount(nullptr, folder_.path().c_str(), nullptr, MS_REMOUNT | MS_RDONLY, nullptr) == 0;
  }

 private:
  tests::TemporaryFolder folder_;
  bool mounted_ = false;
};

}  // namespace rentroll::events
