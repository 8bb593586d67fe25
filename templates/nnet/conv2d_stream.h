// 2-D convolution, plain or transposed, one pixel a beat in raster order.
//
// Two walks run over the same sweeps, row after row. The *fill* moves the window: over an input row that is not in
// the line buffers yet it reads one pixel a position, over others it takes the column from the line buffers. The
// *output* walk follows, as many positions behind as the window needs to be full at the start of a row, so that a row
// starts without a pause while the last one ends. Borders are masked by index.
//
// SPDX-License-Identifier: Apache-2.0
#ifndef NNET_CONV2D_STREAM_H_
#define NNET_CONV2D_STREAM_H_

#include "axis.h"
#include "conv_stream.h"
#include "hls_stream.h"

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
    axis_walk<rows> fill;
    axis_walk<rows> row;
    axis_walk<columns> column;
    fill.start(0, rows::lead);
    row.start(0, rows::lead);
    column.start(columns::lead, 0);
    int fill_column = 0;
    int behind = columns::lead;
    bool moves = true;

Clear:
    for (int w = 0; w < CONFIG::window; w++) {
#pragma HLS UNROLL
    ClearChannel:
        for (int c = 0; c < CONFIG::channels; c++) {
#pragma HLS UNROLL
            window[w][c] = 0;
        }
    }
ClearNewest:
    for (int r = 0; r < rows::window; r++) {
#pragma HLS UNROLL
    ClearNewestChannel:
        for (int c = 0; c < CONFIG::channels; c++) {
#pragma HLS UNROLL
            newest[r][c] = 0;
        }
    }

Iteration:
    for (int iteration = 0; iteration < CONFIG::iterations; iteration++) {
#pragma HLS PIPELINE II=CONFIG::initiation_interval
        NNET_COUNT(CONFIG, iterations, 1);
        if (moves) {
        Shift:
            for (int w = CONFIG::window - 1; w > 0; w--) {
#pragma HLS UNROLL
            ShiftChannel:
                for (int c = 0; c < CONFIG::channels; c++) {
#pragma HLS UNROLL
                    if (w % columns::window != 0) window[w][c] = window[w - 1][c];
                }
            }
            if (fill_column < columns::input) {
                data_T arrived;
                const bool reads = fill.fresh && fill.position < rows::input;
                if (reads) {
                    arrived = data.read();
                    NNET_COUNT(CONFIG, reads, 1);
                }
            Column:
                for (int c = 0; c < CONFIG::channels; c++) {
#pragma HLS UNROLL
                ColumnRow:
                    for (int r = rows::window - 1; r >= 0; r--) {
#pragma HLS UNROLL
                        if (!fill.fresh) {
                            if (r < CONFIG::line_rows) newest[r][c] = line[r][fill_column][c];
                        } else if (r > 0) {
                            newest[r][c] = line[r - 1][fill_column][c];
                        } else {
                            newest[r][c] = reads ? arrived[c] : x_t(0);
                        }
                    }
                Store:
                    for (int r = 0; r < CONFIG::line_rows; r++) {
#pragma HLS UNROLL
                        if (r < rows::window) line[r][fill_column][c] = newest[r][c];
                    }
                }
            }
        Newest:
            for (int r = 0; r < rows::window; r++) {
#pragma HLS UNROLL
            NewestChannel:
                for (int c = 0; c < CONFIG::channels; c++) {
#pragma HLS UNROLL
                    window[r * columns::window][c] = newest[r][c];
                }
            }
            if (fill_column < CONFIG::period - 1) {
                ++fill_column;
            } else {
                fill_column = 0;
                fill.advance();
            }
        }
        if (behind > 0) {
            --behind;
        } else {
            bool complete = true;
            const bool has_output = row.has_output() && column.has_output();
            if (has_output) {
            Mask:
                for (int w = 0; w < CONFIG::window; w++) {
#pragma HLS UNROLL
                MaskChannel:
                    for (int c = 0; c < CONFIG::channels; c++) {
#pragma HLS UNROLL
                        const bool exists = row.covers(w / columns::window) && column.covers(w % columns::window);
                        masked[w][c] = exists ? window[w][c] : x_t(0);
                    }
                }
                const int phase = row.phase * columns::phases + column.phase;
                complete = compute_pixel<x_t, res_T, CONFIG>(typename CONFIG::strategy(), masked, phase, weights,
                                                             biases, inputs, acc, turn, output_turn, pixel);
                if (complete) {
                    res.write(pixel);
                    NNET_COUNT(CONFIG, writes, 1);
                }
            }
            moves = complete && (!has_output || column.is_last_phase());
            if (complete && has_output) {
                column.advance();
            } else if (complete) {
                column.skip();
            }
            if (moves && column.position == columns::lead + CONFIG::period) {
                column.start(columns::lead, 0);
                row.advance();
            }
        }
    }
}

} // namespace nnet

#endif
