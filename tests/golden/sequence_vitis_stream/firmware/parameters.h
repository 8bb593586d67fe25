// Configuration of the stages of sequence, in the order of the data.
#ifndef PROJECT_SEQUENCE_PARAMETERS_H_
#define PROJECT_SEQUENCE_PARAMETERS_H_

#include "defines.h"
#include "nnet_utils/conv_stream.h"
#include "nnet_utils/elementwise.h"
#include "nnet_utils/functions.h"
#include "weights/weights_conv_transpose1d_1.h"
#include "weights/bias_conv_transpose1d_1.h"
#include "weights/entry_tanh_1.h"

namespace sequence_net {

// conv_transpose1d_1 (Conv1DTranspose): 5x2 of ap_fixed<8,3> -> 10x2 of ap_fixed<8,3>
// kernel 3, stride 2; resource, reuse factor 2, 4 multipliers
// weights ap_fixed<8,3>, bias ap_fixed<8,3>, sums ap_fixed<15,5>
struct config_conv_transpose1d_1 {
    typedef ap_fixed<8,3> weight_t;
    typedef ap_fixed<8,3> bias_t;
    typedef ap_fixed<15,5> accum_t;
    typedef nnet::resource strategy;
    typedef ap_uint<1> turn_t;
    typedef ap_uint<1> output_turn_t;
    typedef nnet::mul_auto multiplier;
    typedef nnet::in_lut weight_storage;
    typedef ap_uint<2> address_t;
    static const bool order_free = true;
    static const int out_channels = 2;
    static const int input_lanes = 2;
    static const int turns = 2;
    static const int output_lanes = 2;
    static const int output_turns = 1;
    static const int channels = 2;
    static const int groups = 1;
    static const int group_inputs = 2;
    static const int group_outputs = 2;
    static const int phases = 2;
    static const int initiation_interval = 1;
    static const int taps = 2;
    static const int window = 2;
    static const int iterations = 15;
    static const int multipliers = 4;
    static const int word_count = 3;
    static const int word_lanes = 4;
    struct columns {
        typedef ap_uint<3> position_t;
        typedef ap_uint<4> output_t;
        typedef ap_uint<1> phase_t;
        typedef ap_uint<1> wait_t;
        static const int input = 5;
        static const int output = 10;
        static const int phases = 2;
        static const int step = 1;
        static const int first_phase = 0;
        static const int lead = 0;
        static const int phase_step = 1;
    };
    typedef const ap_fixed<8,3> weights_t[word_count][word_lanes];
    static int phase_turns(int phase) {
        static const int table[2] = {2, 1};
#pragma HLS ARRAY_PARTITION variable=table complete dim=0
        return table[phase];
    }
    static int phase_taps(int phase) {
        static const int table[2] = {2, 1};
#pragma HLS ARRAY_PARTITION variable=table complete dim=0
        return table[phase];
    }
    static int phase_inputs(int phase) {
        static const int table[2] = {4, 2};
#pragma HLS ARRAY_PARTITION variable=table complete dim=0
        return table[phase];
    }
    static int phase_base(int phase) {
        static const int table[2] = {0, 2};
#pragma HLS ARRAY_PARTITION variable=table complete dim=0
        return table[phase];
    }
    static int tap(int phase, int slot) {
        static const int table[2][2] = {{0, 1}, {0, 0}};
#pragma HLS ARRAY_PARTITION variable=table complete dim=0
        return table[phase][slot];
    }
};

// tanh_1 (TanH): 10x2 of ap_fixed<8,3> -> 10x2 of ap_fixed<8,3>
// tanh, a table of 40 entries
struct config_tanh_1 {
    typedef ap_uint<1> first_t;
    static const int beats = 10;
    static const int parameters = 1;
    struct lookup {
        typedef ap_fixed<8,3,AP_RND_CONV,AP_SAT> entry_t;
        typedef ap_uint<8> mantissa_t;
        typedef ap_int<9> place_t;
        static const int x_width = 8;
        static const int entries = 40;
        static const int segments = 1;
        static place_t first() { return place_t(0LL); }
        static unsigned long long from(int segment) {
            static const unsigned long long table[1] = {0LL};
            return table[segment];
        }
        static int shift(int segment) {
            static const int table[1] = {1};
#pragma HLS ARRAY_PARTITION variable=table complete dim=0
            return table[segment];
        }
        static int base(int segment) {
            static const int table[1] = {0};
#pragma HLS ARRAY_PARTITION variable=table complete dim=0
            return table[segment];
        }
        static entry_t entry(int i) {
#pragma HLS BIND_STORAGE variable=entry_tanh_1 type=rom_np impl=lutram
            return entry_tanh_1[i];
        }
    };
    // tanh
    struct function {
        static type_tanh_1 apply(type_conv_transpose1d_1 x, int) {
#pragma HLS INLINE
            const ap_ufixed<8,3> magnitude_0 = x < 0 ? ap_ufixed<8,3>(-x) : ap_ufixed<8,3>(x);
            const ap_ufixed<6,1> entry_1 = nnet::look_up<lookup>(magnitude_0);
            return x < 0 ? type_tanh_1(
                ap_fixed<8,3,AP_RND_CONV,AP_SAT>(-entry_1)) : type_tanh_1(ap_fixed<8,3,AP_RND_CONV,AP_SAT>(entry_1));
        }
    };
};

} // namespace sequence_net
#endif
