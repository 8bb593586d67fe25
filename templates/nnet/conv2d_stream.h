// 2-D convolution, plain or transposed, one pixel a beat in raster order.
//
// The window moves over line buffers (see window_stream.h); borders are masked by index.
//
// SPDX-License-Identifier: Apache-2.0
#ifndef NNET_CONV2D_STREAM_H_
#define NNET_CONV2D_STREAM_H_

#include "conv_stream.h"
#include "window_stream.h"

namespace nnet {

template <class data_T, class res_T, typename CONFIG>
void conv2d_stream(hls::stream<data_T> &data, hls::stream<res_T> &res,
                   const typename CONFIG::weight_t weights[CONFIG::weight_count],
                   const typename CONFIG::bias_t biases[CONFIG::out_channels]) {
    typedef typename data_T::value_type x_t;
    typedef typename CONFIG::rows rows;
    typedef typename CONFIG::columns columns;

    x_t line[CONFIG::line_rows][columns::input][CONFIG::channels];
    x_t window[CONFIG::window][CONFIG::channels];
    x_t masked[CONFIG::window][CONFIG::channels];
    x_t newest[rows::window][CONFIG::channels];
    x_t inputs[CONFIG::groups][CONFIG::turns][CONFIG::input_lanes];
    typename CONFIG::accum_t acc[CONFIG::output_lanes];
#pragma HLS ARRAY_PARTITION variable=line type=complete dim=1
#pragma HLS ARRAY_RESHAPE variable=line type=complete dim=3
#pragma HLS DEPENDENCE variable=line type=inter dependent=false
#pragma HLS ARRAY_PARTITION variable=biases type=complete dim=0
#pragma HLS ARRAY_PARTITION variable=window type=complete dim=0
#pragma HLS ARRAY_PARTITION variable=masked type=complete dim=0
#pragma HLS ARRAY_PARTITION variable=newest type=complete dim=0
#pragma HLS ARRAY_PARTITION variable=inputs type=complete dim=0
#pragma HLS ARRAY_PARTITION variable=acc type=complete dim=0
#pragma HLS ALLOCATION operation instances=mul limit=CONFIG::multipliers
    res_T pixel;
    int turn = 0;
    int output_turn = 0;
    raster_walk<CONFIG> walk;
    walk.start_image();
    clear_pixels<x_t, CONFIG::window, CONFIG::channels>(window);
    clear_pixels<x_t, rows::window, CONFIG::channels>(newest);

Iteration:
    for (int iteration = 0; iteration < CONFIG::iterations; iteration++) {
#pragma HLS PIPELINE II=CONFIG::initiation_interval
        NNET_COUNT(CONFIG, iterations, 1);
        if (walk.moves) {
            move_window2d<data_T, x_t, CONFIG>(data, walk, line, newest, window);
            walk.advance_fill();
        }
        if (walk.behind > 0) {
            --walk.behind;
        } else {
            bool complete = true;
            const bool has_output = walk.has_output();
            if (has_output) {
            Mask:
                for (int w = 0; w < CONFIG::window; w++) {
#pragma HLS UNROLL
                MaskChannel:
                    for (int c = 0; c < CONFIG::channels; c++) {
#pragma HLS UNROLL
                        masked[w][c] = walk.covers(w) ? window[w][c] : x_t(0);
                    }
                }
                const int phase = walk.row.phase * columns::phases + walk.column.phase;
                complete = compute_pixel<x_t, res_T, CONFIG>(typename CONFIG::strategy(), masked, phase, weights,
                                                             biases, inputs, acc, turn, output_turn, pixel);
                if (complete) {
                    res.write(pixel);
                    NNET_COUNT(CONFIG, writes, 1);
                }
            }
            walk.moves = false;
            if (complete) walk.advance_output(has_output);
        }
    }
}

} // namespace nnet

#endif
