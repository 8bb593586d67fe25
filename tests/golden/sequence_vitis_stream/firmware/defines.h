// Types of the tensors of sequence.
#ifndef PROJECT_SEQUENCE_DEFINES_H_
#define PROJECT_SEQUENCE_DEFINES_H_

#include "nnet_utils/common.h"

namespace sequence_net {

typedef ap_fixed<8,3> type_input_1; // 5x2
typedef nnet::beat<type_input_1, 2> beat_input_1;
typedef ap_fixed<8,3> type_conv_transpose1d_1; // 10x2
typedef nnet::beat<type_conv_transpose1d_1, 2> beat_conv_transpose1d_1;
typedef ap_fixed<8,3> type_tanh_1; // 10x2
typedef nnet::beat<type_tanh_1, 2> beat_tanh_1;

} // namespace sequence_net
#endif
