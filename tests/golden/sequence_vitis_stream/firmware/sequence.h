// Top function of sequence.
#ifndef PROJECT_SEQUENCE_H_
#define PROJECT_SEQUENCE_H_

#include "defines.h"
#include "hls_stream.h"

void sequence(hls::stream<sequence_net::beat_input_1> &input_1, hls::stream<sequence_net::beat_tanh_1> &tanh_1);

#endif
