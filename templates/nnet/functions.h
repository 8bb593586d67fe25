// Non-linear functions of every element by itself, as tables. `elementwise.h` runs them.
//
// CONFIG of a table holds: x_width, entries, `entry(index)`, place_t of a place in the table; segments, and of each of
// them where it begins, `from(segment)`, the log2 of places that share an entry, `shift(segment)`, and the index of its
// first entry, `base(segment)`.
//
// SPDX-License-Identifier: Apache-2.0
#ifndef NNET_FUNCTIONS_H_
#define NNET_FUNCTIONS_H_

#include "elementwise.h"

namespace nnet {

// The entry of a place: that of its cell in the last segment that begins at or before it.
template <typename CONFIG> typename CONFIG::entry_t entry_of(typename CONFIG::place_t place) {
#pragma HLS INLINE
    typename CONFIG::place_t index = place >> CONFIG::shift(0);
Segment:
    for (int s = 1; s < CONFIG::segments; s++) {
#pragma HLS UNROLL
        const typename CONFIG::place_t from = CONFIG::from(s);
        const typename CONFIG::place_t behind = place - from;
        const typename CONFIG::place_t cell = (behind >> CONFIG::shift(s)) + CONFIG::base(s);
        if (place >= from) index = cell;
    }
    return CONFIG::entry(index < CONFIG::entries - 1 ? index.to_int() : CONFIG::entries - 1);
}

// The entry of |x|.
template <class x_T, typename CONFIG> typename CONFIG::entry_t look_up(x_T x) {
#pragma HLS INLINE
    typename CONFIG::place_t magnitude = 0;
    magnitude.range(CONFIG::x_width - 1, 0) = x.range(CONFIG::x_width - 1, 0);
    const typename CONFIG::place_t mask = (typename CONFIG::place_t(1) << CONFIG::x_width) - 1;
    if (x < 0) magnitude = ((~magnitude) & mask) + 1;
    return entry_of<CONFIG>(magnitude);
}

// f(-x) = -f(x); folded_t is the result's type, rounding and saturating as entries do.
template <class x_T, class res_T, typename CONFIG> struct odd_table {
    static res_T apply(x_T x, int) {
#pragma HLS INLINE
        const typename CONFIG::entry_t entry = look_up<x_T, CONFIG>(x);
        const typename CONFIG::folded_t above = entry;
        const typename CONFIG::folded_t below = -entry;
        const res_T y = x < 0 ? below : above;
        return y;
    }
};

// f(-x) = 1 - f(x)
template <class x_T, class res_T, typename CONFIG> struct complement_table {
    static res_T apply(x_T x, int) {
#pragma HLS INLINE
        const typename CONFIG::entry_t entry = look_up<x_T, CONFIG>(x);
        const typename CONFIG::folded_t above = entry;
        const typename CONFIG::folded_t below = ap_uint<1>(1) - entry;
        const res_T y = x < 0 ? below : above;
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

// Any function; x is at place max(x - first, 0), counted in mantissas.
template <class x_T, class res_T, typename CONFIG> struct whole_table {
    static res_T apply(x_T x, int) {
#pragma HLS INLINE
        typename CONFIG::mantissa_t mantissa = 0;
        mantissa.range(CONFIG::x_width - 1, 0) = x.range(CONFIG::x_width - 1, 0);
        const typename CONFIG::place_t behind = mantissa - CONFIG::first();
        typename CONFIG::place_t place = 0;
        if (behind > 0) place = behind;
        const res_T y = entry_of<CONFIG>(place);
        return y;
    }
};

} // namespace nnet

#endif
