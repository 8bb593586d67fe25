// Convolution, plain or transposed, on a whole feature map in registers.
//
// Every phase has its own weights and its own multipliers; all phases of a window are computed at once, `parallel`
// windows side by side. CONFIG is the layer, PHASE one of the small convolutions that it interlaces; its taps are
// pixels of the window, `tap(slot)`.
//
// SPDX-License-Identifier: Apache-2.0
#ifndef NNET_CONV_PARALLEL_H_
#define NNET_CONV_PARALLEL_H_

#include "mac.h"
#include "window.h"

namespace nnet {

// Index of the output that a phase makes at a position of the window along an axis; it may lie beyond the ends.
template <typename AXIS> int output_of(int position, int phase) {
#pragma HLS INLINE
    return position * AXIS::phases + phase - AXIS::first_phase;
}

template <typename AXIS> bool is_output(int output) {
#pragma HLS INLINE
    return output >= 0 && output < AXIS::output;
}

// A window of a sequence, counted among those with outputs.
template <typename CONFIG> struct sequence_grid {
    typedef typename CONFIG::columns columns;

    int column;

    sequence_grid() {
#pragma HLS INLINE
        column = 0;
    }

    void advance() {
#pragma HLS INLINE
        ++column;
    }

    sequence_place<CONFIG> place() const {
#pragma HLS INLINE
        sequence_place<CONFIG> place;
        place.column = columns::lead + column * columns::step;
        return place;
    }

    template <typename PHASE> bool makes_output() const {
#pragma HLS INLINE
        return is_output<columns>(output_of<columns>(column, PHASE::column));
    }

    // Index of the output pixel of a phase that makes one.
    template <typename PHASE> int output() const {
#pragma HLS INLINE
        return output_of<columns>(column, PHASE::column);
    }
};

// A window of a map, row by row.
template <typename CONFIG> struct map_grid {
    typedef typename CONFIG::rows rows;
    typedef typename CONFIG::columns columns;

    int row;
    int column;

    map_grid() {
#pragma HLS INLINE
        row = 0;
        column = 0;
    }

    void advance() {
#pragma HLS INLINE
        if (column < columns::windows - 1) {
            ++column;
        } else {
            column = 0;
            ++row;
        }
    }

    map_place<CONFIG> place() const {
#pragma HLS INLINE
        map_place<CONFIG> place;
        place.row = rows::lead + row * rows::step;
        place.column = columns::lead + column * columns::step;
        return place;
    }

    template <typename PHASE> bool makes_output() const {
#pragma HLS INLINE
        return is_output<rows>(output_of<rows>(row, PHASE::row)) &&
               is_output<columns>(output_of<columns>(column, PHASE::column));
    }

    template <typename PHASE> int output() const {
#pragma HLS INLINE
        return output_of<rows>(row, PHASE::row) * columns::output + output_of<columns>(column, PHASE::column);
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
                product_of<CONFIG>(typename CONFIG::multiplier(), inputs[group_of<CONFIG>(0, o)][0][i],
                                   weights[i * CONFIG::out_channels + o]);
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
    keep_words(typename PHASE::weight_storage(), weights);
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
                const typename CONFIG::accum_t product = product_of<CONFIG>(
                    typename CONFIG::multiplier(), inputs[group_of<CONFIG>(output_turn, o)][turn][i],
                    weights[(address * PHASE::input_lanes + i) * CONFIG::output_lanes + o]);
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

// One phase at one window: gathers its inputs in the first turn, computes, writes its output pixel.
template <class data_T, class res_T, typename CONFIG, typename PHASE, class GRID>
void conv_phase(const data_T data[CONFIG::in_size], const GRID &window, int turn, int output_turn,
                const typename CONFIG::weight_t weights[PHASE::weight_count],
                const typename CONFIG::bias_t biases[CONFIG::out_channels],
                data_T inputs[CONFIG::groups][CONFIG::turns][CONFIG::input_lanes],
                typename CONFIG::accum_t acc[CONFIG::output_lanes], res_T res[CONFIG::out_size]) {
#pragma HLS INLINE
    if (turn == 0 && output_turn == 0) {
    Slot:
        for (int slot = 0; slot < PHASE::taps; slot++) {
#pragma HLS UNROLL
        Channel:
            for (int c = 0; c < CONFIG::channels; c++) {
#pragma HLS UNROLL
                const int w = PHASE::tap(slot);
                data_T x = 0;
                if (window.place().covers(w)) x = data[window.place().pixel(w) * CONFIG::channels + c];
                place_input<data_T, CONFIG, PHASE>(x, slot, c, inputs);
            }
        }
    }
    const bool makes_output = window.template makes_output<PHASE>();
    const int pixel = makes_output ? window.template output<PHASE>() * CONFIG::out_channels : 0;
    compute_phase<data_T, res_T, CONFIG, PHASE>(typename CONFIG::strategy(), inputs, weights, biases, acc, turn,
                                                output_turn, makes_output, res + pixel);
}

// All windows, `parallel` of them at once. CONFIG has compute_window(), which calls conv_phase for each of its phases.
template <class data_T, class res_T, typename CONFIG, class GRID>
void conv_windows(const data_T data[CONFIG::in_size], res_T res[CONFIG::out_size],
                  const typename CONFIG::bias_t biases[CONFIG::out_channels]) {
#pragma HLS INLINE
    data_T inputs[CONFIG::parallel][CONFIG::phases][CONFIG::groups][CONFIG::turns][CONFIG::input_lanes];
    typename CONFIG::accum_t acc[CONFIG::parallel][CONFIG::phases][CONFIG::output_lanes];
#pragma HLS ARRAY_PARTITION variable=inputs type=complete dim=0
#pragma HLS ARRAY_PARTITION variable=acc type=complete dim=0
    int turn = 0;
    int output_turn = 0;
    GRID first;
Iteration:
    for (int iteration = 0; iteration < CONFIG::iterations; iteration++) {
#pragma HLS PIPELINE II=CONFIG::initiation_interval
        NNET_COUNT(CONFIG, iterations, 1);
        GRID window = first;
    Window:
        for (int w = 0; w < CONFIG::parallel; w++) {
#pragma HLS UNROLL
            CONFIG::template compute_window<data_T, res_T, GRID>(data, window, turn, output_turn, biases, inputs[w],
                                                                 acc[w], res);
            window.advance();
        }
        if (turn < CONFIG::turns - 1) {
            ++turn;
        } else {
            turn = 0;
            if (output_turn < CONFIG::output_turns - 1) {
                ++output_turn;
            } else {
                output_turn = 0;
                first = window;
            }
        }
    }
}

template <typename CONFIG, class data_T, class res_T>
void conv1d_parallel(const data_T data[CONFIG::in_size], res_T res[CONFIG::out_size],
                     const typename CONFIG::bias_t biases[CONFIG::out_channels]) {
#pragma HLS ARRAY_PARTITION variable=biases type=complete dim=0
#pragma HLS ALLOCATION operation instances=mul limit=CONFIG::multipliers
    conv_windows<data_T, res_T, CONFIG, sequence_grid<CONFIG>>(data, res, biases);
}

template <typename CONFIG, class data_T, class res_T>
void conv2d_parallel(const data_T data[CONFIG::in_size], res_T res[CONFIG::out_size],
                     const typename CONFIG::bias_t biases[CONFIG::out_channels]) {
#pragma HLS ARRAY_PARTITION variable=biases type=complete dim=0
#pragma HLS ALLOCATION operation instances=mul limit=CONFIG::multipliers
    conv_windows<data_T, res_T, CONFIG, map_grid<CONFIG>>(data, res, biases);
}

} // namespace nnet

#endif
