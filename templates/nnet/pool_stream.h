// Pooling and up-sampling, one pixel a beat: every channel of an output pixel from the window of newest input pixels,
// one output pixel an iteration.
//
// SPDX-License-Identifier: Apache-2.0
#ifndef NNET_POOL_STREAM_H_
#define NNET_POOL_STREAM_H_

#include "pool.h"
#include "window_stream.h"

namespace nnet {

template <class data_T, class res_T, typename CONFIG, class FUNCTION>
void pool1d_stream(hls::stream<data_T> &data, hls::stream<res_T> &res) {
    typedef typename data_T::value_type x_t;
    typedef typename CONFIG::columns columns;
    x_t window[CONFIG::window][CONFIG::channels];
#pragma HLS ARRAY_PARTITION variable=window type=complete dim=0
    axis_walk<columns> walk;
    walk.start(0, columns::lead);
    clear_pixels<x_t, CONFIG::window, CONFIG::channels>(window);

Iteration:
    for (int iteration = 0; iteration < CONFIG::iterations; iteration++) {
#pragma HLS PIPELINE II=1
        NNET_COUNT(CONFIG, iterations, 1);
        if (walk.fresh) {
            move_window1d<data_T, x_t, CONFIG>(data, walk.position < columns::input, window);
            walk.fresh = false;
        }
        if (walk.has_output()) {
            int count = 0;
        Count:
            for (int t = 0; t < CONFIG::taps; t++) {
#pragma HLS UNROLL
                if (counts<columns>(walk.position, CONFIG::tap_column(t))) ++count;
            }
            res_T pixel;
        Channel:
            for (int c = 0; c < CONFIG::channels; c++) {
#pragma HLS UNROLL
                FUNCTION pool;
                pool.start();
            Tap:
                for (int t = 0; t < CONFIG::taps; t++) {
#pragma HLS UNROLL
                    const int behind = CONFIG::tap_column(t);
                    if (walk.covers(behind)) pool.add(window[behind][c]);
                }
                pixel[c] = pool.result(count);
            }
            res.write(pixel);
            NNET_COUNT(CONFIG, writes, 1);
        }
        walk.advance();
    }
}

template <class data_T, class res_T, typename CONFIG, class FUNCTION>
void pool2d_stream(hls::stream<data_T> &data, hls::stream<res_T> &res) {
    typedef typename data_T::value_type x_t;
    typedef typename CONFIG::rows rows;
    typedef typename CONFIG::columns columns;
    x_t line[CONFIG::line_rows][columns::input][CONFIG::channels];
    x_t window[CONFIG::window][CONFIG::channels];
    x_t newest[rows::window][CONFIG::channels];
#pragma HLS ARRAY_PARTITION variable=line type=complete dim=1
#pragma HLS ARRAY_RESHAPE variable=line type=complete dim=3
#pragma HLS DEPENDENCE variable=line type=inter dependent=false
#pragma HLS ARRAY_PARTITION variable=window type=complete dim=0
#pragma HLS ARRAY_PARTITION variable=newest type=complete dim=0
    raster_walk<CONFIG> walk;
    walk.start_image();
    clear_pixels<x_t, CONFIG::window, CONFIG::channels>(window);
    clear_pixels<x_t, rows::window, CONFIG::channels>(newest);

Iteration:
    for (int iteration = 0; iteration < CONFIG::iterations; iteration++) {
#pragma HLS PIPELINE II=1
        NNET_COUNT(CONFIG, iterations, 1);
        if (walk.moves) {
            move_window2d<data_T, x_t, CONFIG>(data, walk, line, newest, window);
            walk.advance_fill();
        }
        if (walk.behind > 0) {
            --walk.behind;
        } else {
            const bool has_output = walk.has_output();
            if (has_output) {
                int count = 0;
            Count:
                for (int t = 0; t < CONFIG::taps; t++) {
#pragma HLS UNROLL
                    if (counts<rows>(walk.row.position, CONFIG::tap_row(t)) &&
                        counts<columns>(walk.column.position, CONFIG::tap_column(t))) {
                        ++count;
                    }
                }
                res_T pixel;
            Channel:
                for (int c = 0; c < CONFIG::channels; c++) {
#pragma HLS UNROLL
                    FUNCTION pool;
                    pool.start();
                Tap:
                    for (int t = 0; t < CONFIG::taps; t++) {
#pragma HLS UNROLL
                        const int w = CONFIG::tap_row(t) * columns::window + CONFIG::tap_column(t);
                        if (walk.covers(w)) pool.add(window[w][c]);
                    }
                    pixel[c] = pool.result(count);
                }
                res.write(pixel);
                NNET_COUNT(CONFIG, writes, 1);
            }
            walk.advance_output(has_output);
        }
    }
}

// All pixels in one: it is written as soon as the last one has been read.
template <class data_T, class res_T, typename CONFIG, class FUNCTION>
void global_pool_stream(hls::stream<data_T> &data, hls::stream<res_T> &res) {
    FUNCTION pool[CONFIG::channels];
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
