// What a pooling layer makes of the elements of a window, channel by channel.
//
// CONFIG of an average holds mantissa_t (of an element), x_width, and what `divide_sum` needs.
//
// SPDX-License-Identifier: Apache-2.0
#ifndef NNET_POOL_H_
#define NNET_POOL_H_

#include "common.h"
#include "divide.h"

namespace nnet {

// The largest element.
template <class x_T, class res_T, typename CONFIG> struct max_of {
    x_T largest;
    bool empty;

    void start() {
#pragma HLS INLINE
        largest = 0;
        empty = true;
    }

    void add(x_T x) {
#pragma HLS INLINE
        if (empty || x > largest) largest = x;
        empty = false;
    }

    res_T result(int) const {
#pragma HLS INLINE
        const res_T y = largest;
        return y;
    }
};

// The sum of the elements divided by how many count.
template <class x_T, class res_T, typename CONFIG> struct average_of {
    typename CONFIG::sum_t sum;

    void start() {
#pragma HLS INLINE
        sum = 0;
    }

    void add(x_T x) {
#pragma HLS INLINE
        typename CONFIG::mantissa_t mantissa = 0;
        mantissa.range(CONFIG::x_width - 1, 0) = x.range(CONFIG::x_width - 1, 0);
        sum += mantissa;
    }

    res_T result(int count) const {
#pragma HLS INLINE
        return divide_sum<res_T, CONFIG>(sum, count);
    }
};

// The one element of a window of one.
template <class x_T, class res_T, typename CONFIG> struct copy_of {
    x_T only;

    void start() {
#pragma HLS INLINE
        only = 0;
    }

    void add(x_T x) {
#pragma HLS INLINE
        only = x;
    }

    res_T result(int) const {
#pragma HLS INLINE
        const res_T y = only;
        return y;
    }
};

} // namespace nnet

#endif
