// The place of the largest channel of a pixel, of equal ones the first: a tree of comparisons.
//
// CONFIG holds: channels, pixels, levels (of the tree), and place_t, which holds the index of every channel.
//
// SPDX-License-Identifier: Apache-2.0
#ifndef NNET_ARGMAX_H_
#define NNET_ARGMAX_H_

#include "common.h"
#include "hls_stream.h"

namespace nnet {

template <class x_T, typename CONFIG> typename CONFIG::place_t place_of_largest(const x_T *x) {
#pragma HLS INLINE
    x_T largest[CONFIG::channels];
#pragma HLS ARRAY_PARTITION variable=largest type=complete dim=0
    typename CONFIG::place_t places[CONFIG::channels];
#pragma HLS ARRAY_PARTITION variable=places type=complete dim=0
Leaf:
    for (int c = 0; c < CONFIG::channels; c++) {
#pragma HLS UNROLL
        largest[c] = x[c];
        places[c] = c;
    }
Level:
    for (int l = 0; l < CONFIG::levels; l++) {
#pragma HLS UNROLL
    Pair:
        for (int c = 0; c < CONFIG::channels; c++) {
#pragma HLS UNROLL
            const int other = c + (1 << l);
            if ((c & ((2 << l) - 1)) == 0 && other < CONFIG::channels) {
                // Whatever stands behind has to be larger, so that the first of equals wins.
                if (largest[other] > largest[c]) {
                    largest[c] = largest[other];
                    places[c] = places[other];
                }
            }
        }
    }
    return places[0];
}

// A pixel an iteration.
template <typename CONFIG, class data_T, class res_T>
void argmax_stream(hls::stream<data_T> &data, hls::stream<res_T> &res) {
Pixel:
    for (int p = 0; p < CONFIG::pixels; p++) {
#pragma HLS PIPELINE II=1
        NNET_COUNT(CONFIG, iterations, 1);
        NNET_COUNT(CONFIG, reads, 1);
        NNET_COUNT(CONFIG, writes, 1);
        const data_T x = data.read();
        res_T y;
        y[0] = place_of_largest<typename data_T::value_type, CONFIG>(x.data);
        res.write(y);
    }
}

template <typename CONFIG, class data_T, class res_T>
void argmax_parallel(const data_T data[CONFIG::pixels * CONFIG::channels], res_T res[CONFIG::pixels]) {
#pragma HLS PIPELINE II=1
Pixel:
    for (int p = 0; p < CONFIG::pixels; p++) {
#pragma HLS UNROLL
        res[p] = place_of_largest<data_T, CONFIG>(data + p * CONFIG::channels);
    }
    NNET_COUNT(CONFIG, iterations, 1);
}

} // namespace nnet

#endif
