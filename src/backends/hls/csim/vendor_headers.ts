/** Headers of a vendor that stand in for our own where a folder holds all of them. */
export const VENDOR_HEADERS: readonly string[] = ["ap_fixed.h", "ap_int.h", "hls_stream.h"];

/** The variable that set-up scripts set to an installation, which has the headers in `include`. */
export const HEADERS_VARIABLE = "XILINX_HLS";
