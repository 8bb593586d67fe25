// 2-D convolution, plain or transposed, on a whole feature map in registers.
//
// SPDX-License-Identifier: Apache-2.0
#ifndef NNET_CONV2D_PARALLEL_H_
#define NNET_CONV2D_PARALLEL_H_

#include "conv_parallel.h"

namespace nnet {

// One phase at one position: gathers its inputs in the first turn, computes, writes its output pixel.
template <class data_T, class res_T, typename CONFIG, typename PHASE>
void conv2d_phase(const data_T data[CONFIG::in_size], int row_position, int column_position, int turn,
                  int output_turn, const typename CONFIG::weight_t weights[PHASE::weight_count],
                  const typename CONFIG::bias_t biases[CONFIG::out_channels],
                  data_T inputs[CONFIG::groups][CONFIG::turns][CONFIG::input_lanes],
                  typename CONFIG::accum_t acc[CONFIG::output_lanes], res_T res[CONFIG::out_size]) {
#pragma HLS INLINE
    typedef typename CONFIG::rows rows;
    typedef typename CONFIG::columns columns;
    const axis_place<rows> row(row_position, PHASE::row);
    const axis_place<columns> column(column_position, PHASE::column);
    if (turn == 0 && output_turn == 0) {
    Slot:
        for (int slot = 0; slot < PHASE::taps; slot++) {
#pragma HLS UNROLL
        Channel:
            for (int c = 0; c < CONFIG::channels; c++) {
#pragma HLS UNROLL
                const int above = PHASE::tap_row(slot);
                const int behind = PHASE::tap_column(slot);
                data_T x = 0;
                if (row.covers(above) && column.covers(behind)) {
                    x = data[((row.newest - above) * columns::input + column.newest - behind) * CONFIG::channels + c];
                }
                place_input<data_T, CONFIG, PHASE>(x, slot, c, inputs);
            }
        }
    }
    const bool makes_output = row.makes_output() && column.makes_output();
    const int pixel = makes_output ? (row.output * columns::output + column.output) * CONFIG::out_channels : 0;
    compute_phase<data_T, res_T, CONFIG, PHASE>(typename CONFIG::strategy(), inputs, weights, biases, acc, turn,
                                                output_turn, makes_output, res + pixel);
}

template <class data_T, class res_T, typename CONFIG>
void conv2d_parallel(const data_T data[CONFIG::in_size], res_T res[CONFIG::out_size],
                     const typename CONFIG::bias_t biases[CONFIG::out_channels]) {
    typedef typename CONFIG::columns columns;
    data_T inputs[CONFIG::parallel][CONFIG::phases][CONFIG::groups][CONFIG::turns][CONFIG::input_lanes];
    typename CONFIG::accum_t acc[CONFIG::parallel][CONFIG::phases][CONFIG::output_lanes];
#pragma HLS ARRAY_PARTITION variable=biases type=complete dim=0
#pragma HLS ARRAY_PARTITION variable=inputs type=complete dim=0
#pragma HLS ARRAY_PARTITION variable=acc type=complete dim=0
#pragma HLS ALLOCATION operation instances=mul limit=CONFIG::multipliers
    int turn = 0;
    int output_turn = 0;
    int first_row = 0;
    int first_column = 0;
Iteration:
    for (int iteration = 0; iteration < CONFIG::iterations; iteration++) {
#pragma HLS PIPELINE II=CONFIG::initiation_interval
        NNET_COUNT(CONFIG, iterations, 1);
        int row = first_row;
        int column = first_column;
    Window:
        for (int w = 0; w < CONFIG::parallel; w++) {
#pragma HLS UNROLL
            CONFIG::template compute_window<data_T, res_T>(data, row, column, turn, output_turn, biases,
                                                           inputs[w], acc[w], res);
            if (column < columns::windows - 1) {
                ++column;
            } else {
                column = 0;
                ++row;
            }
        }
        if (turn < CONFIG::turns - 1) {
            ++turn;
        } else {
            turn = 0;
            if (output_turn < CONFIG::output_turns - 1) {
                ++output_turn;
            } else {
                output_turn = 0;
                first_row = row;
                first_column = column;
            }
        }
    }
}

} // namespace nnet

#endif
