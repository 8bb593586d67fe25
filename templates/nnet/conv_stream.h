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

// The inputs of a phase out of the window, tap by tap; a pixel in the border, and a tap slot that the phase does not
// use, give zero.
template <class x_T, typename CONFIG, class WINDOW>
void gather(const WINDOW &window, x_T inputs[CONFIG::groups][CONFIG::turns][CONFIG::input_lanes]) {
#pragma HLS INLINE
    const typename WINDOW::place_t place = window.place();
    const int phase = window.phase();
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
                if (p == phase && slot < CONFIG::phase_taps(p)) x = masked[CONFIG::tap(p, slot)][c];
            }
            const int input = slot * CONFIG::group_inputs + c % CONFIG::group_inputs;
            inputs[c / CONFIG::group_inputs][input / CONFIG::input_lanes][input % CONFIG::input_lanes] = x;
        }
    }
}

// What a convolution makes of a window, for `window_loop`. Latency: a pixel in one iteration.
template <class x_T, class pixel_T, typename CONFIG> struct pixel_at_once {
    typedef typename CONFIG::weights_t weights_t;
    typedef const typename CONFIG::bias_t biases_t[CONFIG::out_channels];
    typedef typename CONFIG::accum_t accum_t;

    x_T inputs[CONFIG::groups][CONFIG::turns][CONFIG::input_lanes];
    accum_t acc[CONFIG::output_lanes];

    pixel_at_once() {
#pragma HLS INLINE
#pragma HLS ARRAY_PARTITION variable=inputs type=complete dim=0
#pragma HLS ARRAY_PARTITION variable=acc type=complete dim=0
    }

    template <class WINDOW>
    bool compute(const WINDOW &window, weights_t weights, biases_t biases, pixel_T &pixel) {
#pragma HLS INLINE
        gather<x_T, CONFIG>(window, inputs);
        start_sums<accum_t, CONFIG>(biases, 0, acc);
        multiply_latency<x_T, accum_t, CONFIG>(inputs, weights, window.phase(), acc);
        NNET_COUNT(CONFIG, multiplications, CONFIG::phase_inputs(window.phase()) * CONFIG::out_channels);
    Result:
        for (int o = 0; o < CONFIG::out_channels; o++) {
#pragma HLS UNROLL
            pixel[o] = acc[o];
        }
        return true;
    }
};

// Resource: one turn of a pixel an iteration; a pixel without taps takes one.
template <class x_T, class pixel_T, typename CONFIG> struct pixel_in_turns {
    typedef typename CONFIG::weights_t weights_t;
    typedef const typename CONFIG::bias_t biases_t[CONFIG::out_channels];
    typedef typename CONFIG::accum_t accum_t;
    typedef typename pixel_T::value_type res_t;

    x_T inputs[CONFIG::groups][CONFIG::turns][CONFIG::input_lanes];
    accum_t acc[CONFIG::output_lanes];
    res_t outputs[CONFIG::out_channels]; // those of the turns that are over
    typename CONFIG::turn_t turn;
    typename CONFIG::output_turn_t output_turn;
    typename CONFIG::address_t address; // word of the weights that the next turn takes

    pixel_in_turns() {
#pragma HLS INLINE
#pragma HLS ARRAY_PARTITION variable=inputs type=complete dim=0
#pragma HLS ARRAY_PARTITION variable=acc type=complete dim=0
#pragma HLS ARRAY_PARTITION variable=outputs type=complete dim=0
        turn = 0;
        output_turn = 0;
        address = 0;
    }

    // One turn; says whether the pixel is complete.
    template <class WINDOW>
    bool compute(const WINDOW &window, weights_t weights, biases_t biases, pixel_T &pixel) {
#pragma HLS INLINE
        const int phase = window.phase();
        const int turns = CONFIG::phase_turns(phase);
        if (turns == 0) {
        Empty:
            for (int o = 0; o < CONFIG::out_channels; o++) {
#pragma HLS UNROLL
                const accum_t bias = biases[o];
                pixel[o] = bias;
            }
            return true;
        }
        if (NNET_FIRST_TURN(turn + output_turn)) gather<x_T, CONFIG>(window, inputs);
        if (turn == 0) start_sums<accum_t, CONFIG>(biases, output_turn, acc);
        if (turn == 0 && output_turn == 0) address = CONFIG::phase_base(phase);
        multiply_turn<x_T, accum_t, CONFIG, CONFIG>(inputs, weights, address, turn, output_turn, acc);
        ++address;
        if (turn < turns - 1) {
            NNET_COUNT(CONFIG, multiplications, CONFIG::input_lanes * CONFIG::output_lanes);
            ++turn;
            return false;
        }
        NNET_COUNT(CONFIG, multiplications,
                   (CONFIG::phase_inputs(phase) - int(turn) * CONFIG::input_lanes) * CONFIG::output_lanes);
        turn = 0;
        keep_sums<accum_t, res_t, CONFIG>(acc, output_turn, outputs);
        if (output_turn < CONFIG::output_turns - 1) {
            ++output_turn;
            return false;
        }
        output_turn = 0;
    Result:
        for (int o = 0; o < CONFIG::out_channels; o++) {
#pragma HLS UNROLL
            pixel[o] = outputs[o];
        }
        return true;
    }
};

// The one of a strategy.
template <class STRATEGY, class x_T, class pixel_T, typename CONFIG> struct pixel_by {
    typedef pixel_at_once<x_T, pixel_T, CONFIG> kernel_t;
};
template <class x_T, class pixel_T, typename CONFIG> struct pixel_by<resource, x_T, pixel_T, CONFIG> {
    typedef pixel_in_turns<x_T, pixel_T, CONFIG> kernel_t;
};

template <typename CONFIG, class data_T, class res_T>
void conv1d_stream(hls::stream<data_T> &data, hls::stream<res_T> &res, typename CONFIG::weights_t weights,
                   const typename CONFIG::bias_t biases[CONFIG::out_channels]) {
#pragma HLS ARRAY_PARTITION variable=biases type=complete dim=0
#pragma HLS ALLOCATION operation instances=mul limit=CONFIG::multipliers
    typedef typename data_T::value_type x_t;
    typedef sequence_window<x_t, CONFIG> window_t;
    typedef typename pixel_by<typename CONFIG::strategy, x_t, res_T, CONFIG>::kernel_t kernel_t;
    window_loop<data_T, res_T, CONFIG, window_t, kernel_t>(data, res, weights, biases);
}

template <typename CONFIG, class data_T, class res_T>
void conv2d_stream(hls::stream<data_T> &data, hls::stream<res_T> &res, typename CONFIG::weights_t weights,
                   const typename CONFIG::bias_t biases[CONFIG::out_channels]) {
#pragma HLS ARRAY_PARTITION variable=biases type=complete dim=0
#pragma HLS ALLOCATION operation instances=mul limit=CONFIG::multipliers
    typedef typename data_T::value_type x_t;
    typedef map_window<x_t, CONFIG> window_t;
    typedef typename pixel_by<typename CONFIG::strategy, x_t, res_T, CONFIG>::kernel_t kernel_t;
    window_loop<data_T, res_T, CONFIG, window_t, kernel_t>(data, res, weights, biases);
}

} // namespace nnet

#endif
