#include "scenarios/background_recorder.hpp"

#include "core/assert.hpp"

namespace rentroll::scenarios {
namespace {

/// So many that handing them to another thread costs nothing beside making them, and so few that they are
/// still in a cache when it takes them over.
constexpr std::size_t batch_events = 8192;

}  // namespace

BackgroundRecorder::BackgroundRecorder(events::EventLog& log, Progress progress)
    : log_(log),
      milestones_(std::move(progress)),
      known_accounts_(log.known_accounts()),
      known_numbers_(log.known_numbers()),
      appender_([this] { append_batches(); }) {}

BackgroundRecorder::~BackgroundRecorder() {
  ring_.end();
  if (appender_.joinable()) appender_.join();
}

BackgroundRecorder::Batch& BackgroundRecorder::batch() {
  if (batch_ == nullptr) {
    batch_ = ring_.place_to_fill();
    if (batch_ == nullptr) std::rethrow_exception(failure_);
    batch_->renewals.clear();
    batch_->others.clear();
    batch_->new_names.clear();
  }
  return *batch_;
}

void BackgroundRecorder::hand_over() {
  if (batch_ != nullptr) ring_.hand_over();
  batch_ = nullptr;
}

void BackgroundRecorder::record(std::span<events::Event> unit, const events::Directory& names) {
  RENTROLL_ASSERT(!unit.empty() && unit.back().ends_unit);
  Batch& batch = this->batch();
  const Seq first_seq = unit.front().seq;
  for (; known_accounts_ < names.accounts.size(); ++known_accounts_) {
    batch.new_names.push_back({first_seq, false, std::string(names.accounts.text(known_accounts_))});
  }
  for (; known_numbers_ < names.numbers.size(); ++known_numbers_) {
    batch.new_names.push_back({first_seq, true, std::string(names.numbers.text(known_numbers_))});
  }
  for (const events::Event& event : unit) {
    const auto* const renewed = std::get_if<events::RentalRenewed>(&event.payload);
    if (renewed != nullptr && event.request.empty()) {
      batch.renewals.push_back({static_cast<const events::Envelope&>(event), *renewed});
    } else {
      batch.others.push_back(event);
    }
  }
  milestones_.pass(unit);
  if (batch.renewals.size() + batch.others.size() >= batch_events) hand_over();
}

std::optional<events::Event> BackgroundRecorder::find(Seq) {
  RENTROLL_ASSERT(false);  // the event may not be in the log yet
}

void BackgroundRecorder::finish() {
  hand_over();
  ring_.end();
  appender_.join();
  if (failure_) std::rethrow_exception(failure_);
}

void BackgroundRecorder::append_batches() {
  try {
    while (Batch* const batch = ring_.next()) append_all(*batch);
  } catch (...) {
    failure_ = std::current_exception();
    ring_.leave();
  }
}

void BackgroundRecorder::append_all(Batch& batch) {
  auto name = batch.new_names.begin();
  auto renewal = batch.renewals.begin();
  auto other = batch.others.begin();
  std::size_t count = 0;
  while (renewal != batch.renewals.end() || other != batch.others.end()) {
    const bool is_other = renewal == batch.renewals.end() ||
                          (other != batch.others.end() && other->seq < renewal->envelope.seq);
    if (unit_.size() == count) unit_.emplace_back();
    events::Event& event = unit_[count++];
    if (is_other) {
      event = std::move(*other++);
    } else {
      static_cast<events::Envelope&>(event) = renewal->envelope;
      event.request.clear();
      event.payload = renewal++->renewed;
    }
    if (!event.ends_unit) continue;
    const Seq first_seq = unit_.front().seq;
    for (; name != batch.new_names.end() && name->before == first_seq; ++name) {
      name->of_number ? log_.introduce_number(name->text) : log_.introduce_account(name->text);
    }
    log_.append(std::span(unit_).first(count), first_seq - 1);
    count = 0;
  }
}

}  // namespace rentroll::scenarios
