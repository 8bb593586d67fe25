// Non-linear functions of every element by itself: tables, and what needs none. `elementwise.h` runs them.
//
// CONFIG of a table holds: x_width, entries, shift, `entry(index)`, and for most the unsigned magnitude_t of one bit
// more than the input.
//
// SPDX-License-Identifier: Apache-2.0
#ifndef NNET_FUNCTIONS_H_
#define NNET_FUNCTIONS_H_

#include "elementwise.h"

namespace nnet {

// The entry of |x|: min(|x| >> shift, last).
template <class x_T, typename CONFIG> typename CONFIG::entry_t look_up(x_T x) {
#pragma HLS INLINE
    typename CONFIG::magnitude_t magnitude = 0;
    magnitude.range(CONFIG::x_width - 1, 0) = x.range(CONFIG::x_width - 1, 0);
    const typename CONFIG::magnitude_t mask = (typename CONFIG::magnitude_t(1) << CONFIG::x_width) - 1;
    if (x < 0) magnitude = ((~magnitude) & mask) + 1;
    const typename CONFIG::magnitude_t cell = magnitude >> CONFIG::shift;
    const int index = cell < CONFIG::entries - 1 ? cell.to_int() : CONFIG::entries - 1;
    return CONFIG::entry(index);
}

// f(-x) = -f(x)
template <class x_T, class res_T, typename CONFIG> struct odd_table {
    static res_T apply(x_T x, int) {
#pragma HLS INLINE
        const typename CONFIG::entry_t entry = look_up<x_T, CONFIG>(x);
        const typename CONFIG::entry_t folded = -entry;
        const res_T y = x < 0 ? folded : entry;
        return y;
    }
};

// f(-x) = 1 - f(x)
template <class x_T, class res_T, typename CONFIG> struct complement_table {
    static res_T apply(x_T x, int) {
#pragma HLS INLINE
        const typename CONFIG::entry_t entry = look_up<x_T, CONFIG>(x);
        const typename CONFIG::entry_t folded = ap_uint<1>(1) - entry;
        const res_T y = x < 0 ? folded : entry;
        return y;
    }
};

// f(x) = max(x, 0) + t(|x|)
template <class x_T, class res_T, typename CONFIG> struct rest_table {
    static res_T apply(x_T x, int) {
#pragma HLS INLINE
        const typename CONFIG::entry_t entry = look_up<x_T, CONFIG>(x);
        const res_T above = x + entry;
        res_T y = entry;
        if (x > 0) y = above;
        return y;
    }
};

// f(x) = slope*x for x >= 0, t(|x|) below
template <class x_T, class res_T, typename CONFIG> struct linear_table {
    static res_T apply(x_T x, int) {
#pragma HLS INLINE
        const typename CONFIG::entry_t entry = look_up<x_T, CONFIG>(x);
        const res_T below = entry;
        res_T y = CONFIG::slope(0) * x;
        if (x < 0) y = below;
        return y;
    }
};

// Any function; the entry of x: min(max(x - first, 0) >> shift, last).
template <class x_T, class res_T, typename CONFIG> struct whole_table {
    static res_T apply(x_T x, int) {
#pragma HLS INLINE
        typename CONFIG::mantissa_t mantissa = 0;
        mantissa.range(CONFIG::x_width - 1, 0) = x.range(CONFIG::x_width - 1, 0);
        const typename CONFIG::cell_t place = mantissa - CONFIG::first();
        const typename CONFIG::cell_t cell = place >> CONFIG::shift;
        int index = 0;
        if (cell > 0) index = cell < CONFIG::entries - 1 ? cell.to_int() : CONFIG::entries - 1;
        const res_T y = CONFIG::entry(index);
        return y;
    }
};

// y = slope*x + offset between 0 and 1
template <class x_T, class res_T, typename CONFIG> struct hard_sigmoid {
    static res_T apply(x_T x, int) {
#pragma HLS INLINE
        const ap_uint<1> one = 1;
        res_T y = CONFIG::slope() * x + CONFIG::offset();
        if (CONFIG::slope() * x + CONFIG::offset() < 0) y = 0;
        if (CONFIG::slope() * x + CONFIG::offset() > one) y = one;
        return y;
    }
};

// y = x beyond a number, else 0
template <class x_T, class res_T, typename CONFIG> struct threshold {
    static res_T apply(x_T x, int) {
#pragma HLS INLINE
        res_T y = 0;
        if (x > CONFIG::last()) y = x;
        return y;
    }
};

} // namespace nnet

#endif
