// What all kernels share: the beat of a stream, and hooks that only a host build fills.
//
// SPDX-License-Identifier: Apache-2.0
#ifndef NNET_COMMON_H_
#define NNET_COMMON_H_

#include "ap_fixed.h"
#include "ap_int.h"

// A host build may define these to watch a run; a synthesis sees nothing of them.
#ifndef NNET_COUNT
#define NNET_COUNT(CONFIG, field, amount) ((void)0)
#endif
#ifndef NNET_TRACE_ARRAY
#define NNET_TRACE_ARRAY(tensor, size, values)
#endif
#ifndef NNET_TRACE_STREAM
#define NNET_TRACE_STREAM(tensor, beats, stream, beat)
#endif
// A call of a kernel in a dataflow region; a host build may give each a thread of its own.
#ifndef NNET_PROCESS
#define NNET_PROCESS(...) __VA_ARGS__
#endif

// The inputs of a pixel stay as they are while it is computed: a host build gathers them once, hardware selects
// them in every cycle and needs no registers for them.
#ifdef __SYNTHESIS__
#define NNET_FIRST_TURN(turn) true
#else
#define NNET_FIRST_TURN(turn) ((turn) == 0)
#endif

namespace nnet {

// What travels through a stream in one cycle: the N elements of a pixel.
template <class T, int N> struct beat {
    typedef T value_type;
    static const int size = N;

    T data[N];

    beat() {
#pragma HLS INLINE
#pragma HLS ARRAY_PARTITION variable=data type=complete dim=0
    }

    T &operator[](int i) { return data[i]; }
    const T &operator[](int i) const { return data[i]; }
};

// Strategies of a multiply-accumulate kernel: all products at once, or multipliers that are shared in turn.
struct latency {};
struct resource {};

} // namespace nnet

#endif
