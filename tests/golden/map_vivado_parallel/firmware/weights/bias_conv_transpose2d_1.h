// 2 constants of conv_transpose2d_1.
#include "ap_fixed.h"
#include "ap_int.h"

namespace map_net {

const ap_fixed<8,3> bias_conv_transpose2d_1[2] = {
    0.0, 0.0};

} // namespace map_net
