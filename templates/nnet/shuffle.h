// Blocks of pixels laid out as channels, and back. Each element is cast to the result type.
//
// CONFIG holds: rows and columns (of the deep tensor), block, channels (of the wide tensor), place_stride and
// channel_stride (steps among the channels of the deep tensor); in parallel mode size (elements of either tensor) and
// to_depth (whether the output is the deep one); in stream mode distance (iterations from writing a kept pixel to
// reading it), and block_row_t, block_column_t and column_t, which are as wide as the counters become.
//
// SPDX-License-Identifier: Apache-2.0
#ifndef NNET_SHUFFLE_H_
#define NNET_SHUFFLE_H_

#include "common.h"
#include "hls_stream.h"
#include "storage.h"

namespace nnet {

template <typename CONFIG, class data_T, class res_T>
void shuffle_parallel(const data_T data[CONFIG::size], res_T res[CONFIG::size]) {
#pragma HLS PIPELINE II=1
    const int depth = CONFIG::block * CONFIG::block * CONFIG::channels;
    const int width = CONFIG::columns * CONFIG::block;
Row:
    for (int i = 0; i < CONFIG::rows * CONFIG::block; i++) {
#pragma HLS UNROLL
    Column:
        for (int j = 0; j < width; j++) {
#pragma HLS UNROLL
            const int place = (i % CONFIG::block) * CONFIG::block + j % CONFIG::block;
            const int pixel = (i / CONFIG::block) * CONFIG::columns + j / CONFIG::block;
        Channel:
            for (int k = 0; k < CONFIG::channels; k++) {
#pragma HLS UNROLL
                const int wide = (i * width + j) * CONFIG::channels + k;
                const int deep = pixel * depth + place * CONFIG::place_stride + k * CONFIG::channel_stride;
                if (CONFIG::to_depth) {
                    res[deep] = data[wide];
                } else {
                    res[wide] = data[deep];
                }
            }
        }
    }
    NNET_COUNT(CONFIG, iterations, 1);
}

// Where a wide pixel lies: its place in a block, and the block's column.
template <typename CONFIG> struct block_walk {
    typename CONFIG::block_row_t block_row;
    typename CONFIG::block_column_t block_column;
    typename CONFIG::column_t column;

    block_walk() {
#pragma HLS INLINE
        block_row = 0;
        block_column = 0;
        column = 0;
    }

    bool is_at(int place) const {
#pragma HLS INLINE
        return block_row == place / CONFIG::block && block_column == place % CONFIG::block;
    }

    bool ends_row() const {
#pragma HLS INLINE
        return block_column == CONFIG::block - 1;
    }

    bool ends_block() const {
#pragma HLS INLINE
        return block_row == CONFIG::block - 1 && ends_row();
    }

    // To the next pixel of the row, else to the next row.
    void advance() {
#pragma HLS INLINE
        if (!ends_row()) {
            ++block_column;
            return;
        }
        block_column = 0;
        if (column < CONFIG::columns - 1) {
            ++column;
            return;
        }
        column = 0;
        if (block_row == CONFIG::block - 1) {
            block_row = 0;
        } else {
            ++block_row;
        }
    }
};

// A row of deep pixels is kept, a pixel a word, while the rows of its blocks are written; it is read again a row of
// wide pixels later.
template <typename CONFIG, class data_T, class res_T>
void depth_to_space_stream(hls::stream<data_T> &data, hls::stream<res_T> &res) {
    typedef typename data_T::value_type x_t;
    x_t kept[CONFIG::columns][data_T::size];
    x_t x[data_T::size];
#pragma HLS ARRAY_RESHAPE variable=kept type=complete dim=2
#pragma HLS DEPENDENCE variable=kept type=inter direction=RAW distance=CONFIG::distance dependent=true
#pragma HLS ARRAY_PARTITION variable=x type=complete dim=0
    keep_pixels(typename CONFIG::kept_storage(), kept);
    block_walk<CONFIG> walk;
Pixel:
    for (int i = 0; i < CONFIG::rows * CONFIG::columns * CONFIG::block * CONFIG::block; i++) {
#pragma HLS PIPELINE II=1
        NNET_COUNT(CONFIG, iterations, 1);
        NNET_COUNT(CONFIG, writes, 1);
        if (walk.block_column == 0) {
            if (walk.block_row == 0) {
                const data_T pixel = data.read();
                NNET_COUNT(CONFIG, reads, 1);
            Keep:
                for (int c = 0; c < data_T::size; c++) {
#pragma HLS UNROLL
                    x[c] = pixel[c];
                    kept[walk.column][c] = x[c];
                }
            } else {
            Kept:
                for (int c = 0; c < data_T::size; c++) {
#pragma HLS UNROLL
                    x[c] = kept[walk.column][c];
                }
            }
        }
        res_T y;
    Place:
        for (int p = 0; p < CONFIG::block * CONFIG::block; p++) {
#pragma HLS UNROLL
        Channel:
            for (int k = 0; k < CONFIG::channels; k++) {
#pragma HLS UNROLL
                if (walk.is_at(p)) y[k] = x[p * CONFIG::place_stride + k * CONFIG::channel_stride];
            }
        }
        res.write(y);
        walk.advance();
    }
}

// A row of deep pixels is kept, a pixel a word, while the rows of its blocks are read. A word is read again when all
// other columns had their turn; the only one there is stays in registers.
template <typename CONFIG, class data_T, class res_T>
void space_to_depth_stream(hls::stream<data_T> &data, hls::stream<res_T> &res) {
    typedef typename res_T::value_type y_t;
    y_t kept[CONFIG::columns][res_T::size];
    y_t y[res_T::size];
#pragma HLS ARRAY_RESHAPE variable=kept type=complete dim=2
#pragma HLS DEPENDENCE variable=kept type=inter direction=RAW distance=CONFIG::distance dependent=true
#pragma HLS ARRAY_PARTITION variable=y type=complete dim=0
    keep_pixels(typename CONFIG::kept_storage(), kept);
    block_walk<CONFIG> walk;
Pixel:
    for (int i = 0; i < CONFIG::rows * CONFIG::columns * CONFIG::block * CONFIG::block; i++) {
#pragma HLS PIPELINE II=1
        NNET_COUNT(CONFIG, iterations, 1);
        NNET_COUNT(CONFIG, reads, 1);
        const data_T x = data.read();
        if (CONFIG::columns > 1 && walk.block_column == 0 && walk.block_row > 0) {
        Kept:
            for (int c = 0; c < res_T::size; c++) {
#pragma HLS UNROLL
                y[c] = kept[walk.column][c];
            }
        }
    Place:
        for (int p = 0; p < CONFIG::block * CONFIG::block; p++) {
#pragma HLS UNROLL
        Channel:
            for (int k = 0; k < CONFIG::channels; k++) {
#pragma HLS UNROLL
                if (walk.is_at(p)) y[p * CONFIG::place_stride + k * CONFIG::channel_stride] = x[k];
            }
        }
        if (walk.ends_block()) {
            res_T pixel;
        Result:
            for (int c = 0; c < res_T::size; c++) {
#pragma HLS UNROLL
                pixel[c] = y[c];
            }
            res.write(pixel);
            NNET_COUNT(CONFIG, writes, 1);
        } else if (walk.ends_row()) {
        Keep:
            for (int c = 0; c < res_T::size; c++) {
#pragma HLS UNROLL
                kept[walk.column][c] = y[c];
            }
        }
        walk.advance();
    }
}

} // namespace nnet

#endif
