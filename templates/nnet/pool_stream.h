// Pooling and up-sampling, one pixel a beat: every channel of an output pixel from the window of newest input pixels,
// one output pixel an iteration.
//
// SPDX-License-Identifier: Apache-2.0
#ifndef NNET_POOL_STREAM_H_
#define NNET_POOL_STREAM_H_

#include "pool.h"
#include "window_stream.h"

namespace nnet {

// What a pooling layer makes of a window, for `window_loop`. CONFIG holds: function (of pool.h), taps, and the pixel
// of the window that each of them is, `tap(index)`.
template <class pixel_T, typename CONFIG> struct pooling {
    typedef no_constants weights_t;
    typedef no_constants biases_t;

    template <class WINDOW> bool compute(const WINDOW &window, weights_t, biases_t, pixel_T &pixel) const {
#pragma HLS INLINE
        const typename WINDOW::place_t place = window.place();
        int count = 0;
    Count:
        for (int t = 0; t < CONFIG::taps; t++) {
#pragma HLS UNROLL
            if (place.counts(CONFIG::tap(t))) ++count;
        }
    Channel:
        for (int c = 0; c < CONFIG::channels; c++) {
#pragma HLS UNROLL
            typename CONFIG::function pool;
            pool.start();
        Tap:
            for (int t = 0; t < CONFIG::taps; t++) {
#pragma HLS UNROLL
                const int w = CONFIG::tap(t);
                if (place.covers(w)) pool.add(window.pixels[w][c]);
            }
            pixel[c] = pool.result(count);
        }
        return true;
    }
};

template <typename CONFIG, class data_T, class res_T>
void pool1d_stream(hls::stream<data_T> &data, hls::stream<res_T> &res) {
    typedef sequence_window<typename data_T::value_type, CONFIG> window_t;
    typedef pooling<res_T, CONFIG> kernel_t;
    window_loop<data_T, res_T, CONFIG, window_t, kernel_t>(data, res, no_constants(), no_constants());
}

template <typename CONFIG, class data_T, class res_T>
void pool2d_stream(hls::stream<data_T> &data, hls::stream<res_T> &res) {
    typedef map_window<typename data_T::value_type, CONFIG> window_t;
    typedef pooling<res_T, CONFIG> kernel_t;
    window_loop<data_T, res_T, CONFIG, window_t, kernel_t>(data, res, no_constants(), no_constants());
}

// All pixels in one: it is written as soon as the last one has been read.
template <typename CONFIG, class data_T, class res_T>
void global_pool_stream(hls::stream<data_T> &data, hls::stream<res_T> &res) {
    typename CONFIG::function pool[CONFIG::channels];
#pragma HLS ARRAY_PARTITION variable=pool type=complete dim=0
Pixel:
    for (int p = 0; p < CONFIG::pixels; p++) {
#pragma HLS PIPELINE II=1
        NNET_COUNT(CONFIG, iterations, 1);
        NNET_COUNT(CONFIG, reads, 1);
        const data_T x = data.read();
        res_T y;
    Channel:
        for (int c = 0; c < CONFIG::channels; c++) {
#pragma HLS UNROLL
            if (p == 0) pool[c].start();
            pool[c].add(x[c]);
            if (p == CONFIG::pixels - 1) y[c] = pool[c].result(CONFIG::pixels);
        }
        if (p == CONFIG::pixels - 1) {
            res.write(y);
            NNET_COUNT(CONFIG, writes, 1);
        }
    }
}

} // namespace nnet

#endif
