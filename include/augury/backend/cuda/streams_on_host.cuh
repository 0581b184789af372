// SPDX-License-Identifier: MIT
// Streams and events of a device that is played by the host. Nothing is done when it is started, but when
// somebody waits for it; and then only what must be: the stream up to there, and other streams as far
// as it was told to wait for them. So whoever does not wait for another stream finds its work undone.
#pragma once
#include <algorithm>
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

using Work = std::function<void()>;
/// What was started and is not done yet, in the order in which it will be.
class WorkQueue {
 public:
  void add(Work work) { pending_.push_back(std::move(work)), ++started_; }
  bool has_done(std::size_t count) const { return done_ >= count; }
  /// How many pieces of work were started so far.
  std::size_t started() const { return started_; }
  /// Does all of the first `count` pieces that are not done.
  void finish(std::size_t count) {
    while (done_ < count) {
      const Work work = std::move(pending_.front());
      pending_.pop_front();
      work();
      ++done_;
    }
  }

 private:
  std::deque<Work> pending_;
  std::size_t started_ = 0, done_ = 0;
};

/// While a recording is made, what is started is kept, and done as often as it is replayed, with the
/// numbers it was started with.
struct HostStream {
  std::shared_ptr<WorkQueue> queue = std::make_shared<WorkQueue>();
  std::vector<Work> recorded;
  bool recording = false;
};
using Stream = HostStream*;
inline std::vector<Stream> open_streams;

/// A moment of a stream, once it was marked.
struct HostEvent {
  std::shared_ptr<WorkQueue> queue;
  std::size_t count = 0;  ///< of pieces of work that are done by then
};
using Event = HostEvent*;

inline void finish(WorkQueue& queue, std::size_t count) {
  if (queue.has_done(count)) return;
  device_memory.open();
  queue.finish(count);
  device_memory.close();
}
/// As a device does where memory is given back.
inline void finish_all() {
  for (const Stream stream : open_streams) finish(*stream->queue, stream->queue->started());
}
inline void start(Stream stream, Work work) {
  if (stream->recording) stream->recorded.push_back(std::move(work));
  else stream->queue->add(std::move(work));
}
/// A device ends a recording with an error where it meets these.
inline void refuse_in_recording(Stream stream) {
  if (stream->recording) throw Error("nothing can be waited for while a step is recorded");
}

inline Stream open_stream(int) { return open_streams.emplace_back(new HostStream); }
inline Stream open_stream_beside(Stream) { return open_stream(0); }
inline void close_stream(Stream stream) {
  finish_all();
  std::erase(open_streams, stream);
  delete stream;
}
inline void wait_for(Stream stream) {
  refuse_in_recording(stream);
  finish(*stream->queue, stream->queue->started());
}

inline Event open_event() { return new HostEvent; }
inline void close_event(Event event) { delete event; }
inline void mark(Event event, Stream stream) {
  refuse_in_recording(stream);
  *event = {stream->queue, stream->queue->started()};
}
inline void wait_for(Event event) {
  if (event->queue) finish(*event->queue, event->count);
}
inline void let_wait(Stream stream, Event event) {
  refuse_in_recording(stream);
  if (!event->queue) return;
  stream->queue->add([moment = *event] { moment.queue->finish(moment.count); });
}

}  // namespace augury::cuda
