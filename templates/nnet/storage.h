// What memories are made of: a configuration names one of these types for each of its memories, and a kernel hands that
// to `keep_words` or `keep_pixels`, whose pragma binds the array that they are called with.
//
// SPDX-License-Identifier: Apache-2.0
#ifndef NNET_STORAGE_H_
#define NNET_STORAGE_H_

namespace nnet {

struct in_lut {};
struct in_block {};
struct in_ultra {};

// Words that never change, read through as many ports as there are reads. UltraRAM has no initial contents.
template <class words_T> void keep_words(in_lut, words_T words) {
#pragma HLS INLINE
#pragma HLS BIND_STORAGE variable=words type=rom_np impl=lutram
    (void)words;
}

template <class words_T> void keep_words(in_block, words_T words) {
#pragma HLS INLINE
#pragma HLS BIND_STORAGE variable=words type=rom_np impl=bram
    (void)words;
}

// Pixels that are written through one port and read through another.
template <class pixels_T> void keep_pixels(in_lut, pixels_T pixels) {
#pragma HLS INLINE
#pragma HLS BIND_STORAGE variable=pixels type=ram_s2p impl=lutram
    (void)pixels;
}

template <class pixels_T> void keep_pixels(in_block, pixels_T pixels) {
#pragma HLS INLINE
#pragma HLS BIND_STORAGE variable=pixels type=ram_s2p impl=bram
    (void)pixels;
}

template <class pixels_T> void keep_pixels(in_ultra, pixels_T pixels) {
#pragma HLS INLINE
#pragma HLS BIND_STORAGE variable=pixels type=ram_s2p impl=uram
    (void)pixels;
}

} // namespace nnet

#endif
