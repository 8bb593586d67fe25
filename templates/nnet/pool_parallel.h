// Pooling and up-sampling on a whole feature map in registers: every output at once.
//
// SPDX-License-Identifier: Apache-2.0
#ifndef NNET_POOL_PARALLEL_H_
#define NNET_POOL_PARALLEL_H_

#include "pool.h"

namespace nnet {

template <class data_T, class res_T, typename CONFIG, class FUNCTION>
void pool1d_parallel(const data_T data[CONFIG::in_size], res_T res[CONFIG::out_size]) {
#pragma HLS PIPELINE II=1
    typedef typename CONFIG::columns columns;
Output:
    for (int o = 0; o < columns::output; o++) {
#pragma HLS UNROLL
        const int position = newest_of<columns>(o);
    Channel:
        for (int c = 0; c < CONFIG::channels; c++) {
#pragma HLS UNROLL
            FUNCTION pool;
            pool.start();
            int count = 0;
        Tap:
            for (int t = 0; t < CONFIG::taps; t++) {
#pragma HLS UNROLL
                const int behind = CONFIG::tap_column(t);
                if (counts<columns>(position, behind)) ++count;
                if (exists<columns>(position, behind)) pool.add(data[(position - behind) * CONFIG::channels + c]);
            }
            res[o * CONFIG::channels + c] = pool.result(count);
        }
    }
    NNET_COUNT(CONFIG, iterations, 1);
}

template <class data_T, class res_T, typename CONFIG, class FUNCTION>
void pool2d_parallel(const data_T data[CONFIG::in_size], res_T res[CONFIG::out_size]) {
#pragma HLS PIPELINE II=1
    typedef typename CONFIG::rows rows;
    typedef typename CONFIG::columns columns;
Row:
    for (int i = 0; i < rows::output; i++) {
#pragma HLS UNROLL
        const int row = newest_of<rows>(i);
    Column:
        for (int j = 0; j < columns::output; j++) {
#pragma HLS UNROLL
            const int column = newest_of<columns>(j);
        Channel:
            for (int c = 0; c < CONFIG::channels; c++) {
#pragma HLS UNROLL
                FUNCTION pool;
                pool.start();
                int count = 0;
            Tap:
                for (int t = 0; t < CONFIG::taps; t++) {
#pragma HLS UNROLL
                    const int above = CONFIG::tap_row(t);
                    const int behind = CONFIG::tap_column(t);
                    if (counts<rows>(row, above) && counts<columns>(column, behind)) ++count;
                    if (exists<rows>(row, above) && exists<columns>(column, behind)) {
                        pool.add(data[((row - above) * columns::input + column - behind) * CONFIG::channels + c]);
                    }
                }
                res[(i * columns::output + j) * CONFIG::channels + c] = pool.result(count);
            }
        }
    }
    NNET_COUNT(CONFIG, iterations, 1);
}

// All pixels in one.
template <class data_T, class res_T, typename CONFIG, class FUNCTION>
void global_pool_parallel(const data_T data[CONFIG::in_size], res_T res[CONFIG::channels]) {
#pragma HLS PIPELINE II=1
Channel:
    for (int c = 0; c < CONFIG::channels; c++) {
#pragma HLS UNROLL
        FUNCTION pool;
        pool.start();
    Pixel:
        for (int p = 0; p < CONFIG::pixels; p++) {
#pragma HLS UNROLL
            pool.add(data[p * CONFIG::channels + c]);
        }
        res[c] = pool.result(CONFIG::pixels);
    }
    NNET_COUNT(CONFIG, iterations, 1);
}

} // namespace nnet

#endif
