// A range along every axis: padding with a constant, cropping, slices. Each element is cast to the result type.
//
// CONFIG holds for each of `rows`, `columns` and `channels`: input and output (lengths), start and step (output j is
// input start + j*step, or the constant `fill` where the input has no such element). Rows and columns also hold `from`
// and `positions`: where a stream kernel begins, in the input's numbering, and how many positions it visits; there are
// `iterations` in all; row_t, column_t, next_row_t and next_column_t are as wide as its counters become. in_size and
// out_size are the elements of both tensors.
//
// SPDX-License-Identifier: Apache-2.0
#ifndef NNET_SELECT_H_
#define NNET_SELECT_H_

#include "common.h"
#include "hls_stream.h"

namespace nnet {

template <typename AXIS> bool holds(int position) {
#pragma HLS INLINE
    return position >= 0 && position < AXIS::input;
}

template <typename CONFIG, class data_T, class res_T>
void select_parallel(const data_T data[CONFIG::in_size], res_T res[CONFIG::out_size]) {
#pragma HLS PIPELINE II=1
Row:
    for (int i = 0; i < CONFIG::rows::output; i++) {
#pragma HLS UNROLL
        const int row = CONFIG::rows::start + i * CONFIG::rows::step;
    Column:
        for (int j = 0; j < CONFIG::columns::output; j++) {
#pragma HLS UNROLL
            const int column = CONFIG::columns::start + j * CONFIG::columns::step;
        Channel:
            for (int k = 0; k < CONFIG::channels::output; k++) {
#pragma HLS UNROLL
                const int channel = CONFIG::channels::start + k * CONFIG::channels::step;
                const bool inside = holds<typename CONFIG::rows>(row) && holds<typename CONFIG::columns>(column) &&
                                    holds<typename CONFIG::channels>(channel);
                res_T y = CONFIG::fill();
                if (inside) {
                    y = data[(row * CONFIG::columns::input + column) * CONFIG::channels::input + channel];
                }
                res[(i * CONFIG::columns::output + j) * CONFIG::channels::output + k] = y;
            }
        }
    }
    NNET_COUNT(CONFIG, iterations, 1);
}

// Visits every position that the input or the output has: reads where the input has a pixel, writes where the output
// has one.
template <typename CONFIG, class data_T, class res_T>
void select_stream(hls::stream<data_T> &data, hls::stream<res_T> &res) {
    const int last_row = CONFIG::rows::start + (CONFIG::rows::output - 1) * CONFIG::rows::step;
    const int last_column = CONFIG::columns::start + (CONFIG::columns::output - 1) * CONFIG::columns::step;
    const int row_step = CONFIG::rows::step;
    const int column_step = CONFIG::columns::step;
    typename CONFIG::row_t row = CONFIG::rows::from;
    typename CONFIG::column_t column = CONFIG::columns::from;
    typename CONFIG::next_row_t next_row = CONFIG::rows::start;
    typename CONFIG::next_column_t next_column = CONFIG::columns::start;
    data_T x;
Position:
    for (int i = 0; i < CONFIG::iterations; i++) {
#pragma HLS PIPELINE II=1
        NNET_COUNT(CONFIG, iterations, 1);
        const bool inside = holds<typename CONFIG::rows>(row) && holds<typename CONFIG::columns>(column);
        if (inside) {
            x = data.read();
            NNET_COUNT(CONFIG, reads, 1);
        }
        if (row == next_row && row <= last_row && column == next_column && column <= last_column) {
            res_T y;
        Channel:
            for (int k = 0; k < CONFIG::channels::output; k++) {
#pragma HLS UNROLL
                const int channel = CONFIG::channels::start + k * CONFIG::channels::step;
                y[k] = CONFIG::fill();
                if (inside && holds<typename CONFIG::channels>(channel)) y[k] = x[channel];
            }
            res.write(y);
            NNET_COUNT(CONFIG, writes, 1);
        }
        if (column == CONFIG::columns::from + CONFIG::columns::positions - 1) {
            column = CONFIG::columns::from;
            next_column = CONFIG::columns::start;
            if (row == next_row) next_row += row_step;
            ++row;
        } else {
            if (column == next_column) next_column += column_step;
            ++column;
        }
    }
}

} // namespace nnet

#endif
