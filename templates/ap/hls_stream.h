// hls::stream<T> for host simulation, by Interlace: a first-in-first-out queue without a bound, for one thread; where
// INTERLACE_THREADS is defined, that of interlace_threads.h. In the vendor's tool the vendor's own header of this name
// takes over.
//
// SPDX-License-Identifier: Apache-2.0
#ifndef INTERLACE_HLS_STREAM_H_
#define INTERLACE_HLS_STREAM_H_

#ifdef INTERLACE_THREADS
#include "interlace_threads.h"
#else

#include <cstddef>
#include <cstdio>
#include <cstdlib>

namespace hls {

template <typename T> class stream {
 public:
  explicit stream(const char *name = "(unnamed)") : name_(name), items_(nullptr), capacity_(0), first_(0), size_(0) {}
  ~stream() { delete[] items_; }
  stream(const stream &) = delete;
  stream &operator=(const stream &) = delete;

  bool empty() const { return size_ == 0; }
  // Never true: the depth of the hardware's FIFO does not bound a sequential simulation.
  bool full() const { return false; }
  std::size_t size() const { return size_; }

  void write(const T &value) {
    if (size_ == capacity_) grow(value);
    else items_[(first_ + size_) & (capacity_ - 1)] = value;
    ++size_;
  }
  bool write_nb(const T &value) {
    write(value);
    return true;
  }

  T read() {
    if (size_ == 0) {
      std::fprintf(stderr, "Cannot read the stream %s: it is empty\n", name_);
      std::abort();
    }
    const std::size_t index = first_;
    first_ = (first_ + 1) & (capacity_ - 1);
    --size_;
    return items_[index];
  }
  void read(T &value) { value = read(); }
  bool read_nb(T &value) {
    if (size_ == 0) return false;
    value = read();
    return true;
  }

  void operator<<(const T &value) { write(value); }
  void operator>>(T &value) { value = read(); }

 private:
  // Doubles the room (a power of two) and appends. The value may lie in the old room.
  void grow(const T &value) {
    const std::size_t capacity = capacity_ == 0 ? 16 : 2 * capacity_;
    T *const items = new T[capacity];
    for (std::size_t i = 0; i < size_; ++i) items[i] = items_[(first_ + i) & (capacity_ - 1)];
    items[size_] = value;
    delete[] items_;
    items_ = items;
    capacity_ = capacity;
    first_ = 0;
  }

  const char *name_;  // the name is a string literal in generated code and outlives the stream
  T *items_;
  std::size_t capacity_, first_, size_;
};

}  // namespace hls

#endif

#endif
