// hls::stream<T> for a host run with a thread a process, by Interlace: inside a process reads wait for a value and
// writes wait for room. Everywhere else a stream is a queue without a bound, as it is without threads.
//
// SPDX-License-Identifier: Apache-2.0
#ifndef INTERLACE_THREADS_H_
#define INTERLACE_THREADS_H_

#include <pthread.h>

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace interlace_threads {

// A stream that is known by its name: how much it holds (0: no bound), the most that it held, what was left in it.
struct bound {
  const char *name;
  std::size_t depth, fill, left;
};

// A process that waits for a stream.
struct waiter {
  const bound *stream;
  bool for_room;
  bool woken;
  pthread_cond_t ready;
  waiter *next;
};

struct network {
  pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  bool threaded = false;  // whether processes get threads of their own
  int running = 0;        // processes that do not wait, and threads that start some without being one
  waiter *waiting = nullptr;
  bound *bounds = nullptr;
  int count = 0;
};

inline network &state() {
  static network only;
  return only;
}

// Holds the mutex of the network while it lives. <mutex> would take a compiler as long as a small design does.
class lock {
 public:
  lock() { pthread_mutex_lock(&state().mutex); }
  ~lock() { pthread_mutex_unlock(&state().mutex); }
  lock(const lock &) = delete;
  lock &operator=(const lock &) = delete;
};

inline bool &inside_process() {
  static thread_local bool inside = false;
  return inside;
}

inline bound *find(const char *name) {
  network &all = state();
  for (int i = 0; i < all.count; ++i) {
    if (std::strcmp(all.bounds[i].name, name) == 0) return &all.bounds[i];
  }
  return nullptr;
}

// Nobody runs who could end a wait: says what everybody waits for, and ends the program.
inline void stop_if_stuck() {
  const network &all = state();
  if (all.running > 0 || all.waiting == nullptr) return;
  std::fprintf(stderr, "deadlock: every process waits\n");
  for (const waiter *each = all.waiting; each != nullptr; each = each->next) {
    const char *name = each->stream == nullptr ? "(unnamed)" : each->stream->name;
    if (each->for_room) {
      std::fprintf(stderr, "one waits for room in %s, which holds %zu\n", name, each->stream->depth);
    } else {
      std::fprintf(stderr, "one waits for a value of %s\n", name);
    }
  }
  std::_Exit(3);
}

// Waits to be woken; who calls it holds the lock, which is free meanwhile.
inline void wait(waiter *&slot, const bound *stream, bool for_room) {
  network &all = state();
  waiter self;
  pthread_cond_init(&self.ready, nullptr);
  self.stream = stream;
  self.for_room = for_room;
  self.woken = false;
  self.next = all.waiting;
  all.waiting = &self;
  slot = &self;
  --all.running;
  stop_if_stuck();
  while (!self.woken) pthread_cond_wait(&self.ready, &all.mutex);
  waiter **link = &all.waiting;
  while (*link != &self) link = &(*link)->next;
  *link = self.next;
  pthread_cond_destroy(&self.ready);
}

inline void wake(waiter *&slot) {
  if (slot == nullptr) return;
  slot->woken = true;
  ++state().running;
  pthread_cond_signal(&slot->ready);
  slot = nullptr;
}

// The processes that one thread has started, and waits for. They start others of their own.
struct family {
  int processes = 0;     // objects of class process
  int alive = 0;         // those of them that have not ended
  bool waits = false;    // the thread has started all of them
  bool inside = false;   // it is a process itself, which runs on when they have ended
};

inline family &own_family() {
  static thread_local family only;
  return only;
}

// Runs a function in a thread of its own until it goes out of scope; at once where there are no threads.
class process {
 public:
  template <class FUNCTION> explicit process(FUNCTION function) : family_(nullptr) {
    network &all = state();
    if (!all.threaded) {
      function();
      return;
    }
    family_ = &own_family();
    {
      const lock held;
      if (family_->processes == 0) {
        family_->inside = inside_process();
        // Who starts them runs until it waits; a process is counted already.
        if (!family_->inside) ++all.running;
      }
      ++family_->processes;
      ++family_->alive;
      ++all.running;
    }
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, stack_size);
    task<FUNCTION> *const started = new task<FUNCTION>{function, family_};
    if (pthread_create(&thread_, &attributes, run<FUNCTION>, started) != 0) {
      std::fprintf(stderr, "Cannot start a thread\n");
      std::_Exit(4);
    }
    pthread_attr_destroy(&attributes);
  }
  ~process() {
    if (family_ == nullptr) return;
    {
      const lock held;
      if (!family_->waits) {
        family_->waits = true;
        // The last of its processes gives its place to one that waits for them: see run().
        if (!family_->inside || family_->alive > 0) --state().running;
        stop_if_stuck();
      }
    }
    pthread_join(thread_, nullptr);
    if (--family_->processes == 0) family_->waits = false;
  }
  process(const process &) = delete;
  process &operator=(const process &) = delete;

 private:
  // Large local arrays are usual in kernels; memory is taken only as they are used.
  static const std::size_t stack_size = std::size_t(64) << 20;

  template <class FUNCTION> struct task {
    FUNCTION function;
    family *parent;
  };

  template <class FUNCTION> static void *run(void *argument) {
    task<FUNCTION> *const own = static_cast<task<FUNCTION> *>(argument);
    family *const parent = own->parent;
    inside_process() = true;
    own->function();
    delete own;
    const lock held;
    --parent->alive;
    if (!(parent->inside && parent->waits && parent->alive == 0)) --state().running;
    stop_if_stuck();
    return nullptr;
  }

  family *family_;
  pthread_t thread_;
};

}  // namespace interlace_threads

namespace hls {

template <typename T> class stream {
 public:
  explicit stream(const char *name = "(unnamed)")
      : name_(name), bound_(interlace_threads::find(name)), reader_(nullptr), writer_(nullptr), items_(nullptr),
        capacity_(0), first_(0), size_(0) {}
  ~stream() {
    if (bound_ != nullptr) bound_->left += size_;
    delete[] items_;
  }
  stream(const stream &) = delete;
  stream &operator=(const stream &) = delete;

  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }

  void write(const T &value) {
    if (!interlace_threads::inside_process()) {
      push(value);
      return;
    }
    const interlace_threads::lock held;
    while (bound_ != nullptr && bound_->depth != 0 && size_ >= bound_->depth) {
      interlace_threads::wait(writer_, bound_, true);
    }
    push(value);
    if (bound_ != nullptr && size_ > bound_->fill) bound_->fill = size_;
    interlace_threads::wake(reader_);
  }

  T read() {
    if (!interlace_threads::inside_process()) {
      if (size_ == 0) {
        std::fprintf(stderr, "Cannot read the stream %s: it is empty\n", name_);
        std::abort();
      }
      return pop();
    }
    const interlace_threads::lock held;
    while (size_ == 0) interlace_threads::wait(reader_, bound_, false);
    const T value = pop();
    interlace_threads::wake(writer_);
    return value;
  }
  void read(T &value) { value = read(); }

  void operator<<(const T &value) { write(value); }
  void operator>>(T &value) { value = read(); }

 private:
  void push(const T &value) {
    if (size_ == capacity_) grow();
    items_[(first_ + size_) & (capacity_ - 1)] = value;
    ++size_;
  }

  T pop() {
    const std::size_t index = first_;
    first_ = (first_ + 1) & (capacity_ - 1);
    --size_;
    return items_[index];
  }

  // Doubles the room, a power of two.
  void grow() {
    const std::size_t capacity = capacity_ == 0 ? 16 : 2 * capacity_;
    T *const items = new T[capacity];
    for (std::size_t i = 0; i < size_; ++i) items[i] = items_[(first_ + i) & (capacity_ - 1)];
    delete[] items_;
    items_ = items;
    capacity_ = capacity;
    first_ = 0;
  }

  const char *name_;  // the name is a string literal in generated code and outlives the stream
  interlace_threads::bound *bound_;
  interlace_threads::waiter *reader_;
  interlace_threads::waiter *writer_;
  T *items_;
  std::size_t capacity_, first_, size_;
};

}  // namespace hls

#endif
