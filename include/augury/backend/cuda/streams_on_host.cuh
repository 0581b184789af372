// SPDX-License-Identifier: MIT
// Streams and events of a device that is played by the host. Nothing is done when it is started, but when
// somebody waits for it; and then only what must be: the stream up to there, and other streams as far
// as it was told to wait for them. So whoever does not wait for another stream finds its work undone.
#pragma once
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "augury/backend/cuda/memory_on_host.cuh"
#include "augury/core/error.hpp"

namespace augury::cuda {

inline HostMemory device_memory;

/// Memory that the host may touch while this is there.
class OpenMemory {
 public:
  OpenMemory() { device_memory.open(); }
  ~OpenMemory() { device_memory.close(); }
  OpenMemory(const OpenMemory&) = delete;
  OpenMemory& operator=(const OpenMemory&) = delete;
};

using Work = std::function<void()>;
/// What was started and is not done yet, in the order in which it will be.
class WorkQueue {
 public:
  void add(Work work) { pending_.push_back(std::move(work)), ++started_; }
  /// How many pieces of work were started so far.
  std::size_t started() const { return started_; }
  bool has_done(std::size_t count) const { return done_ >= count; }
  /// Does all of the first `count` pieces that are not done.
  void finish(std::size_t count) {
    while (!has_done(count)) {
      const Work work = std::move(pending_.front());
      pending_.pop_front();
      ++done_;
      work();
    }
  }

 private:
  std::deque<Work> pending_;
  std::size_t started_ = 0, done_ = 0;
};
using SharedQueue = std::shared_ptr<WorkQueue>;
inline std::vector<SharedQueue> all_queues;  // those of closed streams too, until they are done

inline void finish(WorkQueue& queue, std::size_t count) {
  if (queue.has_done(count)) return;
  const OpenMemory open;
  queue.finish(count);
}
/// As a device does before memory is given back.
inline void finish_all() {
  for (const SharedQueue& queue : all_queues) finish(*queue, queue->started());
  std::erase_if(all_queues, [](const SharedQueue& queue) { return queue.use_count() == 1; });
}

/// While a recording is made, what is started is kept, and done as often as it is replayed, with the
/// numbers it was started with.
struct HostStream {
  SharedQueue queue = all_queues.emplace_back(std::make_shared<WorkQueue>());
  std::vector<Work> recorded;
};
using Stream = HostStream*;
inline Stream recording = nullptr;    // the stream that is recorded, of which there is one at most
inline bool recording_fails = false;  // it will come to nothing

/// What a device takes in no recording of one stream: to wait, and to take or give back memory.
inline void refuse_in_recording() {
  if (recording == nullptr) return;
  recording_fails = true;
  throw Error("while a step is recorded, nothing is waited for and no memory is taken");
}
inline void start(Stream stream, Work work) {
  if (stream == recording) stream->recorded.push_back(std::move(work));
  else stream->queue->add(std::move(work));
}

inline Stream open_stream(int) { return new HostStream; }
inline Stream open_stream_beside(Stream) { return new HostStream; }
inline void close_stream(Stream stream) { delete stream; }  // what it was given is done later
inline void wait_for(Stream stream) {
  refuse_in_recording();
  finish(*stream->queue, stream->queue->started());
}

/// A moment of a stream, once it was marked.
struct HostEvent {
  SharedQueue queue;
  std::size_t count = 0;  ///< of pieces of work that are done by then
};
using Event = HostEvent*;
inline Event open_event() { return new HostEvent; }
inline void close_event(Event event) { delete event; }
inline void mark(Event event, Stream stream) {
  refuse_in_recording();
  *event = {stream->queue, stream->queue->started()};
}
inline void wait_for(Event event) {
  refuse_in_recording();
  if (event->queue) finish(*event->queue, event->count);
}
inline void let_wait(Stream stream, Event event) {
  refuse_in_recording();
  if (!event->queue) return;
  stream->queue->add([moment = *event] { moment.queue->finish(moment.count); });
}

}  // namespace augury::cuda
