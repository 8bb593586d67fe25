// Linear resizing: an output lies between two elements along an axis, each of which has a share of one.
//
// An axis holds: input, output (lengths), lead (position of output 0), window (elements that it holds, at most 2),
// `newest(output)` (index of the newest element that an output needs) and `share(output)` (of that element; the one
// before has the rest); in a stream kernel also position_t and output_t, which are as wide as the counters become.
//
// SPDX-License-Identifier: Apache-2.0
#ifndef NNET_INTERPOLATE_H_
#define NNET_INTERPOLATE_H_

#include "common.h"
#include "window.h"
#include "window_stream.h"

namespace nnet {

// How a window walks an axis whose outputs follow no stride; the interface is that of axis_walk.
template <typename AXIS> struct sample_walk {
    typename AXIS::position_t position; // index of the newest element in the window
    typename AXIS::output_t output;     // outputs made
    bool fresh;                         // the position has just been reached

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

// The output of a sequence that is computed: which elements it lies between, and their shares.
template <typename CONFIG> struct sequence_shares {
    typedef typename CONFIG::columns columns;
    static const int outputs = columns::output;
    static const int pixels = columns::window;

    int column;

    // That which is next at a window of a stream kernel.
    template <class WINDOW> static sequence_shares at(const WINDOW &window) {
#pragma HLS INLINE
        sequence_shares shares;
        shares.column = window.column.output;
        return shares;
    }

    static sequence_shares of_output(int output) {
#pragma HLS INLINE
        sequence_shares shares;
        shares.column = output;
        return shares;
    }

    sequence_place<CONFIG> place() const {
#pragma HLS INLINE
        sequence_place<CONFIG> place;
        place.column = columns::newest(column);
        return place;
    }

    // What pixel w of the window adds to the output.
    template <class x_T> typename CONFIG::sum_t part(x_T x, int w) const {
#pragma HLS INLINE
        const typename CONFIG::sum_t part = x * share_of<columns, CONFIG>(column, w);
        return part;
    }
};

// The output of a map that is computed.
template <typename CONFIG> struct map_shares {
    typedef typename CONFIG::rows rows;
    typedef typename CONFIG::columns columns;
    static const int outputs = rows::output * columns::output;
    static const int pixels = rows::window * columns::window;

    int row;
    int column;

    template <class WINDOW> static map_shares at(const WINDOW &window) {
#pragma HLS INLINE
        map_shares shares;
        shares.row = window.row.output;
        shares.column = window.column.output;
        return shares;
    }

    static map_shares of_output(int output) {
#pragma HLS INLINE
        map_shares shares;
        shares.row = output / columns::output;
        shares.column = output % columns::output;
        return shares;
    }

    map_place<CONFIG> place() const {
#pragma HLS INLINE
        map_place<CONFIG> place;
        place.row = rows::newest(row);
        place.column = columns::newest(column);
        return place;
    }

    // What pixel w of the window adds to the output.
    template <class x_T> typename CONFIG::sum_t part(x_T x, int w) const {
#pragma HLS INLINE
        const typename CONFIG::sum_t part = x * (share_of<rows, CONFIG>(row, w / columns::window) *
                                                 share_of<columns, CONFIG>(column, w % columns::window));
        return part;
    }
};

// What resizing makes of a window, for `window_loop`.
template <class pixel_T, typename CONFIG, class SHARES> struct interpolation {
    typedef no_constants weights_t;
    typedef no_constants biases_t;

    template <class WINDOW> bool compute(const WINDOW &window, weights_t, biases_t, pixel_T &pixel) const {
#pragma HLS INLINE
        const SHARES shares = SHARES::at(window);
    Channel:
        for (int c = 0; c < CONFIG::channels; c++) {
#pragma HLS UNROLL
            typename CONFIG::sum_t sum = 0;
        Element:
            for (int w = 0; w < SHARES::pixels; w++) {
#pragma HLS UNROLL
                sum += shares.part(window.pixels[w][c], w);
            }
            pixel[c] = sum;
        }
        return true;
    }
};

template <typename CONFIG, class data_T, class res_T>
void interpolate1d_stream(hls::stream<data_T> &data, hls::stream<res_T> &res) {
    typedef sequence_window<typename data_T::value_type, CONFIG, sample_walk> window_t;
    typedef interpolation<res_T, CONFIG, sequence_shares<CONFIG>> kernel_t;
    window_loop<data_T, res_T, CONFIG, window_t, kernel_t>(data, res, no_constants(), no_constants());
}

template <typename CONFIG, class data_T, class res_T>
void interpolate2d_stream(hls::stream<data_T> &data, hls::stream<res_T> &res) {
    typedef map_window<typename data_T::value_type, CONFIG, sample_walk> window_t;
    typedef interpolation<res_T, CONFIG, map_shares<CONFIG>> kernel_t;
    window_loop<data_T, res_T, CONFIG, window_t, kernel_t>(data, res, no_constants(), no_constants());
}

// Every output at once, from a map in registers.
template <class data_T, class res_T, typename CONFIG, class SHARES>
void interpolate_outputs(const data_T data[CONFIG::in_size], res_T res[CONFIG::out_size]) {
#pragma HLS INLINE
Output:
    for (int o = 0; o < SHARES::outputs; o++) {
#pragma HLS UNROLL
        const SHARES shares = SHARES::of_output(o);
    Channel:
        for (int c = 0; c < CONFIG::channels; c++) {
#pragma HLS UNROLL
            typename CONFIG::sum_t sum = 0;
        Element:
            for (int w = 0; w < SHARES::pixels; w++) {
#pragma HLS UNROLL
                if (shares.place().covers(w)) {
                    sum += shares.part(data[shares.place().pixel(w) * CONFIG::channels + c], w);
                }
            }
            res[o * CONFIG::channels + c] = sum;
        }
    }
    NNET_COUNT(CONFIG, iterations, 1);
}

template <typename CONFIG, class data_T, class res_T>
void interpolate1d_parallel(const data_T data[CONFIG::in_size], res_T res[CONFIG::out_size]) {
#pragma HLS PIPELINE II=1
    interpolate_outputs<data_T, res_T, CONFIG, sequence_shares<CONFIG>>(data, res);
}

template <typename CONFIG, class data_T, class res_T>
void interpolate2d_parallel(const data_T data[CONFIG::in_size], res_T res[CONFIG::out_size]) {
#pragma HLS PIPELINE II=1
    interpolate_outputs<data_T, res_T, CONFIG, map_shares<CONFIG>>(data, res);
}

} // namespace nnet

#endif
