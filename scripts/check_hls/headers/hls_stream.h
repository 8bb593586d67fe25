// hls::stream<T> for the check: nothing is known of what a beat holds, and every element that is written is used.
//
// SPDX-License-Identifier: Apache-2.0
#ifndef INTERLACE_CHECK_HLS_STREAM_H_
#define INTERLACE_CHECK_HLS_STREAM_H_

#include "bit_exact.h"

// Not defined anywhere: calls of them stand in the IR for ports of the hardware.
extern "C" void check_stream_read(const void *stream);
extern "C" void check_stream_write(const void *stream);
template <typename V> V check_element_in(const void *stream);
template <typename V> void check_element_out(const void *stream, V value);

namespace hls {

template <typename T> class stream {
 public:
  explicit stream(const char * = "");

  T read() {
    T beat;
    check_stream_read(this);
    _Pragma("clang loop unroll(full)") for (int i = 0; i < T::size; i++) {
      beat.data[i].mantissa = check_element_in<typename T::value_type::storage>(this);
    }
    return beat;
  }
  void read(T &value) { value = read(); }

  void write(const T &beat) {
    check_stream_write(this);
    _Pragma("clang loop unroll(full)") for (int i = 0; i < T::size; i++) {
      check_element_out<typename T::value_type::storage>(this, beat.data[i].mantissa);
    }
  }

 private:
  int some;
};

}  // namespace hls

#endif
