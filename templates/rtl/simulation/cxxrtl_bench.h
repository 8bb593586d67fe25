// A test bench around a design that Yosys has written in C++ (CXXRTL): it does what the one in Verilog does.
//
// Gives every input its beats and takes those of every output, prints `beat <stream> <cycle> <bits>` for every beat
// that passes anywhere and `fill <stream> <beats>` whenever a FIFO holds more than before, then `end`, or `late` where
// beats are missing. What may differ from run to run comes in as bytes, so that a design is compiled once.
//
// SPDX-License-Identifier: Apache-2.0
#ifndef INTERLACE_CXXRTL_BENCH_H
#define INTERLACE_CXXRTL_BENCH_H

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#ifdef INTERLACE_TRACED
#include <cxxrtl/cxxrtl_vcd.h>
#endif

namespace interlace_bench {

// Little-endian words of 32 bits, one behind the other.
class Words {
public:
    Words(const unsigned char *bytes, unsigned long long size) : at(bytes), end(bytes + size) {}

    uint32_t next() {
        if (end - at < 4) {
            std::fputs("the input of the bench is cut off\n", stderr);
            std::exit(1);
        }
        const uint32_t word = uint32_t(at[0]) | uint32_t(at[1]) << 8 | uint32_t(at[2]) << 16 | uint32_t(at[3]) << 24;
        at += 4;
        return word;
    }

private:
    const unsigned char *at;
    const unsigned char *end;
};

// `pauses.v`: xorshift32 (G. Marsaglia, "Xorshift RNGs", 2003).
class Pauses {
public:
    explicit Pauses(uint32_t seed) : on(seed != 0), state(seed) {}

    bool now() const { return on && (lazy ? (state >> 5 & 7) != 0 : (state >> 5 & 7) == 0); }

    void step() {
        const bool turns = state >> 27 == 0;
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        if (turns) lazy = !lazy;
    }

private:
    bool on;
    bool lazy = false;
    uint32_t state;
};

// `source.v`: what was offered stays until it is taken.
struct Source {
    Pauses pauses;
    uint32_t chunks;  // words of a beat
    uint32_t beats;
    std::vector<uint32_t> words;
    uint32_t taken = 0;
    bool offered = false;

    bool valid() const { return offered && taken < beats; }

    void step(bool passes) {
        const bool pause = pauses.now();
        if (!valid() || passes) offered = !pause;
        if (passes) ++taken;
        pauses.step();
    }
};

// What is seen of the stream of a tensor in a cycle; `pushes` of one that waits in a FIFO alone.
struct Stream {
    uint32_t expected;  // beats
    uint32_t passed = 0;
    uint32_t held = 0;
    uint32_t most = 0;
    bool passes = false;
};

// The bits that a wire has now, whether it is a register or not.
template<size_t Bits>
const cxxrtl::value<Bits> &bits_of(const cxxrtl::value<Bits> &wire) { return wire; }
template<size_t Bits>
const cxxrtl::value<Bits> &bits_of(const cxxrtl::wire<Bits> &wire) { return wire.curr; }

template<size_t Bits>
void put(cxxrtl::wire<Bits> &wire, const cxxrtl::value<Bits> &bits) { wire.next = bits; }
template<size_t Bits>
void put(cxxrtl::value<Bits> &wire, const cxxrtl::value<Bits> &bits) { wire = bits; }

class Bench {
public:
    explicit Bench(Words &in) {
        patience = in.next();
        cycles_after = in.next();
        streams.resize(in.next());
        for (Stream &stream : streams) stream.expected = in.next();
        for (uint32_t count = in.next(); count > 0; --count) stalls.emplace_back(in.next());
        for (uint32_t count = in.next(); count > 0; --count) {
            Source source{Pauses(in.next()), in.next(), in.next(), {}};
            source.words.resize(size_t(source.chunks) * source.beats);
            for (uint32_t &word : source.words) word = in.next();
            sources.push_back(source);
        }
    }

    // Offers the beat of an input, or none.
    template<class Valid, size_t Bits>
    void give(size_t index, Valid &valid, cxxrtl::value<Bits> &data) {
        const Source &source = sources[index];
        put(valid, cxxrtl::value<1>{source.valid() ? 1u : 0u});
        const uint32_t *words = source.words.data() + size_t(source.valid() ? source.taken : 0) * source.chunks;
        for (size_t i = 0; i < cxxrtl::value<Bits>::chunks; ++i) data.data[i] = words[i];
    }

    // Hides FIFOs from their readers.
    template<size_t Bits>
    void stall(cxxrtl::value<Bits> &wire) {
        for (size_t i = 0; i < Bits; ++i) {
            const uint32_t bit = 1u << i % 32;
            if (stalls[i].now()) wire.data[i / 32] |= bit;
            else wire.data[i / 32] &= ~bit;
        }
    }

    // Looks at a stream before the rising edge.
    template<class Valid, class Ready, class Data>
    void see(size_t index, const Valid &valid, const Ready &ready, const Data &data) {
        Stream &stream = streams[index];
        stream.passes = bits_of(valid).data[0] != 0 && bits_of(ready).data[0] != 0;
        if (!stream.passes) return;
        anything = true;
        ++stream.passed;
        char text[32];
        std::snprintf(text, sizeof text, "beat %zu %u ", index, cycle);
        log += text;
        const auto &bits = bits_of(data);
        for (size_t i = sizeof bits.data / sizeof bits.data[0]; i-- > 0;) {
            std::snprintf(text, sizeof text, "%08x", unsigned(bits.data[i]));
            log += text;
        }
        log += '\n';
    }

    // Counts what the FIFO of a stream holds behind the rising edge.
    template<class Push>
    void queue(size_t index, const Push &push) {
        Stream &stream = streams[index];
        stream.held += bits_of(push).data[0];
        stream.held -= stream.passes ? 1 : 0;
        if (stream.held <= stream.most) return;
        stream.most = stream.held;
        char text[48];
        std::snprintf(text, sizeof text, "fill %zu %u\n", index, stream.most);
        log += text;
    }

    // Ends a cycle in which everything was looked at; false where it was the last.
    //
    // `inputs` are the streams of the inputs of the design, in their order.
    bool step(const std::vector<size_t> &inputs) {
        // Registers of the bench: they see what was there before this edge.
        if (after == cycles_after) return finish("end\n");
        if (quiet == patience) return finish("late\n");
        bool complete = true;
        for (const Stream &stream : streams) {
            complete = complete && stream.passed - (stream.passes ? 1 : 0) >= stream.expected;
        }
        if (complete) ++after;
        quiet = anything ? 0 : quiet + 1;
        anything = false;
        for (size_t i = 0; i < inputs.size(); ++i) sources[i].step(streams[inputs[i]].passes);
        for (Pauses &pauses : stalls) pauses.step();
        ++cycle;
        return true;
    }

    uint32_t now() const { return cycle; }

    const std::string &printed() const { return log; }

private:
    bool finish(const char *word) {
        log += word;
        return false;
    }

    std::vector<Stream> streams;
    std::vector<Source> sources;
    std::vector<Pauses> stalls;
    std::string log;
    uint32_t patience;
    uint32_t cycles_after;
    uint32_t cycle = 0;
    uint32_t quiet = 0;
    uint32_t after = 0;
    bool anything = false;
};

// Runs a design and gives what the bench prints, or, where it was compiled for that, a waveform of some cycles.
//
// `Around` knows the design: `Top` is its class, `ready` takes all of its outputs, `drive` gives it what the bench has
// for it, `observe` shows the bench its streams, `inputs` are numbers of streams.
template<class Around>
std::string run(Words &words) {
    typedef typename Around::Top Top;
#ifdef INTERLACE_TRACED
    const uint32_t from = words.next();
    const uint32_t to = words.next();
#endif
    Bench bench(words);
    const std::vector<size_t> inputs = Around::inputs();
    const std::unique_ptr<Top> top(new Top);  // larger than a stack
#ifdef INTERLACE_TRACED
    cxxrtl::debug_items items;
    top->debug_info(&items, nullptr, "");
    cxxrtl::vcd_writer waveform;
    waveform.timescale(1, "ns");
    waveform.add_without_memories(items);
#endif
    const cxxrtl::value<1> low{0u};
    const cxxrtl::value<1> high{1u};
    Around::ready(*top);
    put(top->p_rst, high);
    for (int i = 0; i < 2; ++i) {
        put(top->p_clk, high);
        top->step();
        put(top->p_clk, low);
        top->step();
    }
    put(top->p_rst, low);
    do {
        Around::drive(*top, bench);
        top->step();
        Around::observe(*top, bench);
#ifdef INTERLACE_TRACED
        // Ten units a cycle: as it is before the rising edge, then behind it.
        if (bench.now() > to) break;
        const bool shown = bench.now() >= from;
        if (shown) waveform.sample(uint64_t(bench.now()) * 10);
#endif
        put(top->p_clk, high);
        top->step();
#ifdef INTERLACE_TRACED
        if (shown) waveform.sample(uint64_t(bench.now()) * 10 + 5);
#endif
        put(top->p_clk, low);
    } while (bench.step(inputs));
#ifdef INTERLACE_TRACED
    return waveform.buffer;
#else
    return bench.printed();
#endif
}

// `interlace_main` of a design.
template<class Around>
int answer(const unsigned char *input, unsigned long long input_size, unsigned char **output,
           unsigned long long *output_size) {
    Words words(input, input_size);
    const std::string text = run<Around>(words);
    *output = static_cast<unsigned char *>(std::malloc(text.size() + 1));
    if (*output == nullptr) return 1;
    std::memcpy(*output, text.data(), text.size());
    *output_size = text.size();
    return 0;
}

}  // namespace interlace_bench

#endif
