// How a window walks one axis of a convolution, position by position, and at each position phase by phase.
//
// AXIS holds: output (its length), phases (outputs a position), step (positions from one with outputs to the next),
// first_phase (of output 0), phase_step (by which phases are counted, so that those of two axes add up to an index
// without a multiplication), and position_t, phase_t, output_t and wait_t, which are as wide as the counters become.
//
// SPDX-License-Identifier: Apache-2.0
#ifndef NNET_AXIS_H_
#define NNET_AXIS_H_

namespace nnet {

template <typename AXIS> struct axis_walk {
    typename AXIS::position_t position; // index of the newest element in the window
    typename AXIS::phase_t phase;       // phase of the next output, times phase_step
    typename AXIS::output_t output;     // outputs made
    typename AXIS::wait_t wait;         // positions until one with outputs
    bool fresh;                         // the position has just been reached

    // A walk whose first outputs come `wait` positions on.
    void start(int first_position, int wait_for_outputs) {
#pragma HLS INLINE
        position = first_position;
        phase = AXIS::first_phase * AXIS::phase_step;
        output = 0;
        wait = wait_for_outputs;
        fresh = true;
    }

    bool has_output() const {
#pragma HLS INLINE
        return wait == 0 && output < AXIS::output;
    }

    bool is_last_phase() const {
#pragma HLS INLINE
        return !has_output() || phase == (AXIS::phases - 1) * AXIS::phase_step || output == AXIS::output - 1;
    }

    // To the next phase of this position, else to the next position.
    void advance() {
#pragma HLS INLINE
        const bool moves = is_last_phase();
        if (has_output()) ++output;
        if (moves) {
            ++position;
            if (wait == 0) {
                phase = 0;
                wait = AXIS::step - 1;
            } else {
                --wait;
            }
        } else {
            const int phase_step = AXIS::phase_step;
            phase += phase_step;
        }
        fresh = moves;
    }

    // To the next position, whatever outputs this one has.
    void skip() {
#pragma HLS INLINE
        ++position;
        if (wait == 0) {
            wait = AXIS::step - 1;
        } else {
            --wait;
        }
    }
};

} // namespace nnet

#endif
