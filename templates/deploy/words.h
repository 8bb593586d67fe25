// Beats as the words of an AXI4-Stream, and back: an element in a slot of 8, 16, 32 or 64 bits, slots one behind the
// other from the lowest bit of a beat's first word on; every beat begins with a word of its own.
//
// CONFIG holds, of a tensor: beats (of a sample), elements (of a beat), words (of a beat), word (its bits), width (of an
// element), per_word (slots of a word, or 1), parts (words of a slot, or 1), used_parts (those of them that hold bits of
// the element), index_t (counts the words of a beat), mantissa_t and slot_t, which are integers of its width and of its
// slot, with its sign. AXIS has word, the type that travels, and make(), which makes one of its bits.
//
// SPDX-License-Identifier: Apache-2.0
#ifndef NNET_WORDS_H_
#define NNET_WORDS_H_

#include "common.h"
#include "hls_stream.h"

namespace nnet {

// A word and what goes with it: which bytes count, and whether a packet ends with it.
template <int W> struct axis_word {
    ap_uint<W> data;
    ap_uint<W / 8> keep;
    ap_uint<1> last;
};

// Words that travel as such a structure.
template <int W> struct plain_axis {
    typedef axis_word<W> word;

    static word make(const ap_uint<W> &bits, bool last) {
#pragma HLS INLINE
        word made;
        made.data = bits;
        made.keep = ~ap_uint<W / 8>(0);
        made.last = last;
        return made;
    }
};

// Nobody who wants to know that a sample has begun.
struct nobody {
    void write(bool) {}
};

// The next word of a beat: the oldest one falls out.
template <typename CONFIG, class words_T> void shift_words(words_T words[CONFIG::words], const words_T &next) {
#pragma HLS INLINE
Shift:
    for (int w = 0; w + 1 < CONFIG::words; w++) {
#pragma HLS UNROLL
        words[w] = words[w + 1];
    }
    words[CONFIG::words - 1] = next;
}

// Element e of a beat whose words are all there.
template <typename CONFIG, class element_T, class words_T>
element_T element_of(const words_T words[CONFIG::words], int e) {
#pragma HLS INLINE
    element_T element = 0;
Parts:
    for (int p = 0; p < CONFIG::used_parts; p++) {
#pragma HLS UNROLL
        const int from = p * CONFIG::word;
        const int end = from + CONFIG::word < CONFIG::width ? from + CONFIG::word : CONFIG::width;
        const int low = (e % CONFIG::per_word) * CONFIG::slot;
        const words_T word = words[(e / CONFIG::per_word) * CONFIG::parts + p];
        element.range(end - 1, from) = word.range(low + end - from - 1, low);
    }
    return element;
}

template <typename CONFIG, class words_T> void clear_words(words_T words[CONFIG::words]) {
#pragma HLS INLINE
Clear:
    for (int w = 0; w < CONFIG::words; w++) {
#pragma HLS UNROLL
        words[w] = 0;
    }
}

// Puts element e of a beat where it belongs; above it stand its sign, or zeros.
template <typename CONFIG, class element_T, class words_T>
void put_element(words_T words[CONFIG::words], int e, const element_T &element) {
#pragma HLS INLINE
    typename CONFIG::mantissa_t mantissa = 0;
    mantissa.range(CONFIG::width - 1, 0) = element.range(CONFIG::width - 1, 0);
    const typename CONFIG::slot_t filled = mantissa;
Parts:
    for (int p = 0; p < CONFIG::parts; p++) {
#pragma HLS UNROLL
        const int from = p * CONFIG::word;
        const int end = from + CONFIG::word < CONFIG::slot ? from + CONFIG::word : CONFIG::slot;
        const int low = (e % CONFIG::per_word) * CONFIG::slot;
        words[(e / CONFIG::per_word) * CONFIG::parts + p].range(low + end - from - 1, low) =
            filled.range(end - 1, from);
    }
}

// Takes a word of a sample; true if a beat is complete with it.
template <typename CONFIG, typename AXIS, class index_T>
bool take_word(hls::stream<typename AXIS::word> &from, ap_uint<CONFIG::word> words[CONFIG::words], index_T &index) {
#pragma HLS INLINE
    const typename AXIS::word word = from.read();
    const ap_uint<CONFIG::word> bits = word.data;
    shift_words<CONFIG>(words, bits);
    const bool complete = index == CONFIG::words - 1;
    if (complete) {
        index = 0;
    } else {
        ++index;
    }
    return complete;
}

// Sends the oldest word of a beat.
template <typename CONFIG, typename AXIS, class index_T>
void send_word(ap_uint<CONFIG::word> words[CONFIG::words], index_T &index, bool last,
               hls::stream<typename AXIS::word> &to) {
#pragma HLS INLINE
    to.write(AXIS::make(words[0], last));
    const ap_uint<CONFIG::word> nothing = 0;
    shift_words<CONFIG>(words, nothing);
    if (index == CONFIG::words - 1) {
        index = 0;
    } else {
        ++index;
    }
}

// Takes the words of a sample and tells `begun` when the first of them has come. What they say of packets and bytes is
// not looked at.
template <typename CONFIG, typename AXIS, class beat_T, class BEGUN>
void begin_stream(hls::stream<typename AXIS::word> &from, hls::stream<beat_T> &to, BEGUN &begun) {
    ap_uint<CONFIG::word> words[CONFIG::words];
#pragma HLS ARRAY_PARTITION variable=words type=complete dim=0
    typename CONFIG::index_t index = 0;
Words:
    for (int i = 0; i < CONFIG::beats * CONFIG::words; i++) {
#pragma HLS PIPELINE II=1
        const bool complete = take_word<CONFIG, AXIS>(from, words, index);
        if (i == 0) begun.write(true);
        if (complete) {
            beat_T beat;
        Elements:
            for (int e = 0; e < CONFIG::elements; e++) {
#pragma HLS UNROLL
                beat[e] = element_of<CONFIG, typename beat_T::value_type>(words, e);
            }
            to.write(beat);
        }
    }
}

// The same into an array.
template <typename CONFIG, typename AXIS, class element_T, class BEGUN>
void begin_array(hls::stream<typename AXIS::word> &from, element_T to[CONFIG::beats * CONFIG::elements], BEGUN &begun) {
    ap_uint<CONFIG::word> words[CONFIG::words];
#pragma HLS ARRAY_PARTITION variable=words type=complete dim=0
    typename CONFIG::index_t index = 0;
    int at = 0;
Words:
    for (int i = 0; i < CONFIG::beats * CONFIG::words; i++) {
#pragma HLS PIPELINE II=1
        const bool complete = take_word<CONFIG, AXIS>(from, words, index);
        if (i == 0) begun.write(true);
        if (complete) {
        Elements:
            for (int e = 0; e < CONFIG::elements; e++) {
#pragma HLS UNROLL
                to[at + e] = element_of<CONFIG, element_T>(words, e);
            }
            at += CONFIG::elements;
        }
    }
}

// The same for those whose first word nobody waits for.
template <typename CONFIG, typename AXIS, class beat_T>
void take_stream(hls::stream<typename AXIS::word> &from, hls::stream<beat_T> &to) {
    nobody none;
    begin_stream<CONFIG, AXIS>(from, to, none);
}

template <typename CONFIG, typename AXIS, class element_T>
void take_array(hls::stream<typename AXIS::word> &from, element_T to[CONFIG::beats * CONFIG::elements]) {
    nobody none;
    begin_array<CONFIG, AXIS>(from, to, none);
}

// Sends a sample as words that all count; a packet ends with the last of them if `lasts` says so.
template <typename CONFIG, typename AXIS, class beat_T>
void send_stream(hls::stream<beat_T> &from, hls::stream<bool> &lasts, hls::stream<typename AXIS::word> &to) {
    ap_uint<CONFIG::word> words[CONFIG::words];
#pragma HLS ARRAY_PARTITION variable=words type=complete dim=0
    typename CONFIG::index_t index = 0;
    const bool ends = lasts.read();
Words:
    for (int i = 0; i < CONFIG::beats * CONFIG::words; i++) {
#pragma HLS PIPELINE II=1
        if (index == 0) {
            const beat_T beat = from.read();
            clear_words<CONFIG>(words);
        Elements:
            for (int e = 0; e < CONFIG::elements; e++) {
#pragma HLS UNROLL
                put_element<CONFIG>(words, e, beat[e]);
            }
        }
        send_word<CONFIG, AXIS>(words, index, ends && i == CONFIG::beats * CONFIG::words - 1, to);
    }
}

// The same out of an array.
template <typename CONFIG, typename AXIS, class element_T>
void send_array(const element_T from[CONFIG::beats * CONFIG::elements], hls::stream<bool> &lasts,
                hls::stream<typename AXIS::word> &to) {
    ap_uint<CONFIG::word> words[CONFIG::words];
#pragma HLS ARRAY_PARTITION variable=words type=complete dim=0
    typename CONFIG::index_t index = 0;
    int at = 0;
    const bool ends = lasts.read();
Words:
    for (int i = 0; i < CONFIG::beats * CONFIG::words; i++) {
#pragma HLS PIPELINE II=1
        if (index == 0) {
            clear_words<CONFIG>(words);
        Elements:
            for (int e = 0; e < CONFIG::elements; e++) {
#pragma HLS UNROLL
                put_element<CONFIG>(words, e, from[at + e]);
            }
            at += CONFIG::elements;
        }
        send_word<CONFIG, AXIS>(words, index, ends && i == CONFIG::beats * CONFIG::words - 1, to);
    }
}

// Words of memory, as a stream.
template <typename AXIS, int SAMPLE_WORDS, class word_T>
void load_words(const word_T *memory, unsigned samples, hls::stream<typename AXIS::word> &to) {
Samples:
    for (unsigned s = 0; s < samples; s++) {
    Words:
        for (int i = 0; i < SAMPLE_WORDS; i++) {
#pragma HLS PIPELINE II=1
            to.write(AXIS::make(*memory, false));
            ++memory;
        }
    }
}

// Words of a stream into memory.
template <typename AXIS, int SAMPLE_WORDS, class word_T>
void store_words(hls::stream<typename AXIS::word> &from, unsigned samples, word_T *memory) {
Samples:
    for (unsigned s = 0; s < samples; s++) {
    Words:
        for (int i = 0; i < SAMPLE_WORDS; i++) {
#pragma HLS PIPELINE II=1
            const typename AXIS::word word = from.read();
            *memory = word.data;
            ++memory;
        }
    }
}

} // namespace nnet

#endif
