// Layers that move elements and compute nothing.
//
// SPDX-License-Identifier: Apache-2.0
#ifndef NNET_REARRANGE_H_
#define NNET_REARRANGE_H_

#include "common.h"
#include "hls_stream.h"

namespace nnet {

// Output [i][j][k] is input element i * strides[0] + j * strides[1] + k * strides[2] of the output's shape.
template <class data_T, class res_T, typename CONFIG>
void permute_parallel(const data_T data[CONFIG::size], res_T res[CONFIG::size]) {
#pragma HLS PIPELINE II=1
    int at = 0;
Plane:
    for (int i = 0; i < CONFIG::size0; i++) {
#pragma HLS UNROLL
    Row:
        for (int j = 0; j < CONFIG::size1; j++) {
#pragma HLS UNROLL
        Element:
            for (int k = 0; k < CONFIG::size2; k++) {
#pragma HLS UNROLL
                res[at] = data[i * CONFIG::stride0 + j * CONFIG::stride1 + k * CONFIG::stride2];
                ++at;
            }
        }
    }
    NNET_COUNT(CONFIG, iterations, 1);
}

// Keeps the whole tensor, then writes it in the new order.
template <class data_T, class res_T, typename CONFIG>
void permute_stream(hls::stream<data_T> &data, hls::stream<res_T> &res) {
    typename data_T::value_type kept[CONFIG::size];
    int at = 0;
Read:
    for (int b = 0; b < CONFIG::beats; b++) {
#pragma HLS PIPELINE
        NNET_COUNT(CONFIG, iterations, 1);
        NNET_COUNT(CONFIG, reads, 1);
        const data_T beat = data.read();
    Keep:
        for (int e = 0; e < data_T::size; e++) {
#pragma HLS UNROLL
            kept[at + e] = beat[e];
        }
        at += data_T::size;
    }
Plane:
    for (int i = 0; i < CONFIG::size0; i++) {
    Row:
        for (int j = 0; j < CONFIG::size1; j++) {
#pragma HLS PIPELINE
            NNET_COUNT(CONFIG, iterations, 1);
            NNET_COUNT(CONFIG, writes, 1);
            res_T beat;
        Element:
            for (int k = 0; k < CONFIG::size2; k++) {
#pragma HLS UNROLL
                beat[k] = kept[i * CONFIG::stride0 + j * CONFIG::stride1 + k * CONFIG::stride2];
            }
            res.write(beat);
        }
    }
}

// The same elements in beats of another width.
template <class data_T, class res_T, typename CONFIG>
void repack_stream(hls::stream<data_T> &data, hls::stream<res_T> &res) {
    data_T beat;
    res_T result;
    int from = data_T::size;
    int to = 0;
Element:
    for (int i = 0; i < CONFIG::size; i++) {
#pragma HLS PIPELINE II=1
        NNET_COUNT(CONFIG, iterations, 1);
        if (from == data_T::size) {
            beat = data.read();
            NNET_COUNT(CONFIG, reads, 1);
            from = 0;
        }
        result[to] = beat[from];
        ++from;
        if (to == res_T::size - 1) {
            res.write(result);
            NNET_COUNT(CONFIG, writes, 1);
            to = 0;
        } else {
            ++to;
        }
    }
}

// A copy of every beat for each of two readers.
template <class data_T, typename CONFIG>
void clone_stream(hls::stream<data_T> &data, hls::stream<data_T> &copy0, hls::stream<data_T> &copy1) {
Beat:
    for (int b = 0; b < CONFIG::beats; b++) {
#pragma HLS PIPELINE II=1
        NNET_COUNT(CONFIG, iterations, 1);
        NNET_COUNT(CONFIG, reads, 1);
        NNET_COUNT(CONFIG, writes, 1);
        const data_T beat = data.read();
        copy0.write(beat);
        copy1.write(beat);
    }
}

} // namespace nnet

#endif
