// Two tensors one behind the other along an axis. Each element is cast to the result type.
//
// SPDX-License-Identifier: Apache-2.0
#ifndef NNET_CONCATENATE_H_
#define NNET_CONCATENATE_H_

#include "common.h"
#include "hls_stream.h"

namespace nnet {

// CONFIG holds: blocks, a_size and b_size (elements of each input in a block).
template <typename CONFIG, class a_T, class b_T, class res_T>
void concatenate_parallel(const a_T a[CONFIG::blocks * CONFIG::a_size], const b_T b[CONFIG::blocks * CONFIG::b_size],
                          res_T res[CONFIG::blocks * (CONFIG::a_size + CONFIG::b_size)]) {
#pragma HLS PIPELINE II=1
Block:
    for (int i = 0; i < CONFIG::blocks; i++) {
#pragma HLS UNROLL
    First:
        for (int j = 0; j < CONFIG::a_size; j++) {
#pragma HLS UNROLL
            res[i * (CONFIG::a_size + CONFIG::b_size) + j] = a[i * CONFIG::a_size + j];
        }
    Second:
        for (int j = 0; j < CONFIG::b_size; j++) {
#pragma HLS UNROLL
            res[i * (CONFIG::a_size + CONFIG::b_size) + CONFIG::a_size + j] = b[i * CONFIG::b_size + j];
        }
    }
    NNET_COUNT(CONFIG, iterations, 1);
}

// Along the channels: a pixel of each input makes one of the output. CONFIG holds: beats.
template <typename CONFIG, class a_T, class b_T, class res_T>
void join_stream(hls::stream<a_T> &a, hls::stream<b_T> &b, hls::stream<res_T> &res) {
Beat:
    for (int i = 0; i < CONFIG::beats; i++) {
#pragma HLS PIPELINE II=1
        NNET_COUNT(CONFIG, iterations, 1);
        NNET_COUNT(CONFIG, reads, 2);
        NNET_COUNT(CONFIG, writes, 1);
        const a_T x = a.read();
        const b_T y = b.read();
        res_T beat;
    First:
        for (int c = 0; c < a_T::size; c++) {
#pragma HLS UNROLL
            beat[c] = x[c];
        }
    Second:
        for (int c = 0; c < b_T::size; c++) {
#pragma HLS UNROLL
            beat[a_T::size + c] = y[c];
        }
        res.write(beat);
    }
}

// Along another axis: some pixels of one input, then some of the other. CONFIG holds: beats, a_beats and b_beats (of
// each input in a block), place_t (as wide as both together need).
template <typename CONFIG, class a_T, class b_T, class res_T>
void append_stream(hls::stream<a_T> &a, hls::stream<b_T> &b, hls::stream<res_T> &res) {
    typename CONFIG::place_t place = 0;
Beat:
    for (int i = 0; i < CONFIG::beats; i++) {
#pragma HLS PIPELINE II=1
        NNET_COUNT(CONFIG, iterations, 1);
        NNET_COUNT(CONFIG, reads, 1);
        NNET_COUNT(CONFIG, writes, 1);
        res_T beat;
        if (place < CONFIG::a_beats) {
            const a_T x = a.read();
        First:
            for (int c = 0; c < res_T::size; c++) {
#pragma HLS UNROLL
                beat[c] = x[c];
            }
        } else {
            const b_T y = b.read();
        Second:
            for (int c = 0; c < res_T::size; c++) {
#pragma HLS UNROLL
                beat[c] = y[c];
            }
        }
        res.write(beat);
        if (place == CONFIG::a_beats + CONFIG::b_beats - 1) {
            place = 0;
        } else {
            ++place;
        }
    }
}

} // namespace nnet

#endif
