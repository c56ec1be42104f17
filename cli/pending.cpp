#include "pending.h"

#include <utility>

#include "command.h"
#include "feed.h"
#include "fetch/archive.h"
#include "fetch/inputs.h"
#include "parse/parse.h"

namespace trialmine {
namespace {

constexpr size_t kRecordsAhead = 64;                   // Of one delivery.
constexpr auto kTurn = std::chrono::milliseconds(50);  // What Work() takes at most, about.

}  // namespace

PendingReader::PendingReader(Store& store, std::string archive, const RuleSet& rules, int64_t run, int jobs,
                             std::function<bool(const std::string&)> wanted)
    : store_(store), archive_(std::move(archive)), rules_(rules), run_(run), wanted_(std::move(wanted)) {
  for (int i = 0; i < jobs; ++i) threads_.emplace_back([this] { ReadJobs(); });
}

PendingReader::~PendingReader() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void PendingReader::ReadJobs() {
  while (true) {
    std::shared_ptr<Job> job;
    {
      std::unique_lock lock(mutex_);
      const auto next = [&]() -> bool {
        for (const auto& one : jobs_) {
          if (one->taken) continue;
          job = one;
          return true;
        }
        return closed_;
      };
      changed_.wait(lock, next);
      if (!job || closed_) return;
      job->taken = true;
    }
    ReadOne(*job);
    const std::lock_guard lock(mutex_);
    job->finished = true;
    changed_.notify_all();
  }
}

/// Hands a record to the caller's thread, waiting while enough are there; false once closed.
bool PendingReader::Hand(Job& job, ReadInput record) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return closed_ || job.records.size() < kRecordsAhead; });
  if (closed_) return false;
  job.records.push_back(std::move(record));
  changed_.notify_all();
  return true;
}

void PendingReader::ReadOne(Job& job) {
  const std::string& name = job.delivery.name;
  Result<Response> response = Archive::Get(archive_, job.delivery.entry);
  if (!response) {
    Hand(job, {name, nullptr, response.error(), {}});
    return;
  }
  response->file = name;
  if (!job.delivery.own_url.empty()) response->url = job.delivery.own_url;
  const std::string archived = response->body.sha256();
  response = Unpacked(std::move(*response));
  if (!response) {
    Hand(job, {name, nullptr, response.error(), {}});
    return;
  }
  const std::unique_ptr<DocumentStream> documents = Parse(*response);
  bool any = false;
  while (std::optional<Result<Document>> document = documents->Next()) {
    any = true;
    if (document->ok()) {
      (*document)->sha256 = archived;
      NameByUrl(**document, *response);
      (*document)->retracted = (*document)->retracted || job.delivery.retracted;
    }
    Result<Record> record = document->ok()
                                ? Result<Record>(ReadDocument(std::move(**document), rules_, clock_))
                                : document->error();
    if (!Hand(job, {name, nullptr, std::move(record), {}})) return;
  }
  if (!any) Hand(job, {name, nullptr, NoDocument(), {}});
}

Status PendingReader::HandOut() {
  const size_t enough = 2 * threads_.size() + 2;
  size_t room = 0;
  {
    const std::lock_guard lock(mutex_);
    if (jobs_.size() >= enough) return {};
    room = enough - jobs_.size();
  }
  Result<std::vector<UnreadDelivery>> unread = UnreadDeliveries(store_, last_handed_, static_cast<int>(room));
  if (!unread) return unread.error();
  const std::lock_guard lock(mutex_);
  for (UnreadDelivery& delivery : *unread) {
    last_handed_ = delivery.id;
    if (!wanted_(delivery.source)) continue;
    jobs_.push_back(std::make_shared<Job>());
    jobs_.back()->delivery = std::move(delivery);
  }
  if (!unread->empty()) changed_.notify_all();
  return {};
}

Status PendingReader::TakeIn(const UnreadDelivery& delivery, const ReadInput& record) {
  if (!record.record.ok()) {
    ReportError(record.file, record.record.error());
    summary_.CountFailure(record.record.error());
    return store_.AddFailure(record.file, record.record.error(), run_);
  }
  Result<Change> change =
      delivery.returned ? PutReturned(store_, *record.record, run_) : store_.Put(*record.record, run_);
  if (!change) return change.error();
  if (!delivery.also_at.empty()) {
    if (Status added = AddLocation(store_, record.record->document, delivery.also_at); !added) return added;
  }
  summary_.Count(*record.record, *change);
  return {};
}

Result<bool> PendingReader::Work() {
  const auto end = std::chrono::steady_clock::now() + kTurn;
  while (std::chrono::steady_clock::now() < end) {
    if (Status handed = HandOut(); !handed) return handed.error();
    std::shared_ptr<const Job> job;
    std::deque<ReadInput> records;
    bool finished = false;
    {
      const std::lock_guard lock(mutex_);
      if (jobs_.empty()) return false;
      job = jobs_.front();
      records.swap(jobs_.front()->records);
      if (job->finished) {
        finished = true;
        jobs_.pop_front();
      } else if (records.empty()) {
        return true;
      }
      changed_.notify_all();
    }
    for (const ReadInput& record : records)
      if (Status taken = TakeIn(job->delivery, record); !taken) return taken.error();
    if (finished)
      if (Status marked = MarkRead(store_, job->delivery.id, run_); !marked) return marked.error();
  }
  return true;
}

Status PendingReader::Drain(const std::function<bool()>& stop) {
  while (!stop()) {
    if (Status begun = store_.Begin(); !begun) return begun;
    Result<bool> more = Work();
    if (!more) return more.error();
    if (Status committed = store_.Commit(); !committed) return committed;
    if (!*more) return {};
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, kTurn, [&] {
      return jobs_.empty() || jobs_.front()->finished || !jobs_.front()->records.empty();
    });
  }
  return {};
}

}  // namespace trialmine
