// The loop of every stream kernel with a window, and the windows: the newest pixels of a sequence, or of a map over
// line buffers.
//
// CONFIG holds: channels, window (pixels), columns (an axis), iterations and initiation_interval of the loop, and in
// 2-D rows (an axis), line_rows, period (positions of a sweep along a row), and fill_column_t and behind_t, which are
// as wide as the counters become.
//
// SPDX-License-Identifier: Apache-2.0
#ifndef NNET_WINDOW_STREAM_H_
#define NNET_WINDOW_STREAM_H_

#include "axis.h"
#include "common.h"
#include "hls_stream.h"
#include "storage.h"
#include "window.h"

namespace nnet {

// Sets pixels to zero.
template <class x_T, int PIXELS, int CHANNELS> void clear_pixels(x_T pixels[PIXELS][CHANNELS]) {
#pragma HLS INLINE
Pixel:
    for (int w = 0; w < PIXELS; w++) {
#pragma HLS UNROLL
    Channel:
        for (int c = 0; c < CHANNELS; c++) {
#pragma HLS UNROLL
            pixels[w][c] = 0;
        }
    }
}

// The newest pixels of a sequence.
template <class x_T, typename CONFIG, template <typename> class WALK = axis_walk> struct sequence_window {
    typedef sequence_place<CONFIG> place_t;
    typedef typename CONFIG::columns columns;

    x_T pixels[CONFIG::window][CONFIG::channels];
    WALK<columns> column;

    sequence_window() {
#pragma HLS INLINE
#pragma HLS ARRAY_PARTITION variable=pixels type=complete dim=0
        column.start(0, columns::lead);
        clear_pixels<x_T, CONFIG::window, CONFIG::channels>(pixels);
    }

    // Whether the window moves in this iteration.
    bool moves() const {
#pragma HLS INLINE
        return column.fresh;
    }

    // One position on; the newest pixel is read where there is one.
    template <class data_T> void move(hls::stream<data_T> &data) {
#pragma HLS INLINE
    Shift:
        for (int w = CONFIG::window - 1; w > 0; w--) {
#pragma HLS UNROLL
        ShiftChannel:
            for (int c = 0; c < CONFIG::channels; c++) {
#pragma HLS UNROLL
                pixels[w][c] = pixels[w - 1][c];
            }
        }
        if (column.position < columns::input) {
            const data_T newest = data.read();
            NNET_COUNT(CONFIG, reads, 1);
        Newest:
            for (int c = 0; c < CONFIG::channels; c++) {
#pragma HLS UNROLL
                pixels[0][c] = newest[c];
            }
        }
    }

    // Whether outputs are made of what the window holds.
    bool is_filled() {
#pragma HLS INLINE
        column.fresh = false;
        return true;
    }

    bool has_output() const {
#pragma HLS INLINE
        return column.has_output();
    }

    // Behind an output pixel, or a position that has none.
    void advance() {
#pragma HLS INLINE
        column.advance();
    }

    int phase() const {
#pragma HLS INLINE
        return column.phase;
    }

    place_t place() const {
#pragma HLS INLINE
        place_t place;
        place.column = column.position;
        return place;
    }
};

// The newest pixels of a map. Two walks run over the same sweeps, row after row. The *fill* moves the window: over an
// input row that is not in the line buffers yet it reads one pixel a position, over others it takes the column from the
// line buffers. The *output* walk follows, as many positions behind as the window needs to be full at the start of a
// row, so that a row starts without a pause while the last one ends.
template <class x_T, typename CONFIG, template <typename> class WALK = axis_walk> struct map_window {
    typedef map_place<CONFIG> place_t;
    typedef typename CONFIG::rows rows;
    typedef typename CONFIG::columns columns;

    x_T line[CONFIG::line_rows][columns::input][CONFIG::channels];
    x_T newest[rows::window][CONFIG::channels]; // the column that has just arrived
    x_T pixels[CONFIG::window][CONFIG::channels];
    WALK<rows> fill;
    typename CONFIG::fill_column_t fill_column;
    WALK<rows> row;
    WALK<columns> column;
    typename CONFIG::behind_t behind; // positions until the output walk sets off
    bool arrives;                     // the fill moves in this iteration

    map_window() {
#pragma HLS INLINE
#pragma HLS ARRAY_PARTITION variable=line type=complete dim=1
#pragma HLS ARRAY_RESHAPE variable=line type=complete dim=3
// A column is used again a sweep later, whose positions take an iteration each at least.
#pragma HLS DEPENDENCE variable=line type=inter direction=RAW distance=CONFIG::period dependent=true
#pragma HLS ARRAY_PARTITION variable=newest type=complete dim=0
#pragma HLS ARRAY_PARTITION variable=pixels type=complete dim=0
        keep_pixels(typename CONFIG::line_storage(), line);
        fill.start(0, rows::lead);
        fill_column = 0;
        row.start(0, rows::lead);
        column.start(columns::lead, 0);
        behind = columns::lead;
        arrives = true;
        clear_pixels<x_T, rows::window, CONFIG::channels>(newest);
        clear_pixels<x_T, CONFIG::window, CONFIG::channels>(pixels);
    }

    bool moves() const {
#pragma HLS INLINE
        return arrives;
    }

    // One position of the fill on.
    template <class data_T> void move(hls::stream<data_T> &data) {
#pragma HLS INLINE
    Shift:
        for (int w = CONFIG::window - 1; w > 0; w--) {
#pragma HLS UNROLL
        ShiftChannel:
            for (int c = 0; c < CONFIG::channels; c++) {
#pragma HLS UNROLL
                if (w % columns::window != 0) pixels[w][c] = pixels[w - 1][c];
            }
        }
        if (fill_column < columns::input) {
            // All rows of the column are read before one is written: a word in, a word out of each line buffer.
            x_T kept[CONFIG::line_rows][CONFIG::channels];
            x_T arrived[CONFIG::channels];
#pragma HLS ARRAY_PARTITION variable=kept type=complete dim=0
#pragma HLS ARRAY_PARTITION variable=arrived type=complete dim=0
        Kept:
            for (int r = 0; r < CONFIG::line_rows; r++) {
#pragma HLS UNROLL
            KeptChannel:
                for (int c = 0; c < CONFIG::channels; c++) {
#pragma HLS UNROLL
                    kept[r][c] = line[r][fill_column][c];
                    arrived[c] = 0;
                }
            }
            // Whether the pixel is not in the line buffers yet.
            if (fill.fresh && fill.position < rows::input) {
                const data_T pixel = data.read();
                NNET_COUNT(CONFIG, reads, 1);
            Arrived:
                for (int c = 0; c < CONFIG::channels; c++) {
#pragma HLS UNROLL
                    arrived[c] = pixel[c];
                }
            }
        Column:
            for (int r = 0; r < rows::window; r++) {
#pragma HLS UNROLL
            ColumnChannel:
                for (int c = 0; c < CONFIG::channels; c++) {
#pragma HLS UNROLL
                    if (fill.fresh) {
                        newest[r][c] = r > 0 ? kept[r > 0 ? r - 1 : 0][c] : arrived[c];
                    } else if (r < CONFIG::line_rows) {
                        newest[r][c] = kept[r][c];
                    }
                }
            }
        Store:
            for (int r = 0; r < CONFIG::line_rows; r++) {
#pragma HLS UNROLL
            StoreChannel:
                for (int c = 0; c < CONFIG::channels; c++) {
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
                pixels[r * columns::window][c] = newest[r][c];
            }
        }
        if (fill_column < CONFIG::period - 1) {
            ++fill_column;
        } else {
            fill_column = 0;
            fill.advance();
        }
    }

    // Until the output walk sets off, the window moves in every iteration.
    bool is_filled() {
#pragma HLS INLINE
        if (behind > 0) {
            --behind;
            return false;
        }
        arrives = false;
        return true;
    }

    bool has_output() const {
#pragma HLS INLINE
        return row.has_output() && column.has_output();
    }

    void advance() {
#pragma HLS INLINE
        const bool made_output = has_output();
        arrives = !made_output || column.is_last_phase();
        if (made_output) {
            column.advance();
        } else {
            column.skip();
        }
        if (arrives && column.position == columns::lead + CONFIG::period) {
            column.start(columns::lead, 0);
            row.advance();
        }
    }

    int phase() const {
#pragma HLS INLINE
        const int first = row.phase;
        return first + column.phase;
    }

    place_t place() const {
#pragma HLS INLINE
        place_t place;
        place.row = row.position;
        place.column = column.position;
        return place;
    }
};

// Weights or biases of a kernel that has none.
struct no_constants {};

// Moves a window over all of the input and has the kernel make every output pixel of it, which is written as soon as it
// is complete. KERNEL has the types of its constants, weights_t and biases_t, and compute(window, weights, biases,
// pixel), which says whether the pixel is complete; one that takes several iterations keeps what it needs itself.
template <class data_T, class res_T, typename CONFIG, class WINDOW, class KERNEL>
void window_loop(hls::stream<data_T> &data, hls::stream<res_T> &res, typename KERNEL::weights_t weights,
                 typename KERNEL::biases_t biases) {
#pragma HLS INLINE
    WINDOW window;
    KERNEL kernel;
Iteration:
    for (int iteration = 0; iteration < CONFIG::iterations; iteration++) {
#pragma HLS PIPELINE II=CONFIG::initiation_interval
        NNET_COUNT(CONFIG, iterations, 1);
        if (window.moves()) window.move(data);
        if (window.is_filled()) {
            bool complete = true;
            if (window.has_output()) {
                res_T pixel;
                complete = kernel.compute(window, weights, biases, pixel);
                if (complete) {
                    res.write(pixel);
                    NNET_COUNT(CONFIG, writes, 1);
                }
            }
            if (complete) window.advance();
        }
    }
}

} // namespace nnet

#endif
