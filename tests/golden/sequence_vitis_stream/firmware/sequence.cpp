// Top function of sequence: a process a stage, in the order of the data.
//
//   input   input_1  5x2 of ap_fixed<8,3>
//   output  tanh_1   10x2 of ap_fixed<8,3>
//
// Synthesis sees nothing of NNET_TRACE_STREAM and NNET_TRACE_ARRAY, and of NNET_PROCESS what is in it.
#include "sequence.h"

#include "parameters.h"

void sequence(hls::stream<sequence_net::beat_input_1> &input_1, hls::stream<sequence_net::beat_tanh_1> &tanh_1) {
#pragma HLS INTERFACE axis port=input_1
#pragma HLS INTERFACE axis port=tanh_1
#pragma HLS AGGREGATE variable=input_1
#pragma HLS AGGREGATE variable=tanh_1
#pragma HLS DATAFLOW
    NNET_TRACE_STREAM(0, 5, input_1, sequence_net::beat_input_1);

    // conv_transpose1d_1 (Conv1DTranspose): 5x2 of ap_fixed<8,3> -> 10x2 of ap_fixed<8,3>
    // kernel 3, stride 2; resource, reuse factor 2, 4 multipliers
    // weights ap_fixed<8,3>, bias ap_fixed<8,3>, sums ap_fixed<15,5>
    hls::stream<sequence_net::beat_conv_transpose1d_1> conv_transpose1d_1("conv_transpose1d_1");
#pragma HLS STREAM variable=conv_transpose1d_1 depth=2
#pragma HLS BIND_STORAGE variable=conv_transpose1d_1 type=fifo impl=srl
#pragma HLS AGGREGATE variable=conv_transpose1d_1
    NNET_PROCESS(nnet::conv1d_stream<sequence_net::config_conv_transpose1d_1>(
        input_1, conv_transpose1d_1, sequence_net::weights_conv_transpose1d_1, sequence_net::bias_conv_transpose1d_1));
    NNET_TRACE_STREAM(1, 10, conv_transpose1d_1, sequence_net::beat_conv_transpose1d_1);

    // tanh_1 (TanH): 10x2 of ap_fixed<8,3> -> 10x2 of ap_fixed<8,3>
    // tanh, a table of 40 entries
    NNET_PROCESS(nnet::elementwise_stream<sequence_net::config_tanh_1>(conv_transpose1d_1, tanh_1));
    NNET_TRACE_STREAM(2, 10, tanh_1, sequence_net::beat_tanh_1);
}
