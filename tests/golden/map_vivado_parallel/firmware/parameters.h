// Configuration of the stages of map, in the order of the data.
#ifndef PROJECT_MAP_PARAMETERS_H_
#define PROJECT_MAP_PARAMETERS_H_

#include "defines.h"
#include "nnet_utils/conv_parallel.h"
#include "nnet_utils/elementwise.h"
#include "weights/weights0_conv_transpose2d_1.h"
#include "weights/weights1_conv_transpose2d_1.h"
#include "weights/bias_conv_transpose2d_1.h"

namespace map_net {

// conv_transpose2d_1 (Conv2DTranspose): 2x3x1 of ap_fixed<8,3> -> 5x4x2 of ap_fixed<8,3>
// kernel 3x2, stride 2x1; latency, reuse factor 1, 4 windows at once, 48 multipliers
// weights ap_fixed<8,3>, bias ap_fixed<8,3>, sums ap_fixed<15,5>
struct phase0_conv_transpose2d_1 {
    static const int row = 0;
    static const int column = 0;
    static const int taps = 4;
    static const int inputs = 4;
    static const int input_lanes = 4;
    static const int weight_count = 8;
    typedef const ap_fixed<8,3> weights_t[weight_count];
    static int tap(int slot) {
        static const int table[4] = {0, 1, 2, 3};
#pragma HLS ARRAY_PARTITION variable=table complete dim=0
        return table[slot];
    }
};
struct phase1_conv_transpose2d_1 {
    static const int row = 1;
    static const int column = 0;
    static const int taps = 2;
    static const int inputs = 2;
    static const int input_lanes = 2;
    static const int weight_count = 4;
    typedef const ap_fixed<8,3> weights_t[weight_count];
    static int tap(int slot) {
        static const int table[2] = {0, 1};
#pragma HLS ARRAY_PARTITION variable=table complete dim=0
        return table[slot];
    }
};
struct config_conv_transpose2d_1 {
    typedef ap_fixed<8,3> weight_t;
    typedef ap_fixed<8,3> bias_t;
    typedef ap_fixed<15,5> accum_t;
    typedef nnet::latency strategy;
    typedef ap_uint<1> turn_t;
    typedef ap_uint<1> output_turn_t;
    typedef nnet::mul_auto multiplier;
    static const int out_channels = 2;
    static const int input_lanes = 4;
    static const int turns = 1;
    static const int output_lanes = 2;
    static const int output_turns = 1;
    static const int channels = 1;
    static const int groups = 1;
    static const int group_inputs = 1;
    static const int group_outputs = 2;
    static const int phases = 2;
    static const int initiation_interval = 1;
    static const int in_size = 6;
    static const int out_size = 40;
    static const int parallel = 4;
    static const int iterations = 3;
    static const int multipliers = 48;
    struct rows {
        typedef ap_uint<2> position_t;
        typedef ap_uint<3> output_t;
        static const int input = 2;
        static const int output = 5;
        static const int phases = 2;
        static const int step = 1;
        static const int first_phase = 0;
        static const int lead = 0;
    };
    struct columns {
        typedef ap_uint<2> position_t;
        typedef ap_uint<2> output_t;
        static const int input = 3;
        static const int output = 4;
        static const int phases = 1;
        static const int step = 1;
        static const int first_phase = 0;
        static const int lead = 0;
        static const int window = 2;
        static const int windows = 4;
    };
    template <class data_T, class res_T, class GRID>
    static void compute_window(const data_T map[GRID::in_rows][columns::input][channels], const GRID &window,
                               int turn, int output_turn, const bias_t biases[out_channels],
                               data_T inputs[phases][groups][turns][input_lanes],
                               accum_t acc[phases][output_lanes],
                               res_T made[GRID::out_rows][columns::output][out_channels]) {
#pragma HLS INLINE
        nnet::conv_phase<data_T, res_T, config_conv_transpose2d_1, phase0_conv_transpose2d_1>(
            map, window, turn, output_turn, weights0_conv_transpose2d_1, biases, inputs[0], acc[0], made);
        nnet::conv_phase<data_T, res_T, config_conv_transpose2d_1, phase1_conv_transpose2d_1>(
            map, window, turn, output_turn, weights1_conv_transpose2d_1, biases, inputs[1], acc[1], made);
    }
};

// relu_1 (ReLU): 5x4x2 of ap_fixed<8,3> -> 5x4x2 of ap_fixed<8,3>
struct config_relu_1 {
    static const int size = 40;
    static const int parameters = 1;
    // relu
    struct function {
        static type_relu_1 apply(type_conv_transpose2d_1 x, int) {
#pragma HLS INLINE
            return x < 0 ? type_relu_1(0) : type_relu_1(x);
        }
    };
};

} // namespace map_net
#endif
