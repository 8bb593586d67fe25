// One phase of an io_parallel convolution at one position of its window.
//
// Every phase has its own weights and its own multipliers; all phases of a window are computed at once. CONFIG is the
// layer, PHASE one of the small convolutions that it interlaces.
//
// SPDX-License-Identifier: Apache-2.0
#ifndef NNET_CONV_PARALLEL_H_
#define NNET_CONV_PARALLEL_H_

#include "mac.h"

namespace nnet {

// Where a phase stands at a position of its axis: the newest input that it reads, and the output that it makes.
template <typename AXIS> struct axis_place {
    int newest;
    int output;

    axis_place(int position, int phase)
        : newest(AXIS::lead + position * AXIS::step), output(position * AXIS::phases + phase - AXIS::first_phase) {}

    bool makes_output() const {
#pragma HLS INLINE
        return output >= 0 && output < AXIS::output;
    }

    bool covers(int behind) const {
#pragma HLS INLINE
        return newest >= behind && newest - behind < AXIS::input;
    }
};

// Latency: all products of the phase, from the inputs in registers to the results.
template <class x_T, class res_T, typename CONFIG, typename PHASE>
void compute_phase(latency, x_T inputs[CONFIG::groups][CONFIG::turns][CONFIG::input_lanes],
                   const typename CONFIG::weight_t weights[PHASE::weight_count],
                   const typename CONFIG::bias_t biases[CONFIG::out_channels],
                   typename CONFIG::accum_t acc[CONFIG::output_lanes], int, int, bool makes_output,
                   res_T *pixel) {
#pragma HLS INLINE
#pragma HLS ARRAY_PARTITION variable=weights type=complete dim=0
Bias:
    for (int o = 0; o < CONFIG::out_channels; o++) {
#pragma HLS UNROLL
        acc[o] = biases[o];
    }
Input:
    for (int i = 0; i < PHASE::inputs; i++) {
#pragma HLS UNROLL
    Output:
        for (int o = 0; o < CONFIG::out_channels; o++) {
#pragma HLS UNROLL
            const typename CONFIG::accum_t product =
                inputs[group_of<CONFIG>(0, o)][0][i] * weights[i * CONFIG::out_channels + o];
            acc[o] += product;
        }
    }
    if (makes_output) {
        NNET_COUNT(CONFIG, multiplications, PHASE::inputs * CONFIG::out_channels);
    Result:
        for (int o = 0; o < CONFIG::out_channels; o++) {
#pragma HLS UNROLL
            pixel[o] = acc[o];
        }
    }
}

// Resource: one turn of the phase; a phase with few inputs is done before the turns are over.
template <class x_T, class res_T, typename CONFIG, typename PHASE>
void compute_phase(resource, x_T inputs[CONFIG::groups][CONFIG::turns][CONFIG::input_lanes],
                   const typename CONFIG::weight_t weights[PHASE::weight_count],
                   const typename CONFIG::bias_t biases[CONFIG::out_channels],
                   typename CONFIG::accum_t acc[CONFIG::output_lanes], int turn, int output_turn, bool makes_output,
                   res_T *pixel) {
#pragma HLS INLINE
#pragma HLS ARRAY_RESHAPE variable=weights type=cyclic factor=PHASE::word_lanes dim=1
#pragma HLS BIND_STORAGE variable=weights type=rom_np impl=bram
    if (turn == 0) {
    Bias:
        for (int o = 0; o < CONFIG::output_lanes; o++) {
#pragma HLS UNROLL
            acc[o] = biases[output_turn * CONFIG::output_lanes + o];
        }
    }
    if (PHASE::turns > 0 && turn < PHASE::turns) {
        const int address = output_turn * PHASE::turns + turn;
    Output:
        for (int o = 0; o < CONFIG::output_lanes; o++) {
#pragma HLS UNROLL
            typename CONFIG::accum_t sum = CONFIG::order_free ? typename CONFIG::accum_t(0) : acc[o];
        Input:
            for (int i = 0; i < PHASE::input_lanes; i++) {
#pragma HLS UNROLL
                const typename CONFIG::accum_t product =
                    inputs[group_of<CONFIG>(output_turn, o)][turn][i] *
                    weights[(address * PHASE::input_lanes + i) * CONFIG::output_lanes + o];
                sum += product;
            }
            if (CONFIG::order_free) sum += acc[o];
            acc[o] = sum;
        }
        if (makes_output) {
            const int left = PHASE::inputs - turn * PHASE::input_lanes;
            NNET_COUNT(CONFIG, multiplications,
                       (left < PHASE::input_lanes ? left : PHASE::input_lanes) * CONFIG::output_lanes);
            (void)left;
        }
    }
    if (makes_output && turn == CONFIG::turns - 1) {
    Result:
        for (int o = 0; o < CONFIG::output_lanes; o++) {
#pragma HLS UNROLL
            pixel[output_turn * CONFIG::output_lanes + o] = acc[o];
        }
    }
}

// Puts a gathered element where the phase's multipliers expect it.
template <class x_T, typename CONFIG, typename PHASE>
void place_input(x_T x, int slot, int channel, x_T inputs[CONFIG::groups][CONFIG::turns][CONFIG::input_lanes]) {
#pragma HLS INLINE
    const int input = slot * CONFIG::group_inputs + channel % CONFIG::group_inputs;
    inputs[channel / CONFIG::group_inputs][input / PHASE::input_lanes][input % PHASE::input_lanes] = x;
}

} // namespace nnet

#endif
