// Linear resizing: an output lies between two elements along an axis, each of which has a share of one.
//
// An axis holds: input, output (lengths), lead (position of output 0), window (elements that it holds, at most 2),
// `newest(output)` (index of the newest element that an output needs) and `share(output)` (of that element; the one
// before has the rest).
//
// SPDX-License-Identifier: Apache-2.0
#ifndef NNET_INTERPOLATE_H_
#define NNET_INTERPOLATE_H_

#include "common.h"
#include "window_stream.h"

namespace nnet {

// How a window walks an axis whose outputs follow no stride; the interface is that of axis_walk.
template <typename AXIS> struct sample_walk {
    int position; // index of the newest element in the window
    int output;   // outputs made
    bool fresh;   // the position has just been reached

    void start(int first_position, int) {
#pragma HLS INLINE
        position = first_position;
        output = 0;
        fresh = true;
    }

    bool has_output() const {
#pragma HLS INLINE
        return output < AXIS::output && AXIS::newest(output) == position;
    }

    bool is_last_phase() const {
#pragma HLS INLINE
        return !has_output() || output == AXIS::output - 1 || AXIS::newest(output + 1) != position;
    }

    void advance() {
#pragma HLS INLINE
        const bool moves = is_last_phase();
        if (has_output()) ++output;
        if (moves) ++position;
        fresh = moves;
    }

    void skip() {
#pragma HLS INLINE
        ++position;
    }
};

// The share of an element: that of the newest one, or what is left of one.
template <typename AXIS, typename CONFIG> typename CONFIG::share_t share_of(int output, int behind) {
#pragma HLS INLINE
    const typename CONFIG::share_t newest = AXIS::share(output);
    const typename CONFIG::share_t rest = ap_uint<1>(1) - newest;
    return behind == 0 ? newest : rest;
}

template <class data_T, class res_T, typename CONFIG>
void interpolate1d_stream(hls::stream<data_T> &data, hls::stream<res_T> &res) {
    typedef typename data_T::value_type x_t;
    typedef typename CONFIG::columns columns;
    x_t window[CONFIG::window][CONFIG::channels];
#pragma HLS ARRAY_PARTITION variable=window type=complete dim=0
    sample_walk<columns> walk;
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
            res_T pixel;
        Channel:
            for (int c = 0; c < CONFIG::channels; c++) {
#pragma HLS UNROLL
                typename CONFIG::sum_t sum = 0;
            Column:
                for (int j = 0; j < columns::window; j++) {
#pragma HLS UNROLL
                    sum += window[j][c] * share_of<columns, CONFIG>(walk.output, j);
                }
                pixel[c] = sum;
            }
            res.write(pixel);
            NNET_COUNT(CONFIG, writes, 1);
        }
        walk.advance();
    }
}

template <class data_T, class res_T, typename CONFIG>
void interpolate2d_stream(hls::stream<data_T> &data, hls::stream<res_T> &res) {
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
    raster_walk<CONFIG, sample_walk> walk;
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
                res_T pixel;
            Channel:
                for (int c = 0; c < CONFIG::channels; c++) {
#pragma HLS UNROLL
                    typename CONFIG::sum_t sum = 0;
                Row:
                    for (int i = 0; i < rows::window; i++) {
#pragma HLS UNROLL
                    Column:
                        for (int j = 0; j < columns::window; j++) {
#pragma HLS UNROLL
                            sum += window[i * columns::window + j][c] *
                                   (share_of<rows, CONFIG>(walk.row.output, i) *
                                    share_of<columns, CONFIG>(walk.column.output, j));
                        }
                    }
                    pixel[c] = sum;
                }
                res.write(pixel);
                NNET_COUNT(CONFIG, writes, 1);
            }
            walk.advance_output(has_output);
        }
    }
}

template <class data_T, class res_T, typename CONFIG>
void interpolate1d_parallel(const data_T data[CONFIG::in_size], res_T res[CONFIG::out_size]) {
#pragma HLS PIPELINE II=1
    typedef typename CONFIG::columns columns;
Output:
    for (int o = 0; o < columns::output; o++) {
#pragma HLS UNROLL
    Channel:
        for (int c = 0; c < CONFIG::channels; c++) {
#pragma HLS UNROLL
            typename CONFIG::sum_t sum = 0;
        Column:
            for (int j = 0; j < columns::window; j++) {
#pragma HLS UNROLL
                const int column = columns::newest(o) - j;
                if (column >= 0) sum += data[column * CONFIG::channels + c] * share_of<columns, CONFIG>(o, j);
            }
            res[o * CONFIG::channels + c] = sum;
        }
    }
    NNET_COUNT(CONFIG, iterations, 1);
}

template <class data_T, class res_T, typename CONFIG>
void interpolate2d_parallel(const data_T data[CONFIG::in_size], res_T res[CONFIG::out_size]) {
#pragma HLS PIPELINE II=1
    typedef typename CONFIG::rows rows;
    typedef typename CONFIG::columns columns;
OutputRow:
    for (int p = 0; p < rows::output; p++) {
#pragma HLS UNROLL
    OutputColumn:
        for (int q = 0; q < columns::output; q++) {
#pragma HLS UNROLL
        Channel:
            for (int c = 0; c < CONFIG::channels; c++) {
#pragma HLS UNROLL
                typename CONFIG::sum_t sum = 0;
            Row:
                for (int i = 0; i < rows::window; i++) {
#pragma HLS UNROLL
                Column:
                    for (int j = 0; j < columns::window; j++) {
#pragma HLS UNROLL
                        const int row = rows::newest(p) - i;
                        const int column = columns::newest(q) - j;
                        if (row >= 0 && column >= 0) {
                            sum += data[(row * columns::input + column) * CONFIG::channels + c] *
                                   (share_of<rows, CONFIG>(p, i) * share_of<columns, CONFIG>(q, j));
                        }
                    }
                }
                res[(p * columns::output + q) * CONFIG::channels + c] = sum;
            }
        }
    }
    NNET_COUNT(CONFIG, iterations, 1);
}

} // namespace nnet

#endif
