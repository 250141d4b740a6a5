#include "tests/support/simulated_disk.hpp"

#include <rocksdb/env.h>
#include <rocksdb/system_clock.h>

#include <algorithm>
#include <mutex>
#include <vector>

#include "tests/support/simulated_files.hpp"

namespace rentroll::tests {
namespace {

/// The machine's clock, on which nobody waits: RocksDB pauses for a second after an error.
class ImpatientClock final : public rocksdb::SystemClockWrapper {
 public:
  ImpatientClock() : SystemClockWrapper(SystemClock::Default()) {}
  const char* Name() const override { return "ImpatientClock"; }
  void SleepForMicroseconds(int) override {}
};

}  // namespace

/// The system as a store on the disk sees it.
class SimulatedDisk::Environment final : public rocksdb::EnvWrapper {
 public:
  explicit Environment(const std::shared_ptr<SimulatedFiles>& files)
      : EnvWrapper(rocksdb::NewCompositeEnv(files)) {
    file_system_ = files;
    system_clock_ = std::make_shared<ImpatientClock>();
  }

  const char* Name() const override { return "SimulatedDisk"; }

  void Schedule(void (*function)(void*), void* argument, Priority priority, void* tag,
                void (*unscheduled)(void*)) override {
    if (priority != Priority::LOW && priority != Priority::BOTTOM) {
      return EnvWrapper::Schedule(function, argument, priority, tag, unscheduled);
    }
    const std::lock_guard lock(mutex_);
    jobs_.push_back({function, argument, priority, tag, unscheduled});
  }
  int UnSchedule(void* tag, Priority priority) override {
    if (priority != Priority::LOW && priority != Priority::BOTTOM)
      return EnvWrapper::UnSchedule(tag, priority);
    std::vector<Job> removed;
    {
      const std::lock_guard lock(mutex_);
      const auto stays = [&](const Job& job) { return job.tag != tag || job.priority != priority; };
      const auto first = std::stable_partition(jobs_.begin(), jobs_.end(), stays);
      removed.assign(first, jobs_.end());
      jobs_.erase(first, jobs_.end());
    }
    for (const Job& job : removed) {
      if (job.unscheduled != nullptr) job.unscheduled(job.argument);
    }
    return static_cast<int>(removed.size());
  }
  void run_background() {
    while (true) {
      Job job;
      {
        const std::lock_guard lock(mutex_);
        if (jobs_.empty()) return;
        job = jobs_.front();
        jobs_.erase(jobs_.begin());
      }
      job.function(job.argument);
    }
  }

 private:
  struct Job {
    void (*function)(void*) = nullptr;
    void* argument = nullptr;
    Priority priority = Priority::LOW;
    void* tag = nullptr;
    void (*unscheduled)(void*) = nullptr;
  };

  std::mutex mutex_;
  std::vector<Job> jobs_;
};

SimulatedDisk::SimulatedDisk(std::uint64_t seed)
    : files_(std::make_shared<SimulatedFiles>(seed)), environment_(std::make_unique<Environment>(files_)) {}
SimulatedDisk::~SimulatedDisk() = default;
rocksdb::Env* SimulatedDisk::environment() const { return environment_.get(); }
void SimulatedDisk::run_background() { environment_->run_background(); }
void SimulatedDisk::plan(Fault fault, std::uint64_t operations) { files_->plan(fault, operations); }
bool SimulatedDisk::fault_came() const { return files_->fault_came(); }
void SimulatedDisk::clear_faults() { files_->clear_faults(); }
void SimulatedDisk::cut_power() { files_->cut_power(); }
void SimulatedDisk::restore(Loss loss) { files_->restore(loss); }
std::string SimulatedDisk::trace() const { return files_->trace(); }

}  // namespace rentroll::tests
