// How the window of a stream kernel moves: the newest pixels of a sequence, or of a map over line buffers.
//
// CONFIG holds: channels, window (pixels), and in 2-D rows and columns (axes), line_rows, period (positions of a
// sweep along a row).
//
// SPDX-License-Identifier: Apache-2.0
#ifndef NNET_WINDOW_STREAM_H_
#define NNET_WINDOW_STREAM_H_

#include "axis.h"
#include "common.h"
#include "hls_stream.h"

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

// 1-D: one position on; the newest pixel is read where there is one.
template <class data_T, class x_T, typename CONFIG>
void move_window1d(hls::stream<data_T> &data, bool reads, x_T window[CONFIG::window][CONFIG::channels]) {
#pragma HLS INLINE
Shift:
    for (int w = CONFIG::window - 1; w > 0; w--) {
#pragma HLS UNROLL
    ShiftChannel:
        for (int c = 0; c < CONFIG::channels; c++) {
#pragma HLS UNROLL
            window[w][c] = window[w - 1][c];
        }
    }
    if (reads) {
        const data_T newest = data.read();
        NNET_COUNT(CONFIG, reads, 1);
    Newest:
        for (int c = 0; c < CONFIG::channels; c++) {
#pragma HLS UNROLL
            window[0][c] = newest[c];
        }
    }
}

// Two walks over the same sweeps, row after row. The *fill* moves the window: over an input row that is not in the
// line buffers yet it reads one pixel a position, over others it takes the column from the line buffers. The *output*
// walk follows, as many positions behind as the window needs to be full at the start of a row, so that a row starts
// without a pause while the last one ends.
template <typename CONFIG, template <typename> class WALK = axis_walk> struct raster_walk {
    typedef typename CONFIG::rows rows;
    typedef typename CONFIG::columns columns;

    WALK<rows> fill;
    int fill_column;
    WALK<rows> row;
    WALK<columns> column;
    int behind; // positions until the output walk sets off
    bool moves; // the window moves in this iteration

    void start_image() {
#pragma HLS INLINE
        fill.start(0, rows::lead);
        fill_column = 0;
        row.start(0, rows::lead);
        column.start(columns::lead, 0);
        behind = columns::lead;
        moves = true;
    }

    // Whether the position that the window moves to has a pixel that is not in the line buffers.
    bool reads() const {
#pragma HLS INLINE
        return fill.fresh && fill.position < rows::input;
    }

    void advance_fill() {
#pragma HLS INLINE
        if (fill_column < CONFIG::period - 1) {
            ++fill_column;
        } else {
            fill_column = 0;
            fill.advance();
        }
    }

    bool has_output() const {
#pragma HLS INLINE
        return row.has_output() && column.has_output();
    }

    // Behind an iteration that has completed an output pixel, or had none to make.
    void advance_output(bool made_output) {
#pragma HLS INLINE
        moves = !made_output || column.is_last_phase();
        if (made_output) {
            column.advance();
        } else {
            column.skip();
        }
        if (moves && column.position == columns::lead + CONFIG::period) {
            column.start(columns::lead, 0);
            row.advance();
        }
    }

    // Whether a pixel of the window exists.
    bool covers(int w) const {
#pragma HLS INLINE
        return row.covers(w / columns::window) && column.covers(w % columns::window);
    }
};

// 2-D: one position of the fill on.
template <class data_T, class x_T, typename CONFIG, class walk_T>
void move_window2d(hls::stream<data_T> &data, const walk_T &walk,
                   x_T line[CONFIG::line_rows][CONFIG::columns::input][CONFIG::channels],
                   x_T newest[CONFIG::rows::window][CONFIG::channels],
                   x_T window[CONFIG::window][CONFIG::channels]) {
#pragma HLS INLINE
    typedef typename CONFIG::rows rows;
    typedef typename CONFIG::columns columns;
Shift:
    for (int w = CONFIG::window - 1; w > 0; w--) {
#pragma HLS UNROLL
    ShiftChannel:
        for (int c = 0; c < CONFIG::channels; c++) {
#pragma HLS UNROLL
            if (w % columns::window != 0) window[w][c] = window[w - 1][c];
        }
    }
    if (walk.fill_column < columns::input) {
        data_T arrived;
        const bool reads = walk.reads();
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
                if (!walk.fill.fresh) {
                    if (r < CONFIG::line_rows) newest[r][c] = line[r][walk.fill_column][c];
                } else if (r > 0) {
                    newest[r][c] = line[r - 1][walk.fill_column][c];
                } else {
                    newest[r][c] = reads ? arrived[c] : x_T(0);
                }
            }
        Store:
            for (int r = 0; r < CONFIG::line_rows; r++) {
#pragma HLS UNROLL
                if (r < rows::window) line[r][walk.fill_column][c] = newest[r][c];
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
}

} // namespace nnet

#endif
