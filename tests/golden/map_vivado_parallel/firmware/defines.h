// Types of the tensors of map.
#ifndef PROJECT_MAP_DEFINES_H_
#define PROJECT_MAP_DEFINES_H_

#include "nnet_utils/common.h"

namespace map_net {

typedef ap_fixed<8,3> type_input_1; // 2x3x1
typedef ap_fixed<8,3> type_conv_transpose2d_1; // 5x4x2
typedef ap_fixed<8,3> type_relu_1; // 5x4x2

} // namespace map_net
#endif
