#include "map.h"

#include "parameters.h"

void map(map_net::type_input_1 input_1[6], map_net::type_relu_1 relu_1[40]) {
#pragma HLS ARRAY_RESHAPE variable=input_1 complete dim=0
#pragma HLS ARRAY_RESHAPE variable=relu_1 complete dim=0
#pragma HLS INTERFACE ap_vld port=input_1
#pragma HLS INTERFACE ap_vld port=relu_1
#pragma HLS DATAFLOW

    map_net::type_conv_transpose2d_1 conv_transpose2d_1[40];
#pragma HLS ARRAY_PARTITION variable=conv_transpose2d_1 complete dim=0

    NNET_TRACE_ARRAY(0, 6, input_1);
    nnet::conv2d_parallel<map_net::type_input_1, map_net::type_conv_transpose2d_1, map_net::config_conv_transpose2d_1>(input_1, conv_transpose2d_1, map_net::bias_conv_transpose2d_1);
    NNET_TRACE_ARRAY(1, 40, conv_transpose2d_1);
    nnet::elementwise_parallel<map_net::type_conv_transpose2d_1, map_net::type_relu_1, map_net::config_relu_1, map_net::function_relu_1>(conv_transpose2d_1, relu_1);
    NNET_TRACE_ARRAY(2, 40, relu_1);
}
