// Entries of tables, for functions that are no formula.
//
// CONFIG of a table holds: mantissa_t and x_width (of the number whose entry is read), place_t of a place in the table,
// the mantissa of place 0, `first()`; entries and segments (how many there are), `entry(index)`, and of each segment
// where it begins, `from(segment)`, the log2 of places that share an entry, `shift(segment)`, and the index of its
// first entry, `base(segment)`.
//
// SPDX-License-Identifier: Apache-2.0
#ifndef NNET_FUNCTIONS_H_
#define NNET_FUNCTIONS_H_

#include "common.h"

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

// The entry of a number; mantissa m is at place max(m - first, 0).
template <typename CONFIG, class x_T> typename CONFIG::entry_t look_up(x_T x) {
#pragma HLS INLINE
    typename CONFIG::mantissa_t mantissa = 0;
    mantissa.range(CONFIG::x_width - 1, 0) = x.range(CONFIG::x_width - 1, 0);
    const typename CONFIG::place_t behind = mantissa - CONFIG::first();
    typename CONFIG::place_t place = 0;
    if (behind > 0) place = behind;
    return entry_of<CONFIG>(place);
}

} // namespace nnet

#endif
