#include "events/new_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <system_error>

#include "events/durable_file.hpp"

namespace rentroll::events {
NewFile::NewFile(const std::filesystem::path& folder) : path_(folder / "new") {
  std::error_code exists;
  std::filesystem::create_directory(folder, exists);
  constexpr int others_may = 0666;
  descriptor_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, others_may);
  if (descriptor_ >= 0 && !is_mine()) close();
}

NewFile::~NewFile() {
  if (descriptor_ < 0) return;
  ::unlink(path_.c_str());
  close();
}

bool NewFile::put(const std::filesystem::path& place) {
  const bool done = ::fsync(descriptor_) == 0 && ::rename(path_.c_str(), place.c_str()) == 0;
  if (done) close();
  return done && try_sync_folder(place.parent_path());
}

/// Locked, empty, and still the file of this name: its writer may just have put it in its place.
bool NewFile::is_mine() const {
  struct stat mine {};
  struct stat there {};
  return ::flock(descriptor_, LOCK_EX | LOCK_NB) == 0 && ::fstat(descriptor_, &mine) == 0 &&
         ::stat(path_.c_str(), &there) == 0 && mine.st_ino == there.st_ino &&
         ::ftruncate(descriptor_, 0) == 0;
}

void NewFile::close() {
  ::close(descriptor_);
  descriptor_ = -1;
}

}  // namespace rentroll::events
