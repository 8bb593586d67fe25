/** The type of weights, biases and results that nobody set otherwise. */
export const DEFAULT_PRECISION = "ap_fixed<16,6>";

/** How data move between layers where nobody set otherwise. */
export const DEFAULT_IO = "io_stream";

/** Nanoseconds of the clock that nobody set otherwise. */
export const DEFAULT_CLOCK_PERIOD = 5;
