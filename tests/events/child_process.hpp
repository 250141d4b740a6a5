#pragma once

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <stdexcept>
#include <string>

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

}  // namespace rentroll::events
