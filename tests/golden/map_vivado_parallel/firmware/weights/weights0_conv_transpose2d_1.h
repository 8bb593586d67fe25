// 8 constants of conv_transpose2d_1.
// A row of 2 is the weights of one input for all outputs.
#include "ap_fixed.h"
#include "ap_int.h"

namespace map_net {

const ap_fixed<8,3> weights0_conv_transpose2d_1[8] = {
    -1.25, 0.0,
    1.25, -0.25,
    0.5, -1.0,
    0.25, -1.25};

} // namespace map_net
