import { boardOf, type Deployment } from "../../deployment.ts";
import {
  BENCH_MODULES,
  DEPLOY_MODULES,
  RTL_MODULES,
  TEST_MODULES,
  UART_MODULES,
} from "../project/sources.ts";

/** Words of Verilog (IEEE 1364-2005, Annex B) and SystemVerilog that a module must not be called. */
const RESERVED = new Set(
  `alias always and assert assign assume automatic before begin bind bit break buf byte case cell chandle checker class
clocking config const constraint context continue cover cross deassign default defparam design disable dist do edge else end
endcase endconfig endfunction endgenerate endmodule endprimitive endspecify endtable endtask enum event eventually expect
export extends extern final first_match for force foreach forever fork forkjoin function generate genvar global highz0 highz1
if iff ifnone implements implies import incdir include initial inout input inside instance int integer interconnect
interface intersect join join_any join_none large let liblist library local localparam logic longint macromodule matches
medium modport module nand negedge nettype new nexttime nmos nor noshowcancelled not notif0 notif1 null or output package
packed parameter pmos posedge primitive priority program property protected pull0 pull1 pulldown pullup pure rand randc
randcase randsequence rcmos real realtime ref reg reject_on release repeat restrict return rnmos rpmos rtran rtranif0 rtranif1
s_always s_eventually s_nexttime s_until scalared sequence shortint shortreal showcancelled signed small soft solve specify
specparam static string strong strong0 strong1 struct super supply0 supply1 sync_accept_on sync_reject_on table tagged task
this throughout time timeprecision timeunit tran tranif0 tranif1 tri tri0 tri1 triand trior trireg type typedef union unique
unique0 unsigned until until_with untyped use uwire var vectored virtual void wait wait_order wand weak weak0 weak1 while
wildcard wire with within wor xnor xor`.split(/\s+/),
);

/** Name of the test bench's module. */
export const BENCH = "interlace_bench";

/** Name of the module of a project's own test bench. */
export const SELF_TEST = "interlace_test";

/** What modules of a project and of its bench are called. */
const MODULES: ReadonlySet<string> = new Set([
  ...Object.keys(RTL_MODULES),
  ...Object.keys(BENCH_MODULES),
  ...Object.keys(DEPLOY_MODULES),
  ...Object.keys(UART_MODULES),
  ...Object.keys(TEST_MODULES),
  BENCH,
  SELF_TEST,
]);

/**
 * Name of the top module: the design's own where it means nothing else. Letters count in either case, since modules are
 * files, which some systems do not tell apart by it.
 */
export function topName(design: { readonly name: string }): string {
  const { name } = design;
  const isTaken = RESERVED.has(name) || isWithin(name) || MODULES.has(name.toLowerCase());
  return isTaken ? `${name}_top` : name;
}

/** Name of the module that stands around the top module where a project is deployed. */
export function shellName(design: { readonly name: string }): string {
  return `${topName(design)}_axis`;
}

/** Name of the module whose ports are pins of a board. */
export function boardName(design: { readonly name: string }): string {
  return `${topName(design)}_board`;
}

/** Name of the module that a deployed project is built from. */
export function deployedTop(
  design: { readonly name: string },
  deployment: Pick<Deployment, "board">,
): string {
  return boardOf(deployment).kind === "uart" ? boardName(design) : shellName(design);
}

/** Names of generated Verilog: of tensors and stages, an identifier and one word behind it, so that no two can meet. */
export const naming = {
  /** One of the wires of a tensor's stream. */
  wire: (id: string, wire: StreamWire) => `${id}_${wire}`,
  /** Module of a stage that has one of its own. */
  module: (id: string) => `interlace_map_${id}`,
  /** Instance of a stage. */
  stage: (id: string) => `${id}_stage`,
  /** Instance of the FIFO behind a tensor's stage. */
  fifo: (id: string) => `${id}_fifo`,
  /** What comes out of the registers through which the reset comes to all others, and their instance. */
  resets: "resets",
  resetRegisters: "reset_registers",
  /** Instance of what makes beats of words, or words of beats. */
  words: (id: string) => `${id}_words`,
  /** Instance of the FIFO between these and their pins. */
  bytes: (id: string) => `${id}_bytes`,
  /** A file of constants. */
  memory: (id: string, role: string) => `${id}.${role}.mem`,
};

/** Wires of a stream: what its reader sees, what an input's does, what its FIFO holds, and what its stage does. */
const STREAM_WIRES = ["valid", "ready", "data", "open", "held", "room", "take", "push", "made"] as const;

/** One of them. */
export type StreamWire = typeof STREAM_WIRES[number];

/** Whether something within a top module may be called so: CXXRTL makes members of it, and a class has none of its own name. */
function isWithin(name: string): boolean {
  const ends = [...STREAM_WIRES.map((wire) => naming.wire("", wire)), naming.stage(""), naming.fifo("")];
  return ["clk", "rst", "stall", naming.resets, naming.resetRegisters].includes(name) ||
    ends.some((end) => name.endsWith(end));
}
