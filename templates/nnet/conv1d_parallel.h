// 1-D convolution, plain or transposed, on a whole sequence in registers.
//
// SPDX-License-Identifier: Apache-2.0
#ifndef NNET_CONV1D_PARALLEL_H_
#define NNET_CONV1D_PARALLEL_H_

#include "conv_parallel.h"

namespace nnet {

// One phase at one position: gathers its inputs in the first turn, computes, writes its output pixel.
template <class data_T, class res_T, typename CONFIG, typename PHASE>
void conv1d_phase(const data_T data[CONFIG::in_size], int position, int turn, int output_turn,
                  const typename CONFIG::weight_t weights[PHASE::weight_count],
                  const typename CONFIG::bias_t biases[CONFIG::out_channels],
                  data_T inputs[CONFIG::groups][CONFIG::turns][CONFIG::input_lanes],
                  typename CONFIG::accum_t acc[CONFIG::output_lanes], res_T res[CONFIG::out_size]) {
#pragma HLS INLINE
    typedef typename CONFIG::columns columns;
    const axis_place<columns> column(position, PHASE::column);
    if (turn == 0 && output_turn == 0) {
    Slot:
        for (int slot = 0; slot < PHASE::taps; slot++) {
#pragma HLS UNROLL
        Channel:
            for (int c = 0; c < CONFIG::channels; c++) {
#pragma HLS UNROLL
                const int behind = PHASE::tap_column(slot);
                data_T x = 0;
                if (column.covers(behind)) x = data[(column.newest - behind) * CONFIG::channels + c];
                place_input<data_T, CONFIG, PHASE>(x, slot, c, inputs);
            }
        }
    }
    const bool makes_output = column.makes_output();
    const int pixel = makes_output ? column.output * CONFIG::out_channels : 0;
    compute_phase<data_T, res_T, CONFIG, PHASE>(typename CONFIG::strategy(), inputs, weights, biases, acc, turn,
                                                output_turn, makes_output, res + pixel);
}

template <class data_T, class res_T, typename CONFIG>
void conv1d_parallel(const data_T data[CONFIG::in_size], res_T res[CONFIG::out_size],
                     const typename CONFIG::bias_t biases[CONFIG::out_channels]) {
    data_T inputs[CONFIG::parallel][CONFIG::phases][CONFIG::groups][CONFIG::turns][CONFIG::input_lanes];
    typename CONFIG::accum_t acc[CONFIG::parallel][CONFIG::phases][CONFIG::output_lanes];
#pragma HLS ARRAY_PARTITION variable=biases type=complete dim=0
#pragma HLS ARRAY_PARTITION variable=inputs type=complete dim=0
#pragma HLS ARRAY_PARTITION variable=acc type=complete dim=0
#pragma HLS ALLOCATION operation instances=mul limit=CONFIG::multipliers
    int turn = 0;
    int output_turn = 0;
    int first = 0;
Iteration:
    for (int iteration = 0; iteration < CONFIG::iterations; iteration++) {
#pragma HLS PIPELINE II=CONFIG::initiation_interval
        NNET_COUNT(CONFIG, iterations, 1);
        int position = first;
    Window:
        for (int w = 0; w < CONFIG::parallel; w++) {
#pragma HLS UNROLL
            CONFIG::template compute_window<data_T, res_T>(data, position, turn, output_turn, biases, inputs[w],
                                                           acc[w], res);
            ++position;
        }
        if (turn < CONFIG::turns - 1) {
            ++turn;
        } else {
            turn = 0;
            if (output_turn < CONFIG::output_turns - 1) {
                ++output_turn;
            } else {
                output_turn = 0;
                first = position;
            }
        }
    }
}

} // namespace nnet

#endif
