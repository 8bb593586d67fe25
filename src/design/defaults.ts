/** The type of weights, biases and results that nobody set otherwise. */
export const DEFAULT_PRECISION = "ap_fixed<16,6>";

/** Nanoseconds of the clock that nobody set otherwise. */
export const DEFAULT_CLOCK_PERIOD = 5;

/** The part that nobody set otherwise: a Virtex UltraScale+ that both tools know. */
export const DEFAULT_PART = "xcvu13p-flga2577-2-e";
