#pragma once

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <thread>

namespace rentroll::events {

constexpr const char* child_folder_variable = "RENTROLL_TEST_CHILD_FOLDER";

/// Another process that runs one test case of this program, which is skipped otherwise, on a folder. It is
/// started anew rather than forked off: RocksDB's threads do not survive a fork.
class ChildProcess {
 public:
  ChildProcess(const std::string& test_case, const std::filesystem::path& folder) : id_(::fork()) {
    if (id_ < 0) throw std::runtime_error("cannot start a process for a test");
    if (id_ > 0) return;
    ::setenv(child_folder_variable, folder.c_str(), 1);
    const std::string filter = "--test-case=" + test_case;
    ::execl("/proc/self/exe", "tests", filter.c_str(), "--no-skip", "--minimal", static_cast<char*>(nullptr));
    ::_exit(127);
  }
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;
  ~ChildProcess() {
    if (id_ > 0) kill();
  }

  [[nodiscard]] int id() const { return id_; }
  void kill() {
    ::kill(id_, SIGKILL);
    wait();
  }
  /// Its exit code, or 128 and the signal that ended it.
  int wait() {
    int status = 0;
    while (::waitpid(id_, &status, 0) < 0) {
    }
    id_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

 private:
  int id_;
};

/// In a test case that another process runs: the folder to work on. Nothing where it is run by itself.
inline std::filesystem::path child_folder() {
  const char* folder = ::getenv(child_folder_variable);
  return folder == nullptr ? std::filesystem::path() : std::filesystem::path(folder);
}

/// Waits until a writer has told, through a file, how far it has come.
inline std::uint64_t wait_for_progress(const std::filesystem::path& file, std::uint64_t at_least) {
  for (int i = 0; i < 3000; ++i) {
    std::uint64_t seq = 0;
    if (std::ifstream(file) >> seq && seq >= at_least) return seq;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  throw std::runtime_error("the writer makes no progress");
}

inline void tell_progress(const std::filesystem::path& file, std::uint64_t seq) {
  std::ofstream(file.string() + ".new") << seq;
  std::filesystem::rename(file.string() + ".new", file);
}

}  // namespace rentroll::events
