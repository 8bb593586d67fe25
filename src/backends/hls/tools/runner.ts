import { isObject, isText, type OptionRule } from "../../../base/options.ts";
import type { RunFlag } from "../../tools/run_flag.ts";
import { HEADERS_VARIABLE, VENDOR_HEADERS } from "../csim/vendor_headers.ts";

/** How generated C++ is compiled. */
export interface HlsRunner {
  /** `native`, `wasm`, a command or a path; default the first that works. */
  readonly compiler?: string;
  /** Folder of other `ap_fixed.h`, `ap_int.h`, `hls_stream.h` than our own. */
  readonly apInclude?: string;
}

/** What these options may be. */
export const isHlsRunner: OptionRule = isObject<HlsRunner>({ compiler: isText, apInclude: isText });

/** By which the command line sets them. */
export const HLS_RUN_FLAGS: readonly RunFlag[] = [
  {
    name: "compiler",
    value: "g++|clang++|wasm",
    help: "C++ compiler: a command, a path or wasm",
    default: "the first found",
    runOnly: true,
  },
  {
    name: "ap-include",
    value: "DIR",
    help: `folder of a vendor's ${VENDOR_HEADERS.slice(0, -1).join(", ")} and ${VENDOR_HEADERS.at(-1)}`,
    default: `$${HEADERS_VARIABLE}/include where it has them, else our own`,
  },
];
