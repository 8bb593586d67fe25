// Layers that compute every element by itself. Each is exact in the type that the arithmetic gives, then cast once to
// the result type.
//
// CONFIG holds: size (elements), beats, parameters (how many there are; they repeat along the elements), the layer's
// own constants, and `function`, the struct whose `apply(x, parameter index)` is the layer: a formula of the design.
//
// SPDX-License-Identifier: Apache-2.0
#ifndef NNET_ELEMENTWISE_H_
#define NNET_ELEMENTWISE_H_

#include "common.h"
#include "hls_stream.h"

namespace nnet {

template <typename CONFIG, class data_T, class res_T>
void elementwise_parallel(const data_T data[CONFIG::size], res_T res[CONFIG::size]) {
#pragma HLS PIPELINE II=1
Element:
    for (int i = 0; i < CONFIG::size; i++) {
#pragma HLS UNROLL
        res[i] = CONFIG::function::apply(data[i], i % CONFIG::parameters);
    }
    NNET_COUNT(CONFIG, iterations, 1);
}

// Parameters repeat with a beat, or run over several beats.
template <typename CONFIG, class data_T, class res_T>
void elementwise_stream(hls::stream<data_T> &data, hls::stream<res_T> &res) {
    typename CONFIG::first_t first = 0;
Beat:
    for (int b = 0; b < CONFIG::beats; b++) {
#pragma HLS PIPELINE II=1
        NNET_COUNT(CONFIG, iterations, 1);
        NNET_COUNT(CONFIG, reads, 1);
        NNET_COUNT(CONFIG, writes, 1);
        const data_T x = data.read();
        res_T y;
    Element:
        for (int i = 0; i < data_T::size; i++) {
#pragma HLS UNROLL
            y[i] = CONFIG::function::apply(x[i], first + i % CONFIG::parameters);
        }
        res.write(y);
        if (CONFIG::parameters > data_T::size) {
            const int width = data_T::size;
            first += width;
            if (first == CONFIG::parameters) first = 0;
        }
    }
}

} // namespace nnet

#endif
