// Two tensors, element by element. Each result is exact in the type that the arithmetic gives, then cast once to the
// result type.
//
// CONFIG holds: pixels and channels (of the output; beats and their elements in stream mode), a_size and b_size
// (elements), a_pixel and b_pixel (elements from one pixel of an input to the next; 0 where its one pixel meets all of
// the output), a_channel and b_channel (likewise, from channel to channel), and `function`, the struct whose
// `apply(a, b)` is the layer: a formula of the design.
//
// SPDX-License-Identifier: Apache-2.0
#ifndef NNET_MERGE_H_
#define NNET_MERGE_H_

#include "common.h"
#include "hls_stream.h"

namespace nnet {

template <typename CONFIG, class a_T, class b_T, class res_T>
void merge_parallel(const a_T a[CONFIG::a_size], const b_T b[CONFIG::b_size],
                    res_T res[CONFIG::pixels * CONFIG::channels]) {
#pragma HLS PIPELINE II=1
Pixel:
    for (int p = 0; p < CONFIG::pixels; p++) {
#pragma HLS UNROLL
    Channel:
        for (int c = 0; c < CONFIG::channels; c++) {
#pragma HLS UNROLL
            const a_T x = a[p * CONFIG::a_pixel + c * CONFIG::a_channel];
            const b_T y = b[p * CONFIG::b_pixel + c * CONFIG::b_channel];
            res[p * CONFIG::channels + c] = CONFIG::function::apply(x, y);
        }
    }
    NNET_COUNT(CONFIG, iterations, 1);
}

// One beat of each input makes one of the output; a beat that meets all of them is read first and held.
template <typename CONFIG, class a_T, class b_T, class res_T>
void merge_stream(hls::stream<a_T> &a, hls::stream<b_T> &b, hls::stream<res_T> &res) {
    a_T x;
    b_T y;
Beat:
    for (int p = 0; p < CONFIG::pixels; p++) {
#pragma HLS PIPELINE II=1
        NNET_COUNT(CONFIG, iterations, 1);
        if (CONFIG::a_pixel != 0 || p == 0) {
            x = a.read();
            NNET_COUNT(CONFIG, reads, 1);
        }
        if (CONFIG::b_pixel != 0 || p == 0) {
            y = b.read();
            NNET_COUNT(CONFIG, reads, 1);
        }
        res_T beat;
    Channel:
        for (int c = 0; c < CONFIG::channels; c++) {
#pragma HLS UNROLL
            beat[c] = CONFIG::function::apply(x[c * CONFIG::a_channel], y[c * CONFIG::b_channel]);
        }
        res.write(beat);
        NNET_COUNT(CONFIG, writes, 1);
    }
}

} // namespace nnet

#endif
