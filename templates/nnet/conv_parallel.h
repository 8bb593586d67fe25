// Convolution, plain or transposed, on a whole feature map in registers.
//
// Every phase has its own weights and its own multipliers; all phases of a window are computed at once, `parallel`
// windows side by side. CONFIG is the layer, PHASE one of the small convolutions that it interlaces; its taps are
// pixels of the window, `tap(slot)`. An axis holds what window.h reads of it, windows (those with outputs), and
// position_t and output_t, which are as wide as the counters become.
//
// SPDX-License-Identifier: Apache-2.0
#ifndef NNET_CONV_PARALLEL_H_
#define NNET_CONV_PARALLEL_H_

#include "mac.h"
#include "window.h"

namespace nnet {

// The elements of a tensor, in their order, as pixels of rows and columns.
template <class T, int ROWS, int COLUMNS, int CHANNELS>
void copy_map(const T elements[ROWS * COLUMNS * CHANNELS], T map[ROWS][COLUMNS][CHANNELS]) {
#pragma HLS INLINE
Row:
    for (int i = 0; i < ROWS; i++) {
#pragma HLS UNROLL
    Column:
        for (int j = 0; j < COLUMNS; j++) {
#pragma HLS UNROLL
        Channel:
            for (int c = 0; c < CHANNELS; c++) {
#pragma HLS UNROLL
                map[i][j][c] = elements[(i * COLUMNS + j) * CHANNELS + c];
            }
        }
    }
}

// And back.
template <class T, int ROWS, int COLUMNS, int CHANNELS>
void copy_elements(const T map[ROWS][COLUMNS][CHANNELS], T elements[ROWS * COLUMNS * CHANNELS]) {
#pragma HLS INLINE
Row:
    for (int i = 0; i < ROWS; i++) {
#pragma HLS UNROLL
    Column:
        for (int j = 0; j < COLUMNS; j++) {
#pragma HLS UNROLL
        Channel:
            for (int c = 0; c < CHANNELS; c++) {
#pragma HLS UNROLL
                elements[(i * COLUMNS + j) * CHANNELS + c] = map[i][j][c];
            }
        }
    }
}

// Where a window stands along an axis, and the output of its first phase, which may lie beyond the ends: both are
// counted, so that no index is multiplied.
template <typename AXIS> struct grid_axis {
    typename AXIS::position_t position;
    typename AXIS::output_t first_output;

    void start() {
#pragma HLS INLINE
        position = AXIS::lead;
        first_output = -AXIS::first_phase;
    }

    bool is_last() const {
#pragma HLS INLINE
        return position == AXIS::lead + (AXIS::windows - 1) * AXIS::step;
    }

    void advance() {
#pragma HLS INLINE
        const int step = AXIS::step;
        const int phases = AXIS::phases;
        position += step;
        first_output += phases;
    }

    int output(int phase) const {
#pragma HLS INLINE
        const int first = first_output;
        return first + phase;
    }

    bool makes_output(int phase) const {
#pragma HLS INLINE
        return output(phase) >= 0 && output(phase) < AXIS::output;
    }
};

// A window of a sequence, counted among those with outputs.
template <typename CONFIG> struct sequence_grid {
    typedef typename CONFIG::columns columns;
    static const int in_rows = 1;
    static const int out_rows = 1;

    grid_axis<columns> column;

    sequence_grid() {
#pragma HLS INLINE
        column.start();
    }

    void advance() {
#pragma HLS INLINE
        column.advance();
    }

    sequence_place<CONFIG> place() const {
#pragma HLS INLINE
        sequence_place<CONFIG> place;
        place.column = column.position;
        return place;
    }

    template <typename PHASE> bool makes_output() const {
#pragma HLS INLINE
        return column.makes_output(PHASE::column);
    }

    template <typename PHASE> int output_row() const {
#pragma HLS INLINE
        return 0;
    }
};

// A window of a map, row by row.
template <typename CONFIG> struct map_grid {
    typedef typename CONFIG::rows rows;
    typedef typename CONFIG::columns columns;
    static const int in_rows = rows::input;
    static const int out_rows = rows::output;

    grid_axis<rows> row;
    grid_axis<columns> column;

    map_grid() {
#pragma HLS INLINE
        row.start();
        column.start();
    }

    void advance() {
#pragma HLS INLINE
        if (column.is_last()) {
            column.start();
            row.advance();
        } else {
            column.advance();
        }
    }

    map_place<CONFIG> place() const {
#pragma HLS INLINE
        map_place<CONFIG> place;
        place.row = row.position;
        place.column = column.position;
        return place;
    }

    template <typename PHASE> bool makes_output() const {
#pragma HLS INLINE
        return row.makes_output(PHASE::row) && column.makes_output(PHASE::column);
    }

    template <typename PHASE> int output_row() const {
#pragma HLS INLINE
        return row.output(PHASE::row);
    }
};

// Latency: all products of the phase, from the inputs in registers to the results. Says whether they are complete.
template <class x_T, typename CONFIG, typename PHASE>
bool compute_phase(latency, x_T inputs[CONFIG::groups][CONFIG::turns][CONFIG::input_lanes],
                   typename PHASE::weights_t weights,
                   const typename CONFIG::bias_t biases[CONFIG::out_channels],
                   typename CONFIG::accum_t acc[CONFIG::output_lanes], int, int, bool makes_output) {
#pragma HLS INLINE
    start_sums<typename CONFIG::accum_t, CONFIG>(biases, 0, acc);
Input:
    for (int i = 0; i < PHASE::inputs; i++) {
#pragma HLS UNROLL
    Output:
        for (int o = 0; o < CONFIG::out_channels; o++) {
#pragma HLS UNROLL
            const int at = i * CONFIG::out_channels + o;
            add_product<CONFIG>(typename CONFIG::multiplier(), inputs[group_of<CONFIG>(0, o)][0][i],
                                weights[o > 0 ? at - 1 : at], weights[at], o, acc);
        }
    }
    if (makes_output) NNET_COUNT(CONFIG, multiplications, PHASE::inputs * CONFIG::out_channels);
    return true;
}

// Resource: one turn of the phase; a phase with few inputs is done before the turns are over.
template <class x_T, typename CONFIG, typename PHASE>
bool compute_phase(resource, x_T inputs[CONFIG::groups][CONFIG::turns][CONFIG::input_lanes],
                   typename PHASE::weights_t weights,
                   const typename CONFIG::bias_t biases[CONFIG::out_channels],
                   typename CONFIG::accum_t acc[CONFIG::output_lanes], int turn, int output_turn, bool makes_output) {
#pragma HLS INLINE
    if (turn == 0) start_sums<typename CONFIG::accum_t, CONFIG>(biases, output_turn, acc);
    if (PHASE::turns > 0 && turn < PHASE::turns) {
        int first = 0;
    First:
        for (int t = 0; t < CONFIG::output_turns; t++) {
#pragma HLS UNROLL
            if (t == output_turn) first = t * PHASE::turns;
        }
        multiply_turn<x_T, typename CONFIG::accum_t, CONFIG, PHASE>(inputs, weights, first + turn, turn, output_turn,
                                                                    acc);
        if (makes_output) {
            const int left = PHASE::inputs - turn * PHASE::input_lanes;
            NNET_COUNT(CONFIG, multiplications,
                       (left < PHASE::input_lanes ? left : PHASE::input_lanes) * CONFIG::output_lanes);
            (void)left;
        }
    }
    return turn == CONFIG::turns - 1;
}

// Puts a gathered element where the phase's multipliers expect it.
template <class x_T, typename CONFIG, typename PHASE>
void place_input(x_T x, int slot, int channel, x_T inputs[CONFIG::groups][CONFIG::turns][CONFIG::input_lanes]) {
#pragma HLS INLINE
    const int input = slot * CONFIG::group_inputs + channel % CONFIG::group_inputs;
    inputs[channel / CONFIG::group_inputs][input / PHASE::input_lanes][input % PHASE::input_lanes] = x;
}

// One phase at one window: gathers its inputs in the first turn, computes, keeps its output pixel. Pixels of the map
// are chosen by row and column, channels by constants.
template <class data_T, class res_T, typename CONFIG, typename PHASE, class GRID>
void conv_phase(const data_T map[GRID::in_rows][CONFIG::columns::input][CONFIG::channels], const GRID &window, int turn,
                int output_turn, typename PHASE::weights_t weights,
                const typename CONFIG::bias_t biases[CONFIG::out_channels],
                data_T inputs[CONFIG::groups][CONFIG::turns][CONFIG::input_lanes],
                typename CONFIG::accum_t acc[CONFIG::output_lanes],
                res_T made[GRID::out_rows][CONFIG::columns::output][CONFIG::out_channels]) {
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
                if (window.place().covers(w)) x = map[window.place().row_of(w)][window.place().column_of(w)][c];
                place_input<data_T, CONFIG, PHASE>(x, slot, c, inputs);
            }
        }
    }
    const bool makes_output = window.template makes_output<PHASE>();
    const bool complete = compute_phase<data_T, CONFIG, PHASE>(typename CONFIG::strategy(), inputs, weights, biases,
                                                               acc, turn, output_turn, makes_output);
    if (makes_output && complete) {
        const int row = window.template output_row<PHASE>();
        const int column = window.column.output(PHASE::column);
    Turn:
        for (int t = 0; t < CONFIG::output_turns; t++) {
#pragma HLS UNROLL
            if (t == output_turn) {
            Result:
                for (int o = 0; o < CONFIG::output_lanes; o++) {
#pragma HLS UNROLL
                    made[row][column][t * CONFIG::output_lanes + o] = acc[o];
                }
            }
        }
    }
}

// All windows, `parallel` of them at once. CONFIG has compute_window(), which calls conv_phase for each of its phases.
// Both tensors are read and written once, element by element in their order: as ports they are not registers.
template <class data_T, class res_T, typename CONFIG, class GRID>
void conv_windows(const data_T data[CONFIG::in_size], res_T res[CONFIG::out_size],
                  const typename CONFIG::bias_t biases[CONFIG::out_channels]) {
#pragma HLS INLINE
    data_T map[GRID::in_rows][CONFIG::columns::input][CONFIG::channels];
    res_T made[GRID::out_rows][CONFIG::columns::output][CONFIG::out_channels];
    data_T inputs[CONFIG::parallel][CONFIG::phases][CONFIG::groups][CONFIG::turns][CONFIG::input_lanes];
    typename CONFIG::accum_t acc[CONFIG::parallel][CONFIG::phases][CONFIG::output_lanes];
#pragma HLS ARRAY_PARTITION variable=map type=complete dim=0
#pragma HLS ARRAY_PARTITION variable=made type=complete dim=0
#pragma HLS ARRAY_PARTITION variable=inputs type=complete dim=0
#pragma HLS ARRAY_PARTITION variable=acc type=complete dim=0
    copy_map<data_T, GRID::in_rows, CONFIG::columns::input, CONFIG::channels>(data, map);
    typename CONFIG::turn_t turn = 0;
    typename CONFIG::output_turn_t output_turn = 0;
    GRID first;
Iteration:
    for (int iteration = 0; iteration < CONFIG::iterations; iteration++) {
#pragma HLS PIPELINE II=CONFIG::initiation_interval
        NNET_COUNT(CONFIG, iterations, 1);
        GRID window = first;
    Window:
        for (int w = 0; w < CONFIG::parallel; w++) {
#pragma HLS UNROLL
            CONFIG::template compute_window<data_T, res_T, GRID>(map, window, turn, output_turn, biases, inputs[w],
                                                                 acc[w], made);
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
    copy_elements<res_T, GRID::out_rows, CONFIG::columns::output, CONFIG::out_channels>(made, res);
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
