// Two tensors, element by element: exact, divided for an average, then cast once to the result type.
//
// CONFIG holds: operation and part (structs of this file), pixels and channels (of the output; beats and their elements
// in stream mode), exact_t (holds every result of the operation), a_size and b_size (elements), a_pixel and b_pixel
// (elements from one pixel of an input to the next; 0 where its one pixel meets all of the output), a_channel and
// b_channel (likewise, from channel to channel); for an average by a power of two share_t (whose lowest bit is worth 1
// / count); for any other count, mantissa_t and x_width (of exact_t), and what `divide_sum` needs.
//
// SPDX-License-Identifier: Apache-2.0
#ifndef NNET_MERGE_H_
#define NNET_MERGE_H_

#include "common.h"
#include "divide.h"
#include "hls_stream.h"

namespace nnet {

template <class a_T, class b_T, typename CONFIG> struct add {
    static typename CONFIG::exact_t apply(a_T a, b_T b) {
#pragma HLS INLINE
        const typename CONFIG::exact_t y = a + b;
        return y;
    }
};

template <class a_T, class b_T, typename CONFIG> struct subtract {
    static typename CONFIG::exact_t apply(a_T a, b_T b) {
#pragma HLS INLINE
        const typename CONFIG::exact_t y = a - b;
        return y;
    }
};

template <class a_T, class b_T, typename CONFIG> struct multiply {
    static typename CONFIG::exact_t apply(a_T a, b_T b) {
#pragma HLS INLINE
        const typename CONFIG::exact_t y = a * b;
        return y;
    }
};

template <class a_T, class b_T, typename CONFIG> struct maximum {
    static typename CONFIG::exact_t apply(a_T a, b_T b) {
#pragma HLS INLINE
        typename CONFIG::exact_t y = a;
        if (a < b) y = b;
        return y;
    }
};

template <class a_T, class b_T, typename CONFIG> struct minimum {
    static typename CONFIG::exact_t apply(a_T a, b_T b) {
#pragma HLS INLINE
        typename CONFIG::exact_t y = a;
        if (b < a) y = b;
        return y;
    }
};

// The exact result as it is.
template <class res_T, typename CONFIG> struct whole {
    static res_T apply(typename CONFIG::exact_t x) {
#pragma HLS INLINE
        const res_T y = x;
        return y;
    }
};

// Divided by a power of two.
template <class res_T, typename CONFIG> struct share {
    static res_T apply(typename CONFIG::exact_t x) {
#pragma HLS INLINE
        typename CONFIG::share_t unit = 0;
        unit.range(0, 0) = 1;
        const res_T y = x * unit;
        return y;
    }
};

// Divided by any other count.
template <class res_T, typename CONFIG> struct quotient {
    static res_T apply(typename CONFIG::exact_t x) {
#pragma HLS INLINE
        typename CONFIG::mantissa_t mantissa = 0;
        mantissa.range(CONFIG::x_width - 1, 0) = x.range(CONFIG::x_width - 1, 0);
        return divide_sum<res_T, CONFIG>(mantissa, CONFIG::count);
    }
};

template <typename CONFIG, class a_T, class b_T, class res_T>
void merge_parallel(const a_T a[CONFIG::a_size], const b_T b[CONFIG::b_size],
                    res_T res[CONFIG::pixels * CONFIG::channels]) {
#pragma HLS PIPELINE II=1
Pixel:
    for (int p = 0; p < CONFIG::pixels; p++) {
#pragma HLS UNROLL
    Channel:
        for (int c = 0; c < CONFIG::channels; c++) {
#pragma HLS UNROLL
            const a_T x = a[p * CONFIG::a_pixel + c * CONFIG::a_channel];
            const b_T y = b[p * CONFIG::b_pixel + c * CONFIG::b_channel];
            res[p * CONFIG::channels + c] = CONFIG::part::apply(CONFIG::operation::apply(x, y));
        }
    }
    NNET_COUNT(CONFIG, iterations, 1);
}

// One beat of each input makes one of the output; a beat that meets all of them is read first and held.
template <typename CONFIG, class a_T, class b_T, class res_T>
void merge_stream(hls::stream<a_T> &a, hls::stream<b_T> &b, hls::stream<res_T> &res) {
    a_T x;
    b_T y;
Beat:
    for (int p = 0; p < CONFIG::pixels; p++) {
#pragma HLS PIPELINE II=1
        NNET_COUNT(CONFIG, iterations, 1);
        if (CONFIG::a_pixel != 0 || p == 0) {
            x = a.read();
            NNET_COUNT(CONFIG, reads, 1);
        }
        if (CONFIG::b_pixel != 0 || p == 0) {
            y = b.read();
            NNET_COUNT(CONFIG, reads, 1);
        }
        res_T beat;
    Channel:
        for (int c = 0; c < CONFIG::channels; c++) {
#pragma HLS UNROLL
            beat[c] = CONFIG::part::apply(CONFIG::operation::apply(x[c * CONFIG::a_channel], y[c * CONFIG::b_channel]));
        }
        res.write(beat);
        NNET_COUNT(CONFIG, writes, 1);
    }
}

} // namespace nnet

#endif
