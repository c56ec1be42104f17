#pragma once

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_pipeline.h>
#include <oneapi/tbb/task_arena.h>

#include <atomic>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace trialmine {

/// Carries tasks from `next` through `work` to `take` with `jobs` threads.
///
/// `next` (which ends by returning nothing) and `take` run one at a time and in order, `work` on any thread
/// in any order. At most four tasks a thread are under way, which bounds the memory. With one job everything
/// runs on the calling thread. `take` returns false to end early.
template <typename Next, typename Work, typename Take>
void InOrder(int jobs, Next next, Work work, Take take) {
  using Task = typename std::invoke_result_t<Next>::value_type;
  using Done = std::invoke_result_t<Work, Task>;

  if (jobs <= 1) {
    while (std::optional<Task> task = next())
      if (!take(work(std::move(*task)))) return;
    return;
  }

  std::atomic<bool> stopped = false;
  const auto pull = [&](tbb::flow_control& control) -> std::shared_ptr<Task> {
    std::optional<Task> task = stopped ? std::nullopt : next();
    if (task) return std::make_shared<Task>(std::move(*task));
    control.stop();
    return nullptr;
  };
  const auto carry = [&](const std::shared_ptr<Task>& task) {
    return std::make_shared<Done>(work(std::move(*task)));
  };
  const auto drop = [&](const std::shared_ptr<Done>& done) {
    if (!stopped && !take(std::move(*done))) stopped = true;
  };
  const tbb::global_control threads(tbb::global_control::max_allowed_parallelism, static_cast<size_t>(jobs));
  tbb::task_arena arena(jobs);
  arena.execute([&] {
    using tbb::filter_mode;
    tbb::parallel_pipeline(
        static_cast<size_t>(jobs) * 4,
        tbb::make_filter<void, std::shared_ptr<Task>>(filter_mode::serial_in_order, pull) &
            tbb::make_filter<std::shared_ptr<Task>, std::shared_ptr<Done>>(filter_mode::parallel, carry) &
            tbb::make_filter<std::shared_ptr<Done>, void>(filter_mode::serial_in_order, drop));
  });
}

}  // namespace trialmine
