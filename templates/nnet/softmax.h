// Softmax over the channels of a pixel: tables of exp and of the reciprocal, an exact sum between them.
//
// CONFIG holds: channels, pixels, mantissa_t (of an input), difference_t (of one bit more), exponential_t, sum_t,
// inverse_t and scaled_t (of a product with room to move it right), x_width, shift, half() of a cell, exponentials
// (entries), unit (fraction bits of an exponential), exponents (the largest power of two in a sum), sum_bits,
// inverse_bits, and both tables.
//
// SPDX-License-Identifier: Apache-2.0
#ifndef NNET_SOFTMAX_H_
#define NNET_SOFTMAX_H_

#include "common.h"
#include "hls_stream.h"

namespace nnet {

template <class x_T, typename CONFIG> typename CONFIG::mantissa_t mantissa_of(x_T x) {
#pragma HLS INLINE
    typename CONFIG::mantissa_t mantissa = 0;
    mantissa.range(CONFIG::x_width - 1, 0) = x.range(CONFIG::x_width - 1, 0);
    return mantissa;
}

template <class x_T, class res_T, typename CONFIG> void softmax_pixel(const x_T *x, res_T *y) {
#pragma HLS INLINE
    typename CONFIG::exponential_t shares[CONFIG::channels];
#pragma HLS ARRAY_PARTITION variable=shares type=complete dim=0
    typename CONFIG::mantissa_t largest = mantissa_of<x_T, CONFIG>(x[0]);
Largest:
    for (int c = 1; c < CONFIG::channels; c++) {
#pragma HLS UNROLL
        const typename CONFIG::mantissa_t mantissa = mantissa_of<x_T, CONFIG>(x[c]);
        if (mantissa > largest) largest = mantissa;
    }
    typename CONFIG::sum_t sum = 0;
Exponential:
    for (int c = 0; c < CONFIG::channels; c++) {
#pragma HLS UNROLL
        const typename CONFIG::difference_t difference = largest - mantissa_of<x_T, CONFIG>(x[c]);
        const typename CONFIG::difference_t cell = (difference + CONFIG::half()) >> CONFIG::shift;
        const int index = cell < CONFIG::exponentials - 1 ? cell.to_int() : CONFIG::exponentials - 1;
        shares[c] = CONFIG::exponential(index);
        sum += shares[c];
    }
    int exponent = 0;
Exponent:
    for (int p = 1; p <= CONFIG::exponents; p++) {
#pragma HLS UNROLL
        if (sum[CONFIG::unit + p]) exponent = p;
    }
    const typename CONFIG::sum_t normal = sum << (CONFIG::exponents - exponent);
    ap_uint<CONFIG::inverse_bits> place = 0;
    place.range(CONFIG::inverse_bits - 1, 0) =
        normal.range(CONFIG::sum_bits - 2, CONFIG::sum_bits - 1 - CONFIG::inverse_bits);
    const typename CONFIG::inverse_t inverse = CONFIG::inverse(place.to_int());
Share:
    for (int c = 0; c < CONFIG::channels; c++) {
#pragma HLS UNROLL
        const typename CONFIG::scaled_t product = shares[c] * inverse;
        const typename CONFIG::scaled_t scaled = product >> exponent;
        y[c] = scaled;
    }
}

template <typename CONFIG, class data_T, class res_T>
void softmax_stream(hls::stream<data_T> &data, hls::stream<res_T> &res) {
Pixel:
    for (int p = 0; p < CONFIG::pixels; p++) {
#pragma HLS PIPELINE II=1
        NNET_COUNT(CONFIG, iterations, 1);
        NNET_COUNT(CONFIG, reads, 1);
        NNET_COUNT(CONFIG, writes, 1);
        const data_T x = data.read();
        res_T y;
        softmax_pixel<typename data_T::value_type, typename res_T::value_type, CONFIG>(x.data, y.data);
        res.write(y);
    }
}

template <typename CONFIG, class data_T, class res_T>
void softmax_parallel(const data_T data[CONFIG::pixels * CONFIG::channels],
                      res_T res[CONFIG::pixels * CONFIG::channels]) {
#pragma HLS PIPELINE II=1
Pixel:
    for (int p = 0; p < CONFIG::pixels; p++) {
#pragma HLS UNROLL
        softmax_pixel<data_T, res_T, CONFIG>(data + p * CONFIG::channels, res + p * CONFIG::channels);
    }
    NNET_COUNT(CONFIG, iterations, 1);
}

} // namespace nnet

#endif
