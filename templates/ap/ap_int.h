// ap_int<W> and ap_uint<W> for host simulation, by Interlace. In the vendor's tool the vendor's own header of this
// name takes over.
//
// SPDX-License-Identifier: Apache-2.0
#ifndef INTERLACE_AP_INT_H_
#define INTERLACE_AP_INT_H_

#include "interlace_fixed.h"

// Assigning a fraction to an ap_int truncates towards zero, as in C; to an ap_fixed<W, W> it rounds down.
template <int W> using ap_int = interlace::number<W, W, true, AP_TRN_ZERO, AP_WRAP, 0>;
template <int W> using ap_uint = interlace::number<W, W, false, AP_TRN_ZERO, AP_WRAP, 0>;

namespace interlace {

// Integer operands only: division truncates towards zero, bits are those of two's complement.
#define INTERLACE_INTEGER_OPERATOR(op)                                                                              \
  template <typename A, typename B, typename X = typename operand<A>::type, typename Y = typename operand<B>::type, \
            typename = typename std::enable_if<X::fraction == 0 && Y::fraction == 0>::type>                         \
  INTERLACE_CONSTEXPR typename results<X, Y>::sum operator op(const A &a, const B &b) {                             \
    typedef typename results<X, Y>::sum R;                                                                          \
    return R(as_mantissa(), static_cast<typename R::storage>(INTERLACE_WORD(R, X, a) op INTERLACE_WORD(R, Y, b)));  \
  }
INTERLACE_INTEGER_OPERATOR(/)
INTERLACE_INTEGER_OPERATOR(%)
INTERLACE_INTEGER_OPERATOR(&)
INTERLACE_INTEGER_OPERATOR(|)
INTERLACE_INTEGER_OPERATOR(^)
#undef INTERLACE_INTEGER_OPERATOR

template <int W, bool S, ap_q_mode Q, ap_o_mode O>
INTERLACE_CONSTEXPR number<W, W, S, Q, O, 0> operator~(const number<W, W, S, Q, O, 0> &a) {
  typedef number<W, W, S, Q, O, 0> R;
  return R(as_mantissa(), wrapped<R>(~static_cast<typename R::unsigned_word>(a.mantissa)));
}

}  // namespace interlace

#endif
