// Blocks of pixels laid out as channels, and back. Each element is cast to the result type.
//
// CONFIG holds: rows and columns (of the deep tensor), block, channels (of the wide tensor), place_stride and
// channel_stride (steps among the channels of the deep tensor), size (elements of either tensor), to_depth (whether the
// output is the deep one).
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

// A row of deep pixels is kept while the rows of its blocks are written.
template <typename CONFIG, class data_T, class res_T>
void depth_to_space_stream(hls::stream<data_T> &data, hls::stream<res_T> &res) {
    data_T kept[CONFIG::columns];
    keep_pixels(typename CONFIG::kept_storage(), kept);
    data_T x;
    int block_row = 0;
    int block_column = 0;
    int column = 0;
Pixel:
    for (int i = 0; i < CONFIG::rows * CONFIG::columns * CONFIG::block * CONFIG::block; i++) {
#pragma HLS PIPELINE II=1
        NNET_COUNT(CONFIG, iterations, 1);
        NNET_COUNT(CONFIG, writes, 1);
        if (block_column == 0) {
            if (block_row == 0) {
                x = data.read();
                NNET_COUNT(CONFIG, reads, 1);
                kept[column] = x;
            } else {
                x = kept[column];
            }
        }
        const int place = block_row * CONFIG::block + block_column;
        res_T y;
    Channel:
        for (int k = 0; k < CONFIG::channels; k++) {
#pragma HLS UNROLL
            y[k] = x[place * CONFIG::place_stride + k * CONFIG::channel_stride];
        }
        res.write(y);
        if (block_column < CONFIG::block - 1) {
            ++block_column;
        } else {
            block_column = 0;
            if (column < CONFIG::columns - 1) {
                ++column;
            } else {
                column = 0;
                block_row = block_row == CONFIG::block - 1 ? 0 : block_row + 1;
            }
        }
    }
}

// A row of deep pixels is kept while the rows of its blocks are read.
template <typename CONFIG, class data_T, class res_T>
void space_to_depth_stream(hls::stream<data_T> &data, hls::stream<res_T> &res) {
    res_T kept[CONFIG::columns];
    keep_pixels(typename CONFIG::kept_storage(), kept);
    res_T y;
    int block_row = 0;
    int block_column = 0;
    int column = 0;
Pixel:
    for (int i = 0; i < CONFIG::rows * CONFIG::columns * CONFIG::block * CONFIG::block; i++) {
#pragma HLS PIPELINE II=1
        NNET_COUNT(CONFIG, iterations, 1);
        NNET_COUNT(CONFIG, reads, 1);
        const data_T x = data.read();
        if (block_column == 0 && block_row > 0) y = kept[column];
    Place:
        for (int p = 0; p < CONFIG::block * CONFIG::block; p++) {
#pragma HLS UNROLL
        Channel:
            for (int k = 0; k < CONFIG::channels; k++) {
#pragma HLS UNROLL
                if (p == block_row * CONFIG::block + block_column) {
                    y[p * CONFIG::place_stride + k * CONFIG::channel_stride] = x[k];
                }
            }
        }
        if (block_column < CONFIG::block - 1) {
            ++block_column;
        } else {
            if (block_row == CONFIG::block - 1) {
                res.write(y);
                NNET_COUNT(CONFIG, writes, 1);
            } else {
                kept[column] = y;
            }
            block_column = 0;
            if (column < CONFIG::columns - 1) {
                ++column;
            } else {
                column = 0;
                block_row = block_row == CONFIG::block - 1 ? 0 : block_row + 1;
            }
        }
    }
}

} // namespace nnet

#endif
