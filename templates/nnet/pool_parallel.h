// Pooling and up-sampling on a whole feature map in registers: every output at once.
//
// SPDX-License-Identifier: Apache-2.0
#ifndef NNET_POOL_PARALLEL_H_
#define NNET_POOL_PARALLEL_H_

#include "pool.h"
#include "window.h"

namespace nnet {

// CONFIG holds: function (of pool.h), channels, taps, and the pixel of the window that each of them is, `tap(index)`.
// PLACE is where the window of an output pixel stands.
template <class data_T, class res_T, typename CONFIG, class PLACE>
void pool_outputs(const data_T data[CONFIG::in_size], res_T res[CONFIG::out_size]) {
#pragma HLS INLINE
Output:
    for (int o = 0; o < PLACE::outputs; o++) {
#pragma HLS UNROLL
        const PLACE place = PLACE::of_output(o);
    Channel:
        for (int c = 0; c < CONFIG::channels; c++) {
#pragma HLS UNROLL
            typename CONFIG::function pool;
            pool.start();
            int count = 0;
        Tap:
            for (int t = 0; t < CONFIG::taps; t++) {
#pragma HLS UNROLL
                const int w = CONFIG::tap(t);
                if (place.counts(w)) ++count;
                if (place.covers(w)) pool.add(data[place.pixel(w) * CONFIG::channels + c]);
            }
            res[o * CONFIG::channels + c] = pool.result(count);
        }
    }
    NNET_COUNT(CONFIG, iterations, 1);
}

template <typename CONFIG, class data_T, class res_T>
void pool1d_parallel(const data_T data[CONFIG::in_size], res_T res[CONFIG::out_size]) {
#pragma HLS PIPELINE II=1
    pool_outputs<data_T, res_T, CONFIG, sequence_place<CONFIG>>(data, res);
}

template <typename CONFIG, class data_T, class res_T>
void pool2d_parallel(const data_T data[CONFIG::in_size], res_T res[CONFIG::out_size]) {
#pragma HLS PIPELINE II=1
    pool_outputs<data_T, res_T, CONFIG, map_place<CONFIG>>(data, res);
}

// All pixels in one.
template <typename CONFIG, class data_T, class res_T>
void global_pool_parallel(const data_T data[CONFIG::in_size], res_T res[CONFIG::channels]) {
#pragma HLS PIPELINE II=1
Channel:
    for (int c = 0; c < CONFIG::channels; c++) {
#pragma HLS UNROLL
        typename CONFIG::function pool;
        pool.start();
    Pixel:
        for (int p = 0; p < CONFIG::pixels; p++) {
#pragma HLS UNROLL
            pool.add(data[p * CONFIG::channels + c]);
        }
        res[c] = pool.result(CONFIG::pixels);
    }
    NNET_COUNT(CONFIG, iterations, 1);
}

} // namespace nnet

#endif
