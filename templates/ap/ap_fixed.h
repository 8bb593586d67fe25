// ap_fixed<W, I, Q, O> and ap_ufixed<W, I, Q, O> for host simulation, by Interlace. In the vendor's tool the vendor's
// own header of this name takes over.
//
// SPDX-License-Identifier: Apache-2.0
#ifndef INTERLACE_AP_FIXED_H_
#define INTERLACE_AP_FIXED_H_

#include "ap_int.h"

template <int W, int I, ap_q_mode Q = AP_TRN, ap_o_mode O = AP_WRAP, int N = 0>
using ap_fixed = interlace::number<W, I, true, Q, O, N>;
template <int W, int I, ap_q_mode Q = AP_TRN, ap_o_mode O = AP_WRAP, int N = 0>
using ap_ufixed = interlace::number<W, I, false, Q, O, N>;

#endif
