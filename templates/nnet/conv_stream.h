// Convolution, plain or transposed, one pixel a beat; a map comes in raster order.
//
// A window of the newest input pixels moves over the input (window_stream.h); at each position every phase in turn
// makes one output pixel. One set of multipliers, sized by the largest phase, serves all phases. Borders are masked by
// index.
//
// SPDX-License-Identifier: Apache-2.0
#ifndef NNET_CONV_STREAM_H_
#define NNET_CONV_STREAM_H_

#include "mac.h"
#include "window_stream.h"

namespace nnet {

// The inputs of a phase out of the window, tap by tap; a tap slot that the phase does not use gives zero.
template <class x_T, typename CONFIG>
void gather(const x_T window[CONFIG::window][CONFIG::channels], int phase,
            x_T inputs[CONFIG::groups][CONFIG::turns][CONFIG::input_lanes]) {
#pragma HLS INLINE
Slot:
    for (int slot = 0; slot < CONFIG::taps; slot++) {
#pragma HLS UNROLL
    Channel:
        for (int c = 0; c < CONFIG::channels; c++) {
#pragma HLS UNROLL
            x_T x = 0;
        Phase:
            for (int p = 0; p < CONFIG::phases; p++) {
#pragma HLS UNROLL
                if (p == phase && slot < CONFIG::phase_taps(p)) x = window[CONFIG::tap(p, slot)][c];
            }
            const int input = slot * CONFIG::group_inputs + c % CONFIG::group_inputs;
            inputs[c / CONFIG::group_inputs][input / CONFIG::input_lanes][input % CONFIG::input_lanes] = x;
        }
    }
}

// Latency: a pixel in one iteration.
template <class x_T, class pixel_T, typename CONFIG>
bool compute_pixel(latency, const x_T window[CONFIG::window][CONFIG::channels], int phase,
                   const typename CONFIG::weight_t weights[CONFIG::weight_count],
                   const typename CONFIG::bias_t biases[CONFIG::out_channels],
                   x_T inputs[CONFIG::groups][CONFIG::turns][CONFIG::input_lanes],
                   typename CONFIG::accum_t acc[CONFIG::output_lanes], int &, int &, pixel_T &pixel) {
#pragma HLS INLINE
    gather<x_T, CONFIG>(window, phase, inputs);
Bias:
    for (int o = 0; o < CONFIG::out_channels; o++) {
#pragma HLS UNROLL
        acc[o] = biases[o];
    }
    multiply_latency<x_T, typename CONFIG::accum_t, CONFIG>(inputs, weights, phase, acc);
    NNET_COUNT(CONFIG, multiplications, CONFIG::phase_inputs(phase) * CONFIG::out_channels);
Result:
    for (int o = 0; o < CONFIG::out_channels; o++) {
#pragma HLS UNROLL
        pixel[o] = acc[o];
    }
    return true;
}

// Resource: one turn of a pixel an iteration; a pixel without taps takes one. Says whether the pixel is complete.
template <class x_T, class pixel_T, typename CONFIG>
bool compute_pixel(resource, const x_T window[CONFIG::window][CONFIG::channels], int phase,
                   const typename CONFIG::weight_t weights[CONFIG::weight_count],
                   const typename CONFIG::bias_t biases[CONFIG::out_channels],
                   x_T inputs[CONFIG::groups][CONFIG::turns][CONFIG::input_lanes],
                   typename CONFIG::accum_t acc[CONFIG::output_lanes], int &turn, int &output_turn, pixel_T &pixel) {
#pragma HLS INLINE
    if (CONFIG::phase_taps(phase) == 0) {
    Empty:
        for (int o = 0; o < CONFIG::out_channels; o++) {
#pragma HLS UNROLL
            const typename CONFIG::accum_t bias = biases[o];
            pixel[o] = bias;
        }
        return true;
    }
    if (NNET_FIRST_TURN(turn + output_turn)) gather<x_T, CONFIG>(window, phase, inputs);
    if (turn == 0) {
    Bias:
        for (int o = 0; o < CONFIG::output_lanes; o++) {
#pragma HLS UNROLL
            acc[o] = biases[output_turn * CONFIG::output_lanes + o];
        }
    }
    const int turns = CONFIG::phase_turns(phase);
    const int address = CONFIG::phase_base(phase) + output_turn * turns + turn;
    multiply_turn<x_T, typename CONFIG::accum_t, CONFIG>(inputs, weights, address, turn, output_turn, acc);
    if (turn < turns - 1) {
        NNET_COUNT(CONFIG, multiplications, CONFIG::input_lanes * CONFIG::output_lanes);
        ++turn;
        return false;
    }
    NNET_COUNT(CONFIG, multiplications,
               (CONFIG::phase_inputs(phase) - turn * CONFIG::input_lanes) * CONFIG::output_lanes);
    turn = 0;
Result:
    for (int o = 0; o < CONFIG::output_lanes; o++) {
#pragma HLS UNROLL
        pixel[output_turn * CONFIG::output_lanes + o] = acc[o];
    }
    if (output_turn < CONFIG::output_turns - 1) {
        ++output_turn;
        return false;
    }
    output_turn = 0;
    return true;
}

// What a convolution makes of a window, for `window_loop`.
template <class x_T, class pixel_T, typename CONFIG> struct convolution {
    typedef const typename CONFIG::weight_t weights_t[CONFIG::weight_count];
    typedef const typename CONFIG::bias_t biases_t[CONFIG::out_channels];

    x_T inputs[CONFIG::groups][CONFIG::turns][CONFIG::input_lanes];
    typename CONFIG::accum_t acc[CONFIG::output_lanes];
    int turn;
    int output_turn;

    convolution() {
#pragma HLS INLINE
#pragma HLS ARRAY_PARTITION variable=inputs type=complete dim=0
#pragma HLS ARRAY_PARTITION variable=acc type=complete dim=0
        turn = 0;
        output_turn = 0;
    }

    template <class WINDOW>
    bool compute(const WINDOW &window, weights_t weights, biases_t biases, pixel_T &pixel) {
#pragma HLS INLINE
        const typename WINDOW::place_t place = window.place();
        x_T masked[CONFIG::window][CONFIG::channels];
#pragma HLS ARRAY_PARTITION variable=masked type=complete dim=0
    Mask:
        for (int w = 0; w < CONFIG::window; w++) {
#pragma HLS UNROLL
        MaskChannel:
            for (int c = 0; c < CONFIG::channels; c++) {
#pragma HLS UNROLL
                masked[w][c] = place.covers(w) ? window.pixels[w][c] : x_T(0);
            }
        }
        return compute_pixel<x_T, pixel_T, CONFIG>(typename CONFIG::strategy(), masked, window.phase(), weights, biases,
                                                   inputs, acc, turn, output_turn, pixel);
    }
};

template <typename CONFIG, class data_T, class res_T>
void conv1d_stream(hls::stream<data_T> &data, hls::stream<res_T> &res,
                   const typename CONFIG::weight_t weights[CONFIG::weight_count],
                   const typename CONFIG::bias_t biases[CONFIG::out_channels]) {
#pragma HLS ARRAY_PARTITION variable=biases type=complete dim=0
#pragma HLS ALLOCATION operation instances=mul limit=CONFIG::multipliers
    typedef typename data_T::value_type x_t;
    typedef sequence_window<x_t, CONFIG> window_t;
    typedef convolution<x_t, res_T, CONFIG> kernel_t;
    window_loop<data_T, res_T, CONFIG, window_t, kernel_t>(data, res, weights, biases);
}

template <typename CONFIG, class data_T, class res_T>
void conv2d_stream(hls::stream<data_T> &data, hls::stream<res_T> &res,
                   const typename CONFIG::weight_t weights[CONFIG::weight_count],
                   const typename CONFIG::bias_t biases[CONFIG::out_channels]) {
#pragma HLS ARRAY_PARTITION variable=biases type=complete dim=0
#pragma HLS ALLOCATION operation instances=mul limit=CONFIG::multipliers
    typedef typename data_T::value_type x_t;
    typedef map_window<x_t, CONFIG> window_t;
    typedef convolution<x_t, res_T, CONFIG> kernel_t;
    window_loop<data_T, res_T, CONFIG, window_t, kernel_t>(data, res, weights, biases);
}

} // namespace nnet

#endif
