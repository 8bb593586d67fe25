// 12 constants of conv_transpose1d_1.
// A row of 4 is the weights of one turn.
#include "ap_fixed.h"
#include "ap_int.h"

namespace sequence_net {

const ap_fixed<8,3> weights_conv_transpose1d_1[3][4] = {
    {-1.25, 0.0, 1.25, -0.25},
    {0.5, -1.0, 0.25, -1.25},
    {1.0, -0.5, 0.75, -0.75}};

} // namespace sequence_net
