#include "projections/partial_log.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <fstream>
#include <tuple>

#include "events/subject_index.hpp"
#include "tests/support/audit_rows.hpp"
#include "tests/support/learned_log.hpp"
#include "tests/support/random_run.hpp"
#include "tests/support/temporary_folder.hpp"

/// What an index answers of one number or account is what reading the whole log answers, wherever the index
/// ends, whatever was learned late.
namespace rentroll::tests {
namespace {

using events::SubjectKind;
using projections::PartialLog;

/// The rows as texts, with names in the place of ordinals.
std::vector<std::string> texts_of(const AuditRows& rows, const events::Directory& names) {
  std::vector<std::string> texts;
  for (const projections::AuditRow& row : rows) {
    const auto name = [](const events::Names& its, events::Ordinal ordinal) {
      return ordinal == events::no_ordinal ? std::string("-") : std::string(its.text(ordinal));
    };
    texts.push_back(std::to_string(row.seq) + " " + row.occurred_at.text() + " " +
                    std::string(core::to_text(row.type)) + " " + name(names.accounts, row.account) + " " +
                    name(names.numbers, row.number) + " " + row.request + " " + std::to_string(row.cause) +
                    " " + row.change + " | " + row.rule);
  }
  return texts;
}

template <class ItsAudit>
std::vector<std::string> told(const PartialLog& story, const projections::Subject& subject) {
  AuditRows rows;
  projections::State state;
  ItsAudit audit(
      state, scenarios::tell_refusal, [&](const projections::AuditRow& row) { rows.push_back(row); },
      subject);
  projections::fold(
      story, state, [&](const events::Event& event) { audit.before(event); },
      [&](const events::Event& event) { audit.after(event); });
  audit.finish();
  return texts_of(rows, state.names);
}

/// Small parts, of which few become one.
constexpr events::IndexSizes small{4, 16, 1};

/// An index of a log with small parts, which ends somewhere in it.
void extend_somewhere(const std::filesystem::path& folder, const LearnedLog& log) {
  events::SubjectIndex index(folder, log.store, projections::effect_of, small);
  index.extend(*rc::gen::resize(rc::kNominalSize, rc::gen::inRange<core::Seq>(0, log.last_seq + 1)),
               [](const events::Event&) {});
}

}  // namespace

TEST_CASE("stories told from the index are those told from the whole log") {
  int indexed = 0;
  int parts_most = 0;
  int left_out = 0;
  CHECK(rc::check([&](const model::Scenario& plain) {
    const MemoryRun run = run_of(plain);
    std::vector<Moment> moments = moments_of(run.events());
    if (*rc::gen::arbitrary<bool>()) learn_late(moments);
    const LearnedLog log(moments, run.state.names);
    const TemporaryFolder folder;
    extend_somewhere(folder.path(), log);
    if (*rc::gen::arbitrary<bool>()) extend_somewhere(folder.path(), log);
    const events::SubjectIndex index(folder.path(), log.store, projections::effect_of, small);
    indexed += index.last_seq() != 0 ? 1 : 0;
    parts_most = std::max(parts_most, static_cast<int>(index.parts()));
    const projections::PartialReader reader(index, log.store, {}, log.last_seq);

    projections::State state;
    projections::replay(log.store, {}, state);
    for (events::Ordinal number = 0; number < state.names.numbers.size(); ++number) {
      const std::string text(state.names.numbers.text(number));
      const auto story = reader.story_of_number(text);
      RC_ASSERT(story.has_value());
      left_out += story->charged_before.empty() ? 0 : 1;
      const auto local = story->names.numbers.find(text);
      const auto found = told<projections::NumberAudit>(
          *story, [&](const events::Event& event) { return local && event.number == *local; });
      RC_ASSERT(found == (texts_of(number_rows(log.store, number), state.names)));
      RC_ASSERT(reader.knows(SubjectKind::number, text) == (number < state.numbers.size()));
    }
    for (events::Ordinal account = 0; account < state.names.accounts.size(); ++account) {
      const std::string text(state.names.accounts.text(account));
      const auto story = reader.story_of_account(text);
      RC_ASSERT(story.has_value());
      const auto local = story->names.accounts.find(text);
      const auto found = told<projections::AccountAudit>(
          *story, [&](const events::Event& event) { return local && event.account == *local; });
      RC_ASSERT(found == (texts_of(account_rows(log.store, account), state.names)));
    }
    RC_ASSERT(reader.knows(SubjectKind::number, "+19999999999") == false);
  }));
  CHECK(indexed > 0);
  CHECK(parts_most > 1);
  CHECK(left_out > 0);
}

TEST_CASE("what is damaged or of another log is passed over, and made anew") {
  CHECK(rc::check([](const model::Scenario& plain) {
    const MemoryRun run = run_of(plain);
    const core::Seq last = run.state.last_seq;
    const TemporaryFolder folder;
    const events::IndexSizes sizes{1, 32, 1};
    const auto extend = [&](core::Seq to) {
      events::SubjectIndex index(folder.path(), run.store, projections::effect_of, sizes);
      index.extend(to, [](const events::Event&) {});
      return index.last_seq();
    };
    for (const core::Seq part : {core::Seq{2}, core::Seq{3}}) static_cast<void>(extend(last * part / 4));
    RC_ASSERT(extend(last) == last);

    std::vector<std::filesystem::path> parts;
    for (const auto& each : std::filesystem::directory_iterator(folder.path())) parts.push_back(each.path());
    const auto part = *rc::gen::resize(rc::kNominalSize, rc::gen::elementOf(parts));
    const auto size = std::filesystem::file_size(part);
    if (*rc::gen::arbitrary<bool>()) {
      std::filesystem::resize_file(part, size / 2);
    } else {
      std::fstream file(part, std::ios::in | std::ios::out | std::ios::binary);
      file.seekp(static_cast<std::streamoff>(
          *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::uintmax_t>(0, size / 2))));
      file.put('\x7f');
    }
    events::SubjectIndex index(folder.path(), run.store, projections::effect_of, sizes);
    const projections::PartialReader reader(index, run.store, {}, last);
    for (events::Ordinal number = 0; number < run.state.names.numbers.size(); ++number) {
      // Either the damage was noticed, or this is not where it lies.
      const auto found = reader.events_of(std::nullopt, std::string(run.state.names.numbers.text(number)));
      if (!found) break;
      std::vector<core::Seq> seqs;
      for (const events::Event& event : run.events()) {
        if (event.number == number) seqs.push_back(event.seq);
      }
      RC_ASSERT(found->events.size() == seqs.size());
      for (std::size_t at = 0; at < seqs.size(); ++at) RC_ASSERT(found->events[at].seq == seqs[at]);
    }
    RC_ASSERT(extend(last) == last);
  }));
}

}  // namespace rentroll::tests
