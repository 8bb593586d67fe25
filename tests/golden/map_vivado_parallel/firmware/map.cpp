// Top function of map: a process a stage, in the order of the data.
//
//   input   input_1  2x3x1 of ap_fixed<8,3>
//   output  relu_1   5x4x2 of ap_fixed<8,3>
//
// Synthesis sees nothing of NNET_TRACE_STREAM and NNET_TRACE_ARRAY, and of NNET_PROCESS what is in it.
#include "map.h"

#include "parameters.h"

void map(map_net::type_input_1 input_1[6], map_net::type_relu_1 relu_1[40]) {
#pragma HLS ARRAY_RESHAPE variable=input_1 complete dim=0
#pragma HLS ARRAY_PARTITION variable=relu_1 complete dim=0
#pragma HLS INTERFACE ap_vld port=input_1
#pragma HLS INTERFACE ap_vld port=relu_1
#pragma HLS DATAFLOW
    NNET_TRACE_ARRAY(0, 6, input_1);

    // conv_transpose2d_1 (Conv2DTranspose): 2x3x1 of ap_fixed<8,3> -> 5x4x2 of ap_fixed<8,3>
    // kernel 3x2, stride 2x1; latency, reuse factor 1, 4 windows at once, 48 multipliers
    // weights ap_fixed<8,3>, bias ap_fixed<8,3>, sums ap_fixed<15,5>
    map_net::type_conv_transpose2d_1 conv_transpose2d_1[40];
#pragma HLS ARRAY_PARTITION variable=conv_transpose2d_1 complete dim=0
    nnet::conv2d_parallel<map_net::config_conv_transpose2d_1>(
        input_1, conv_transpose2d_1, map_net::bias_conv_transpose2d_1);
    NNET_TRACE_ARRAY(1, 40, conv_transpose2d_1);

    // relu_1 (ReLU): 5x4x2 of ap_fixed<8,3> -> 5x4x2 of ap_fixed<8,3>
    nnet::elementwise_parallel<map_net::config_relu_1>(conv_transpose2d_1, relu_1);
    NNET_TRACE_ARRAY(2, 40, relu_1);
}
