// Multiply-accumulate: the dot products of one output pixel, all at once (latency) or in turns (resource).
//
// Inputs lie as [group][turn][lane]. A product is exact and cast once to the accumulator's type; it is added in
// ascending order of inputs, with one more cast. Lanes without an input multiply zero. Weights that are all read at
// once are constants one behind the other; those of turns are words of a memory, [address][lane].
//
// SPDX-License-Identifier: Apache-2.0
#ifndef NNET_MAC_H_
#define NNET_MAC_H_

#include "common.h"
#include "storage.h"

namespace nnet {

// What a multiplier is bound to, of one product or of two; a configuration names one of these types.
struct mul_single {};
struct mul_auto : mul_single {};
struct mul_dsp : mul_single {};
struct mul_lut : mul_single {};
struct mul_packed {};

// A product, exact, cast once to the accumulator's type.
template <typename CONFIG, class x_T>
typename CONFIG::accum_t product_of(mul_auto, x_T x, typename CONFIG::weight_t w) {
#pragma HLS INLINE
    return x * w;
}

template <typename CONFIG, class x_T>
typename CONFIG::accum_t product_of(mul_dsp, x_T x, typename CONFIG::weight_t w) {
#pragma HLS INLINE
    const typename CONFIG::product_t exact = x * w;
#pragma HLS BIND_OP variable=exact op=mul impl=dsp
    return exact;
}

template <typename CONFIG, class x_T>
typename CONFIG::accum_t product_of(mul_lut, x_T x, typename CONFIG::weight_t w) {
#pragma HLS INLINE
    const typename CONFIG::product_t exact = x * w;
#pragma HLS BIND_OP variable=exact op=mul impl=fabric
    return exact;
}

// Adds the product of an output lane to its sum.
template <typename CONFIG, class x_T, class accum_T>
void add_product(mul_single, x_T x, typename CONFIG::weight_t, typename CONFIG::weight_t w, int o,
                 accum_T sums[CONFIG::output_lanes]) {
#pragma HLS INLINE
    const accum_T product = product_of<CONFIG>(typename CONFIG::multiplier(), x, w);
    sums[o] += product;
}

// Two products in one multiplier: (w + before * 2^-shift) * x is w * x, exactly, once it is rounded to the nearest, and
// what lies below is before * x. Of the lanes of a block, which have their input in common, every two make a pair, and
// the second adds both; `before` is the weight of the lane before.
template <typename CONFIG, class x_T, class accum_T>
void add_product(mul_packed, x_T x, typename CONFIG::weight_t before, typename CONFIG::weight_t w, int o,
                 accum_T sums[CONFIG::output_lanes]) {
#pragma HLS INLINE
    const int place = o % CONFIG::paired_lanes;
    if (place % 2 == 1) {
        const typename CONFIG::pair_t below = before;
        const typename CONFIG::pair_t both = w + (below >> CONFIG::pair_shift);
        const typename CONFIG::packed_t exact = both * x;
#pragma HLS BIND_OP variable=exact op=mul impl=dsp
        const typename CONFIG::product_t lower = exact << CONFIG::pair_shift;
        const typename CONFIG::upper_t upper = exact;
        const accum_T first = lower;
        const accum_T second = upper;
        sums[o - 1] += first;
        sums[o] += second;
    } else if (place == CONFIG::paired_lanes - 1) {
        const accum_T product = product_of<CONFIG>(mul_dsp(), x, w);
        sums[o] += product;
    }
}

// The group of an output channel; a constant wherever the turn is one.
template <typename CONFIG> int group_of(int output_turn, int lane) {
#pragma HLS INLINE
    int group = 0;
    if (CONFIG::groups > 1) {
    Turn:
        for (int t = 0; t < CONFIG::output_turns; t++) {
#pragma HLS UNROLL
            if (t == output_turn) group = (t * CONFIG::output_lanes + lane) / CONFIG::group_outputs;
        }
    }
    return group;
}

// What each output lane adds its products to, at its first turn: a bias of its own in every turn of the outputs. Which
// is selected among constants, by no address.
template <class accum_T, typename CONFIG>
void start_sums(const typename CONFIG::bias_t biases[CONFIG::out_channels], int output_turn,
                accum_T acc[CONFIG::output_lanes]) {
#pragma HLS INLINE
Turn:
    for (int t = 0; t < CONFIG::output_turns; t++) {
#pragma HLS UNROLL
        if (t == output_turn) {
        Lane:
            for (int o = 0; o < CONFIG::output_lanes; o++) {
#pragma HLS UNROLL
                acc[o] = biases[t * CONFIG::output_lanes + o];
            }
        }
    }
}

// Puts the sums of all lanes where the turn's outputs belong.
template <class accum_T, class res_T, typename CONFIG>
void keep_sums(const accum_T acc[CONFIG::output_lanes], int output_turn, res_T outputs[CONFIG::out_channels]) {
#pragma HLS INLINE
Turn:
    for (int t = 0; t < CONFIG::output_turns; t++) {
#pragma HLS UNROLL
        if (t == output_turn) {
        Lane:
            for (int o = 0; o < CONFIG::output_lanes; o++) {
#pragma HLS UNROLL
                outputs[t * CONFIG::output_lanes + o] = acc[o];
            }
        }
    }
}

// All products of one phase at once. With several phases, each multiplier's weight is selected before it.
template <class x_T, class accum_T, typename CONFIG>
void multiply_latency(const x_T inputs[CONFIG::groups][CONFIG::turns][CONFIG::input_lanes],
                      typename CONFIG::weights_t weights, int phase, accum_T acc[CONFIG::output_lanes]) {
#pragma HLS INLINE
    typename CONFIG::weight_t selected[CONFIG::selected_weights];
#pragma HLS ARRAY_PARTITION variable=selected type=complete dim=0
    if (CONFIG::phases > 1) {
    Select:
        for (int i = 0; i < CONFIG::selected_weights; i++) {
#pragma HLS UNROLL
            selected[i] = 0;
        }
    SelectPhase:
        for (int p = 0; p < CONFIG::phases; p++) {
#pragma HLS UNROLL
            if (p == phase) {
            SelectWeight:
                for (int i = 0; i < CONFIG::selected_weights; i++) {
#pragma HLS UNROLL
                    if (i < CONFIG::phase_inputs(p) * CONFIG::output_lanes) {
                        selected[i] = weights[CONFIG::phase_base(p) + i];
                    }
                }
            }
        }
    }
Input:
    for (int i = 0; i < CONFIG::input_lanes; i++) {
#pragma HLS UNROLL
    Output:
        for (int o = 0; o < CONFIG::output_lanes; o++) {
#pragma HLS UNROLL
            const int at = i * CONFIG::output_lanes + o;
            const int before = o > 0 ? at - 1 : at;
            add_product<CONFIG>(typename CONFIG::multiplier(), inputs[group_of<CONFIG>(0, o)][0][i],
                                CONFIG::phases > 1 ? selected[before] : weights[before],
                                CONFIG::phases > 1 ? selected[at] : weights[at], o, acc);
        }
    }
}

// The products of one turn, with the weights of one word. LANES holds input_lanes and the type of its weights. Where
// any order gives the same sum, the accumulator is added last, so that only one addition waits for the turn before.
template <class x_T, class accum_T, typename CONFIG, typename LANES>
void multiply_turn(const x_T inputs[CONFIG::groups][CONFIG::turns][CONFIG::input_lanes],
                   typename LANES::weights_t weights, int address, int turn, int output_turn,
                   accum_T acc[CONFIG::output_lanes]) {
#pragma HLS INLINE
#pragma HLS ARRAY_RESHAPE variable=weights type=complete dim=2
    keep_words(typename LANES::weight_storage(), weights);
    accum_T sums[CONFIG::output_lanes];
#pragma HLS ARRAY_PARTITION variable=sums type=complete dim=0
First:
    for (int o = 0; o < CONFIG::output_lanes; o++) {
#pragma HLS UNROLL
        sums[o] = CONFIG::order_free ? accum_T(0) : acc[o];
    }
Output:
    for (int o = 0; o < CONFIG::output_lanes; o++) {
#pragma HLS UNROLL
    Input:
        for (int i = 0; i < LANES::input_lanes; i++) {
#pragma HLS UNROLL
            const int at = i * CONFIG::output_lanes + o;
            const int before = o > 0 ? at - 1 : at;
            add_product<CONFIG>(typename CONFIG::multiplier(), inputs[group_of<CONFIG>(output_turn, o)][turn][i],
                                weights[address][before], weights[address][at], o, sums);
        }
    }
Last:
    for (int o = 0; o < CONFIG::output_lanes; o++) {
#pragma HLS UNROLL
        if (CONFIG::order_free) sums[o] += acc[o];
        acc[o] = sums[o];
    }
}

} // namespace nnet

#endif
