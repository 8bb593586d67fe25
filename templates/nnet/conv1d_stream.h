// 1-D convolution, plain or transposed, one pixel a beat.
//
// A window of the newest input pixels moves over the sequence; at each position every phase in turn makes one output
// pixel, written as soon as its last input has been read.
//
// SPDX-License-Identifier: Apache-2.0
#ifndef NNET_CONV1D_STREAM_H_
#define NNET_CONV1D_STREAM_H_

#include "conv_stream.h"
#include "window_stream.h"

namespace nnet {

template <class data_T, class res_T, typename CONFIG>
void conv1d_stream(hls::stream<data_T> &data, hls::stream<res_T> &res,
                   const typename CONFIG::weight_t weights[CONFIG::weight_count],
                   const typename CONFIG::bias_t biases[CONFIG::out_channels]) {
    typedef typename data_T::value_type x_t;
    typedef typename CONFIG::columns columns;

    x_t window[CONFIG::window][CONFIG::channels];
    x_t masked[CONFIG::window][CONFIG::channels];
    x_t inputs[CONFIG::groups][CONFIG::turns][CONFIG::input_lanes];
    typename CONFIG::accum_t acc[CONFIG::output_lanes];
#pragma HLS ARRAY_PARTITION variable=biases type=complete dim=0
#pragma HLS ARRAY_PARTITION variable=window type=complete dim=0
#pragma HLS ARRAY_PARTITION variable=masked type=complete dim=0
#pragma HLS ARRAY_PARTITION variable=inputs type=complete dim=0
#pragma HLS ARRAY_PARTITION variable=acc type=complete dim=0
#pragma HLS ALLOCATION operation instances=mul limit=CONFIG::multipliers
    res_T pixel;
    int turn = 0;
    int output_turn = 0;
    axis_walk<columns> walk;
    walk.start(0, columns::lead);
    clear_pixels<x_t, CONFIG::window, CONFIG::channels>(window);

Iteration:
    for (int iteration = 0; iteration < CONFIG::iterations; iteration++) {
#pragma HLS PIPELINE II=CONFIG::initiation_interval
        NNET_COUNT(CONFIG, iterations, 1);
        if (walk.fresh) {
            move_window1d<data_T, x_t, CONFIG>(data, walk.position < columns::input, window);
            walk.fresh = false;
        }
        bool complete = true;
        if (walk.has_output()) {
        Mask:
            for (int w = 0; w < CONFIG::window; w++) {
#pragma HLS UNROLL
            MaskChannel:
                for (int c = 0; c < CONFIG::channels; c++) {
#pragma HLS UNROLL
                    masked[w][c] = walk.covers(w) ? window[w][c] : x_t(0);
                }
            }
            complete = compute_pixel<x_t, res_T, CONFIG>(typename CONFIG::strategy(), masked, walk.phase, weights,
                                                         biases, inputs, acc, turn, output_turn, pixel);
            if (complete) {
                res.write(pixel);
                NNET_COUNT(CONFIG, writes, 1);
            }
        }
        if (complete) walk.advance();
    }
}

} // namespace nnet

#endif
