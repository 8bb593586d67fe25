// Drives wrappers of networks, beat by beat: every port and the host a thread, sides that wait at random, FIFOs of few
// places. Prints every word that comes out; comparing is not done here.
#include <sched.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "ap_int.h"
#include "hls_stream.h"

#define PROCESS_OF_LINE(line) process_##line##_
#define PROCESS_NAME(line) PROCESS_OF_LINE(line)
#define NNET_PROCESS(...) const interlace_threads::process PROCESS_NAME(__LINE__)([&]() { __VA_ARGS__; })

namespace bench {

// What is to be done: packets of so many samples, each with the number that the register gets, and how many packets are
// sent one behind the other before any of them is waited for.
struct packet {
    unsigned batch, samples;
    bool waits;
};

class dice {
  public:
    explicit dice(unsigned seed) : state_(seed * 2654435761u + 1) {}
    unsigned roll(unsigned sides) {
        state_ ^= state_ << 13;
        state_ ^= state_ >> 17;
        state_ ^= state_ << 5;
        return state_ % sides;
    }
    // Often not at all, sometimes long enough for everybody else to fill all that there is.
    void pause() {
        if (roll(4) != 0) return;
        for (unsigned n = roll(60); n > 0; --n) sched_yield();
    }

  private:
    unsigned state_;
};

template <int W> ap_uint<W> parse(const std::string &digits) {
    ap_uint<W> bits = 0;
    for (int i = 0; i < W / 4; ++i) {
        const char digit = digits[W / 4 - 1 - i];
        bits.range(4 * i + 3, 4 * i) = static_cast<unsigned long long>(digit <= '9' ? digit - '0' : digit - 'a' + 10);
    }
    return bits;
}

template <int W> std::string print(const ap_uint<W> &bits) {
    std::string digits;
    for (int i = W / 4 - 1; i >= 0; --i) digits += "0123456789abcdef"[bits.range(4 * i + 3, 4 * i).to_uint64()];
    return digits;
}

template <int W> std::vector<ap_uint<W>> read_words(const char *file) {
    std::vector<ap_uint<W>> words;
    std::ifstream in(file);
    std::string digits;
    while (in >> digits) words.push_back(parse<W>(digits));
    return words;
}

// Words of a port, told one token a packet when to go on.
template <class AXIS, int W>
void source(const char *file, unsigned sample_words, const std::vector<packet> &packets, hls::stream<bool> &go,
            hls::stream<typename AXIS::word> &to, unsigned seed) {
    dice luck(seed);
    const std::vector<ap_uint<W>> words = read_words<W>(file);
    std::size_t at = 0;
    for (const packet &each : packets) {
        go.read();
        for (unsigned i = 0; i < each.samples * sample_words; ++i) {
            luck.pause();
            // What comes in with the words means nothing.
            typename AXIS::word word = AXIS::make(words.at(at++), luck.roll(3) == 0);
            word.keep = luck.roll(256);
            to.write(word);
        }
    }
}

// The last word of a packet is answered with a token: as many words as are expected are taken, wherever packets end.
template <class AXIS, int W>
void sink(std::string &out, const char *name, unsigned sample_words, const std::vector<packet> &packets,
          hls::stream<typename AXIS::word> &from, hls::stream<bool> &done, unsigned seed) {
    dice luck(seed);
    for (const packet &each : packets) {
        for (unsigned i = 0; i < each.samples * sample_words; ++i) {
            luck.pause();
            const typename AXIS::word word = from.read();
            out += std::string(name) + " " + print<W>(word.data) + " " + (word.keep == ~ap_uint<W / 8>(0) ? "1" : "0") + " " +
                   (word.last != 0 ? "1" : "0") + "\n";
        }
        done.write(true);
    }
}

inline void say_depth(std::vector<interlace_threads::bound> &bounds, const char *name, std::size_t depth) {
    const interlace_threads::bound bound = {name, depth, 0, 0};
    bounds.push_back(bound);
}

} // namespace bench
