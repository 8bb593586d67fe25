// Where a window stands, and which of its pixels there are.
//
// CONFIG holds columns and, in 2-D, rows: axes with input and output (lengths), window (elements that it holds), lead
// (position of output 0), phases, step and first_phase (as axis_walk has them), and for an average counted_from and
// counted_to. Pixel w of a window lies w % columns::window columns and w / columns::window rows behind the newest one.
//
// SPDX-License-Identifier: Apache-2.0
#ifndef NNET_WINDOW_H_
#define NNET_WINDOW_H_

namespace nnet {

// Whether the element `behind` the newest one exists.
template <typename AXIS> bool has_element(int newest, int behind) {
#pragma HLS INLINE
    return newest >= behind && newest - behind < AXIS::input;
}

// Whether that place counts in an average: it holds an element, or padding that counts too.
template <typename AXIS> bool has_counted(int newest, int behind) {
#pragma HLS INLINE
    return newest - behind >= AXIS::counted_from && newest - behind < AXIS::counted_to;
}

// The newest input that the window of an output holds.
template <typename AXIS> int newest_of(int output) {
#pragma HLS INLINE
    return AXIS::lead + (output + AXIS::first_phase) / AXIS::phases * AXIS::step;
}

// A window of a sequence: the index of its newest element.
template <typename CONFIG> struct sequence_place {
    typedef typename CONFIG::columns columns;
    static const int outputs = columns::output;

    int column;

    // Where the window of an output pixel stands.
    static sequence_place of_output(int output) {
#pragma HLS INLINE
        sequence_place place;
        place.column = newest_of<columns>(output);
        return place;
    }

    bool covers(int w) const {
#pragma HLS INLINE
        return has_element<columns>(column, w);
    }

    bool counts(int w) const {
#pragma HLS INLINE
        return has_counted<columns>(column, w);
    }

    // Row and column of the input's pixel, where the window covers one, and its index.
    int row_of(int) const {
#pragma HLS INLINE
        return 0;
    }

    int column_of(int w) const {
#pragma HLS INLINE
        return column - w;
    }

    int pixel(int w) const {
#pragma HLS INLINE
        return column_of(w);
    }
};

// A window of a map: row and column of its newest element.
template <typename CONFIG> struct map_place {
    typedef typename CONFIG::rows rows;
    typedef typename CONFIG::columns columns;
    static const int outputs = rows::output * columns::output;

    int row;
    int column;

    static map_place of_output(int output) {
#pragma HLS INLINE
        map_place place;
        place.row = newest_of<rows>(output / columns::output);
        place.column = newest_of<columns>(output % columns::output);
        return place;
    }

    bool covers(int w) const {
#pragma HLS INLINE
        return has_element<rows>(row, w / columns::window) && has_element<columns>(column, w % columns::window);
    }

    bool counts(int w) const {
#pragma HLS INLINE
        return has_counted<rows>(row, w / columns::window) && has_counted<columns>(column, w % columns::window);
    }

    int row_of(int w) const {
#pragma HLS INLINE
        return row - w / columns::window;
    }

    int column_of(int w) const {
#pragma HLS INLINE
        return column - w % columns::window;
    }

    int pixel(int w) const {
#pragma HLS INLINE
        return row_of(w) * columns::input + column_of(w);
    }
};

} // namespace nnet

#endif
