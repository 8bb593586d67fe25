// 2 constants of conv_transpose1d_1.
#include "ap_fixed.h"
#include "ap_int.h"

namespace sequence_net {

const ap_fixed<8,3> bias_conv_transpose1d_1[2] = {
    0.5, -1.0};

} // namespace sequence_net
