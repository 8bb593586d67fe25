// ap_axiu<D, 0, 0, 0> for host simulation, by Interlace: a word of an AXI4-Stream without TUSER, TID and TDEST. In the
// vendor's tool the vendor's own header of this name takes over.
//
// SPDX-License-Identifier: Apache-2.0
#ifndef INTERLACE_AP_AXI_SDATA_H_
#define INTERLACE_AP_AXI_SDATA_H_

#include "ap_int.h"

template <int D, int U, int TI, int TD> struct ap_axiu {
  static_assert(U == 0 && TI == 0 && TD == 0, "TUSER, TID and TDEST are not simulated");
  ap_uint<D> data;
  ap_uint<(D + 7) / 8> keep;
  ap_uint<(D + 7) / 8> strb;
  ap_uint<1> last;
};

#endif
