// 4 constants of conv_transpose2d_1.
// A row of 2 is the weights of one input for all outputs.
#include "ap_fixed.h"
#include "ap_int.h"

namespace map_net {

const ap_fixed<8,3> weights1_conv_transpose2d_1[4] = {
    1.0, -0.5,
    0.75, -0.75};

} // namespace map_net
