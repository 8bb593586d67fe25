// Fully connected layer.
//
// SPDX-License-Identifier: Apache-2.0
#ifndef NNET_DENSE_H_
#define NNET_DENSE_H_

#include "hls_stream.h"
#include "mac.h"

namespace nnet {

// The products of all turns, from inputs in registers.
template <class x_T, class res_T, typename CONFIG>
void dense_turns(latency, const x_T inputs[CONFIG::groups][CONFIG::turns][CONFIG::input_lanes],
                 res_T outputs[CONFIG::out_channels], typename CONFIG::weights_t weights,
                 const typename CONFIG::bias_t biases[CONFIG::out_channels]) {
#pragma HLS INLINE
    typename CONFIG::accum_t acc[CONFIG::output_lanes];
#pragma HLS ARRAY_PARTITION variable=acc type=complete dim=0
    start_sums<typename CONFIG::accum_t, CONFIG>(biases, 0, acc);
    multiply_latency<x_T, typename CONFIG::accum_t, CONFIG>(inputs, weights, 0, acc);
    keep_sums<typename CONFIG::accum_t, res_T, CONFIG>(acc, 0, outputs);
    NNET_COUNT(CONFIG, multiplications, CONFIG::inputs * CONFIG::out_channels);
    NNET_COUNT(CONFIG, iterations, 1);
}

template <class x_T, class res_T, typename CONFIG>
void dense_turns(resource, const x_T inputs[CONFIG::groups][CONFIG::turns][CONFIG::input_lanes],
                 res_T outputs[CONFIG::out_channels], typename CONFIG::weights_t weights,
                 const typename CONFIG::bias_t biases[CONFIG::out_channels]) {
#pragma HLS INLINE
    typename CONFIG::accum_t acc[CONFIG::output_lanes];
#pragma HLS ARRAY_PARTITION variable=acc type=complete dim=0
    typename CONFIG::turn_t turn = 0;
    typename CONFIG::output_turn_t output_turn = 0;
Iteration:
    for (int iteration = 0; iteration < CONFIG::iterations; iteration++) {
#pragma HLS PIPELINE II=CONFIG::initiation_interval
        NNET_COUNT(CONFIG, iterations, 1);
        if (turn == 0) start_sums<typename CONFIG::accum_t, CONFIG>(biases, output_turn, acc);
        multiply_turn<x_T, typename CONFIG::accum_t, CONFIG, CONFIG>(inputs, weights, iteration, turn, output_turn,
                                                                     acc);
        NNET_COUNT(CONFIG, multiplications, CONFIG::input_lanes * CONFIG::output_lanes);
        if (turn < CONFIG::turns - 1) {
            ++turn;
        } else {
            keep_sums<typename CONFIG::accum_t, res_T, CONFIG>(acc, output_turn, outputs);
            turn = 0;
            ++output_turn;
        }
    }
}

// From inputs in order to results, with the multipliers of the strategy.
template <class x_T, class res_T, typename CONFIG>
void dense_compute(const x_T x[CONFIG::inputs], res_T res[CONFIG::out_channels],
                   typename CONFIG::weights_t weights,
                   const typename CONFIG::bias_t biases[CONFIG::out_channels]) {
#pragma HLS INLINE
    x_T inputs[CONFIG::groups][CONFIG::turns][CONFIG::input_lanes];
    res_T outputs[CONFIG::out_channels];
#pragma HLS ARRAY_PARTITION variable=biases type=complete dim=0
#pragma HLS ARRAY_PARTITION variable=inputs type=complete dim=0
#pragma HLS ARRAY_PARTITION variable=outputs type=complete dim=0
Input:
    for (int i = 0; i < CONFIG::inputs; i++) {
#pragma HLS UNROLL
        inputs[0][i / CONFIG::input_lanes][i % CONFIG::input_lanes] = x[i];
    }
    dense_turns<x_T, res_T, CONFIG>(typename CONFIG::strategy(), inputs, outputs, weights, biases);
Result:
    for (int o = 0; o < CONFIG::out_channels; o++) {
#pragma HLS UNROLL
        res[o] = outputs[o];
    }
}

// Latency: a new input every `initiation_interval` cycles.
template <typename CONFIG, class data_T, class res_T>
void dense_parallel(latency, const data_T data[CONFIG::inputs], res_T res[CONFIG::out_channels],
                    typename CONFIG::weights_t weights,
                    const typename CONFIG::bias_t biases[CONFIG::out_channels]) {
#pragma HLS PIPELINE II=CONFIG::initiation_interval
#pragma HLS ALLOCATION operation instances=mul limit=CONFIG::multipliers
    dense_compute<data_T, res_T, CONFIG>(data, res, weights, biases);
}

// Resource: the loop over the turns is the pipeline.
template <typename CONFIG, class data_T, class res_T>
void dense_parallel(resource, const data_T data[CONFIG::inputs], res_T res[CONFIG::out_channels],
                    typename CONFIG::weights_t weights,
                    const typename CONFIG::bias_t biases[CONFIG::out_channels]) {
#pragma HLS ALLOCATION operation instances=mul limit=CONFIG::multipliers
    dense_compute<data_T, res_T, CONFIG>(data, res, weights, biases);
}

// Reads all beats, multiplies, writes one beat or several.
template <typename CONFIG, class data_T, class res_T>
void dense_stream(hls::stream<data_T> &data, hls::stream<res_T> &res,
                  typename CONFIG::weights_t weights,
                  const typename CONFIG::bias_t biases[CONFIG::out_channels]) {
#pragma HLS ALLOCATION operation instances=mul limit=CONFIG::multipliers
    typename data_T::value_type x[CONFIG::inputs];
#pragma HLS ARRAY_PARTITION variable=x type=complete dim=0
Beat:
    for (int b = 0; b < CONFIG::beats; b++) {
#pragma HLS PIPELINE II=1
        NNET_COUNT(CONFIG, iterations, 1);
        const data_T beat = data.read();
        NNET_COUNT(CONFIG, reads, 1);
    Shift:
        for (int i = 0; i < CONFIG::inputs - data_T::size; i++) {
#pragma HLS UNROLL
            x[i] = x[i + data_T::size];
        }
    Element:
        for (int e = 0; e < data_T::size; e++) {
#pragma HLS UNROLL
            x[CONFIG::inputs - data_T::size + e] = beat[e];
        }
    }
    typename res_T::value_type y[CONFIG::out_channels];
#pragma HLS ARRAY_PARTITION variable=y type=complete dim=0
    dense_compute<typename data_T::value_type, typename res_T::value_type, CONFIG>(x, y, weights, biases);
Write:
    for (int b = 0; b < CONFIG::out_channels / res_T::size; b++) {
#pragma HLS PIPELINE II=1
        // One beat leaves with the last turn.
        if (CONFIG::out_channels > res_T::size) NNET_COUNT(CONFIG, iterations, 1);
        res_T result;
    Result:
        for (int e = 0; e < res_T::size; e++) {
#pragma HLS UNROLL
            result[e] = y[e];
        }
    Next:
        for (int o = 0; o < CONFIG::out_channels - res_T::size; o++) {
#pragma HLS UNROLL
            y[o] = y[o + res_T::size];
        }
        res.write(result);
        NNET_COUNT(CONFIG, writes, 1);
    }
}

} // namespace nnet

#endif
