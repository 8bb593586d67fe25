import apAxiSdata from "../../../../templates/ap/ap_axi_sdata.h" with { type: "text" };
import apFixed from "../../../../templates/ap/ap_fixed.h" with { type: "text" };
import apInt from "../../../../templates/ap/ap_int.h" with { type: "text" };
import hlsStream from "../../../../templates/ap/hls_stream.h" with { type: "text" };
import interlaceFixed from "../../../../templates/ap/interlace_fixed.h" with { type: "text" };
import interlaceThreads from "../../../../templates/ap/interlace_threads.h" with { type: "text" };
import csim from "../../../../templates/csim/csim.h" with { type: "text" };
import harness from "../../../../templates/csim/harness.cpp.eta" with { type: "text" };

/** Our own headers under the vendor's names, for host simulation. */
export const AP_HEADERS: ReadonlyMap<string, string> = new Map([
  ["ap_fixed.h", apFixed],
  ["ap_int.h", apInt],
  ["hls_stream.h", hlsStream],
  ["interlace_fixed.h", interlaceFixed],
  ["interlace_threads.h", interlaceThreads],
]);

/** Words of AXI4-Stream under the vendor's name: what a wrapper includes beside the others. */
export const AXI_HEADER: readonly [name: string, text: string] = ["ap_axi_sdata.h", apAxiSdata];

/** Hooks of the harness, and its Eta template. */
export const CSIM_HEADER: string = csim;
export const HARNESS_TEMPLATE: string = harness;
