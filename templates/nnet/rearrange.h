// Layers that move elements and compute nothing.
//
// SPDX-License-Identifier: Apache-2.0
#ifndef NNET_REARRANGE_H_
#define NNET_REARRANGE_H_

#include "common.h"
#include "hls_stream.h"
#include "storage.h"

namespace nnet {

// Output [f][g][h][i][j] is input element f*stride0 + g*stride1 + ... + j*stride4; tensors of fewer axes have leading
// ones of length 1.
template <typename CONFIG, class data_T, class res_T>
void permute_parallel(const data_T data[CONFIG::size], res_T res[CONFIG::size]) {
#pragma HLS PIPELINE II=1
    int at = 0;
Axis0:
    for (int f = 0; f < CONFIG::size0; f++) {
#pragma HLS UNROLL
    Axis1:
        for (int g = 0; g < CONFIG::size1; g++) {
#pragma HLS UNROLL
        Axis2:
            for (int h = 0; h < CONFIG::size2; h++) {
#pragma HLS UNROLL
            Axis3:
                for (int i = 0; i < CONFIG::size3; i++) {
#pragma HLS UNROLL
                Axis4:
                    for (int j = 0; j < CONFIG::size4; j++) {
#pragma HLS UNROLL
                        res[at] = data[f * CONFIG::stride0 + g * CONFIG::stride1 + h * CONFIG::stride2 +
                                       i * CONFIG::stride3 + j * CONFIG::stride4];
                        ++at;
                    }
                }
            }
        }
    }
    NNET_COUNT(CONFIG, iterations, 1);
}

// Keeps the whole tensor, then writes it in the new order; the elements of a beat go in and out by the memory's ports.
template <typename CONFIG, class data_T, class res_T>
void permute_stream(hls::stream<data_T> &data, hls::stream<res_T> &res) {
    typename data_T::value_type kept[CONFIG::size];
    keep_pixels(typename CONFIG::kept_storage(), kept);
    typename CONFIG::element_t at = 0;
Read:
    for (int b = 0; b < CONFIG::beats; b++) {
#pragma HLS PIPELINE II=CONFIG::read_interval
        NNET_COUNT(CONFIG, iterations, 1);
        NNET_COUNT(CONFIG, reads, 1);
        const data_T beat = data.read();
    Keep:
        for (int e = 0; e < data_T::size; e++) {
#pragma HLS UNROLL
            kept[at + e] = beat[e];
        }
        const int width = data_T::size;
        at += width;
    }
Axis0:
    for (int f = 0; f < CONFIG::size0; f++) {
    Axis1:
        for (int g = 0; g < CONFIG::size1; g++) {
        Axis2:
            for (int h = 0; h < CONFIG::size2; h++) {
            Axis3:
                for (int i = 0; i < CONFIG::size3; i++) {
#pragma HLS PIPELINE II=CONFIG::write_interval
                    NNET_COUNT(CONFIG, iterations, 1);
                    NNET_COUNT(CONFIG, writes, 1);
                    res_T beat;
                Axis4:
                    for (int j = 0; j < CONFIG::size4; j++) {
#pragma HLS UNROLL
                        beat[j] = kept[f * CONFIG::stride0 + g * CONFIG::stride1 + h * CONFIG::stride2 +
                                       i * CONFIG::stride3 + j * CONFIG::stride4];
                    }
                    res.write(beat);
                }
            }
        }
    }
}

// The same elements in beats of another width. Elements leave one beat at its front and enter the other at its end:
// each place has one source.
template <typename CONFIG, class data_T, class res_T>
void repack_stream(hls::stream<data_T> &data, hls::stream<res_T> &res) {
    typename data_T::value_type x[data_T::size];
    typename res_T::value_type y[res_T::size];
#pragma HLS ARRAY_PARTITION variable=x type=complete dim=0
#pragma HLS ARRAY_PARTITION variable=y type=complete dim=0
    typename CONFIG::from_t from = data_T::size;
    typename CONFIG::to_t to = 0;
Element:
    for (int i = 0; i < CONFIG::size; i++) {
#pragma HLS PIPELINE II=1
        NNET_COUNT(CONFIG, iterations, 1);
        if (from == data_T::size) {
            const data_T beat = data.read();
            NNET_COUNT(CONFIG, reads, 1);
            from = 0;
        Take:
            for (int e = 0; e < data_T::size; e++) {
#pragma HLS UNROLL
                x[e] = beat[e];
            }
        }
    Enter:
        for (int e = 0; e < res_T::size - 1; e++) {
#pragma HLS UNROLL
            y[e] = y[e + 1];
        }
        y[res_T::size - 1] = x[0];
    Leave:
        for (int e = 0; e < data_T::size - 1; e++) {
#pragma HLS UNROLL
            x[e] = x[e + 1];
        }
        ++from;
        if (to == res_T::size - 1) {
            res_T result;
        Give:
            for (int e = 0; e < res_T::size; e++) {
#pragma HLS UNROLL
                result[e] = y[e];
            }
            res.write(result);
            NNET_COUNT(CONFIG, writes, 1);
            to = 0;
        } else {
            ++to;
        }
    }
}

// A copy of the tensor for each of two readers.
template <typename CONFIG, class data_T>
void clone_parallel(const data_T data[CONFIG::size], data_T copy0[CONFIG::size], data_T copy1[CONFIG::size]) {
#pragma HLS PIPELINE II=1
Element:
    for (int i = 0; i < CONFIG::size; i++) {
#pragma HLS UNROLL
        copy0[i] = data[i];
        copy1[i] = data[i];
    }
    NNET_COUNT(CONFIG, iterations, 1);
}

// A copy of every beat for each of two readers.
template <typename CONFIG, class data_T>
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
