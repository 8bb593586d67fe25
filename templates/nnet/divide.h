// An exact division of a sum by a count, rounded once.
//
// CONFIG holds: sum_t, dividend_t, magnitude_t and twice_t (integers: of the sum, signed and unsigned of dividend_bits,
// signed of one bit more), dividend_bits, raise (bits that the sum is moved up), count_bits (of the largest count), and
// unit_t (a number whose one bit is half the quotient's last).
//
// SPDX-License-Identifier: Apache-2.0
#ifndef NNET_DIVIDE_H_
#define NNET_DIVIDE_H_

#include "common.h"

namespace nnet {

// sum / count, cast to the result type once. The quotient is found bit by bit, since its remainder stays below the
// count: each step subtracts few bits. It ends one bit below the result's last; one more bit says whether anything
// is left, and with these two every rounding mode is exact.
template <class res_T, typename CONFIG> res_T divide_sum(typename CONFIG::sum_t sum, int count) {
#pragma HLS INLINE
    const typename CONFIG::dividend_t dividend = typename CONFIG::dividend_t(sum) << CONFIG::raise;
    const bool negative = dividend < 0;
    typename CONFIG::magnitude_t magnitude = dividend;
    // floor(a / n) is ~floor(~a / n).
    if (negative) magnitude = ~dividend;
    typename CONFIG::magnitude_t quotient = 0;
    ap_uint<CONFIG::count_bits + 1> remainder = 0;
Bit:
    for (int b = CONFIG::dividend_bits - 1; b >= 0; b--) {
#pragma HLS UNROLL
        remainder = remainder << 1;
        quotient = quotient << 1;
        if (magnitude[b]) remainder += 1;
        if (remainder >= count) {
            remainder -= count;
            quotient += 1;
        }
    }
    typename CONFIG::dividend_t floor = quotient;
    if (negative) floor = ~floor;
    const bool exact = remainder == (negative ? count - 1 : 0);
    typename CONFIG::twice_t twice = floor;
    twice = twice << 1;
    if (!exact) twice += 1;
    typename CONFIG::unit_t unit = 0;
    unit.range(0, 0) = 1;
    const res_T y = twice * unit;
    return y;
}

// x times a power of two, which is what the one bit of unit_T is worth: only the point moves.
template <class res_T, class unit_T, class x_T> res_T move_point(x_T x) {
#pragma HLS INLINE
    unit_T unit = 0;
    unit.range(0, 0) = 1;
    const res_T y = x * unit;
    return y;
}

// x / count, whatever the binary point of x; CONFIG holds mantissa_t, x_width and count, too.
template <class res_T, typename CONFIG, class x_T> res_T divide_number(x_T x) {
#pragma HLS INLINE
    typename CONFIG::mantissa_t mantissa = 0;
    mantissa.range(CONFIG::x_width - 1, 0) = x.range(CONFIG::x_width - 1, 0);
    return divide_sum<res_T, CONFIG>(mantissa, CONFIG::count);
}

} // namespace nnet

#endif
