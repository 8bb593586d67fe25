// Hooks of a host build of generated firmware: every tensor's mantissas and every kernel's counts.
//
// SPDX-License-Identifier: Apache-2.0
#ifndef INTERLACE_CSIM_H_
#define INTERLACE_CSIM_H_

#ifdef INTERLACE_THREADS
#include "interlace_threads.h"
#endif

namespace interlace_csim {

typedef unsigned long long u64;

// What a kernel does, counted where it does it.
struct counts {
    u64 iterations, reads, writes, multiplications;
};

template <class CONFIG> struct counter {
    static counts total;
};
template <class CONFIG> counts counter<CONFIG>::total = {0, 0, 0, 0};

// Where the mantissas of each tensor of the running sample go, and how wide they are; set before a run.
extern u64 *const *trace;
extern const int *trace_bits;

template <class T> u64 bits_of(T value, int width) {
    return value.range(width - 1, 0).to_uint64();
}

template <class T> T value_of(u64 bits, int width) {
    T value = 0;
    value.range(width - 1, 0) = bits;
    return value;
}

template <class T> void trace_array(int tensor, int size, const T *values) {
    for (int i = 0; i < size; ++i) trace[tensor][i] = bits_of(values[i], trace_bits[tensor]);
}

// A look at a whole stream: every beat is taken out and put back.
template <class STREAM, class BEAT> void trace_stream(int tensor, int beats, STREAM &stream, BEAT) {
#ifdef INTERLACE_THREADS
    if (interlace_threads::state().threaded) return; // its processes are at work on it
#endif
    for (int b = 0; b < beats; ++b) {
        const BEAT beat = stream.read();
        for (int e = 0; e < BEAT::size; ++e) {
            trace[tensor][b * BEAT::size + e] = bits_of(beat.data[e], trace_bits[tensor]);
        }
        stream.write(beat);
    }
}

} // namespace interlace_csim

#ifdef INTERLACE_THREADS
#define INTERLACE_NAME_OF_LINE(line) process_##line##_
#define INTERLACE_NAME(line) INTERLACE_NAME_OF_LINE(line)
#define NNET_PROCESS(...) const interlace_threads::process INTERLACE_NAME(__LINE__)([&]() { __VA_ARGS__; })
#endif
#define NNET_COUNT(CONFIG, field, amount) (interlace_csim::counter<CONFIG>::total.field += (amount))
#define NNET_TRACE_ARRAY(tensor, size, values) interlace_csim::trace_array(tensor, size, values)
#define NNET_TRACE_STREAM(tensor, beats, stream, beat) interlace_csim::trace_stream(tensor, beats, stream, beat())

#endif
