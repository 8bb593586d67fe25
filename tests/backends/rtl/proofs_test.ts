import { assert } from "@std/assert";
import { RTL_MODULES } from "../../../src/backends/rtl/project/sources.ts";
import { type Proof, prove } from "./proofs.ts";
import { noYosys } from "./verilog.ts";

/** Modules that pass beats on, in sizes that are not powers of two where they may be. */
const PROOFS = {
  "fifo of 1": { module: "fifo", parameters: { DEPTH: 1, WIDTH: 3 }, orderCycles: 14 },
  "fifo of 2": { module: "fifo", parameters: { DEPTH: 2, WIDTH: 3 }, orderCycles: 14 },
  "fifo of 3": { module: "fifo", parameters: { DEPTH: 3, WIDTH: 3 }, orderCycles: 14 },
  "fifo of 4": { module: "fifo", parameters: { DEPTH: 4, WIDTH: 3 }, orderCycles: 14 },
  clone: { module: "clone", parameters: { WIDTH: 3 }, orderCycles: 0 },
  "repack of 2 to 3": {
    module: "repack",
    parameters: { CHUNK_WIDTH: 4, IN_CHUNKS: 2, OUT_CHUNKS: 3, IN_INDEX_WIDTH: 1, OUT_INDEX_WIDTH: 2 },
    orderCycles: 0,
  },
  "repack of 3 to 1": {
    module: "repack",
    parameters: { CHUNK_WIDTH: 4, IN_CHUNKS: 3, OUT_CHUNKS: 1, IN_INDEX_WIDTH: 2, OUT_INDEX_WIDTH: 1 },
    orderCycles: 0,
  },
  "concatenate of pixels": {
    module: "concatenate",
    parameters: { JOINS: 1, A_LANES: 1, B_LANES: 1, LANES: 2, A_WIDTH: 3, B_WIDTH: 3, RESULT_WIDTH: 3 },
    orderCycles: 0,
  },
  "concatenate of 2 and 3 beats": {
    module: "concatenate",
    parameters: {
      JOINS: 0,
      A_LANES: 1,
      B_LANES: 1,
      LANES: 1,
      A_BEATS: 2,
      B_BEATS: 3,
      BEAT_WIDTH: 2,
      A_WIDTH: 3,
      B_WIDTH: 3,
      RESULT_WIDTH: 3,
    },
    orderCycles: 0,
  },
  "row_credits of 1 row of a pixel": {
    module: "row_credits",
    parameters: { COLUMNS: 1, COUNT_WIDTH: 1, ROWS: 1, ROW_WIDTH: 1, CREDIT_WIDTH: 1 },
    orderCycles: 0,
  },
  "row_credits of 2 rows of two": {
    module: "row_credits",
    parameters: { COLUMNS: 2, COUNT_WIDTH: 2, ROWS: 2, ROW_WIDTH: 1, CREDIT_WIDTH: 2 },
    orderCycles: 0,
  },
  "row_credits of 3 rows": {
    module: "row_credits",
    parameters: { COLUMNS: 3, COUNT_WIDTH: 3, ROWS: 3, ROW_WIDTH: 2, CREDIT_WIDTH: 3 },
    orderCycles: 0,
  },
  select: {
    module: "select",
    parameters: {
      X_WIDTH: 3,
      IN_CHANNELS: 1,
      OUT_CHANNELS: 1,
      CHANNEL_START: 0,
      ROWS: 1,
      COLUMNS: 4,
      RESULT_WIDTH: 3,
      FILL: 5,
    },
    // One row that is read and written; padding that begins the image, a pixel, one that is cut off, padding.
    files: { ROW_FILE: "7\n", COLUMN_FILE: "6\n3\n1\n2\n" },
    orderCycles: 14,
  },
  "permute of 2x2": {
    module: "permute",
    parameters: {
      CHUNK: 1,
      X_WIDTH: 4,
      CHUNKS: 4,
      ADDRESS_WIDTH: 2,
      AXES: 2,
      AXIS_WIDTH: 1,
      LAST: 0b11,
      // The outer axis moves on by 1 and the inner one back by 2; the inner one moves on by 2.
      STEP: 0b10_11,
      RESULT_WIDTH: 4,
    },
    orderCycles: 14,
  },
} as const satisfies Readonly<Record<string, Proof>>;

/** A fault: of which proof, the text that it replaces, and with what. */
interface Fault {
  readonly of: keyof typeof PROOFS;
  readonly text: string;
  readonly fault: string;
}

const FAULTS: Readonly<Record<string, Fault>> = {
  "takes the next beat although the one at the output was not read": {
    of: "fifo of 3",
    text: "(!valid || ready)",
    fault: "1'b1",
  },
  "forgets a beat that waits": { of: "fifo of 3", text: "load || (valid && !ready)", fault: "load" },
  "keeps a beat that was read": {
    of: "fifo of 3",
    text: "load || (valid && !ready)",
    fault: "load || valid",
  },
  "gives a place back too early": {
    of: "fifo of 3",
    text: "if (pop && !take) free",
    fault: "if (ready && !take) free",
  },
  "never counts a place as taken while another is given back": {
    of: "fifo of 3",
    text: "if (take && !pop)",
    fault: "if (take && !ready)",
  },
  "has one place too many": { of: "fifo of 3", text: "free <= DEPTH[", fault: "free <= 1 + DEPTH[" },
  "does not come round": { of: "fifo of 3", text: "tail == LAST[", fault: "tail == ~LAST[" },
  "reads while nothing is there": {
    of: "fifo of 3",
    text: "load = has_stored &&",
    fault: "load = 1'b1 &&",
  },
  "says that it is full a cycle late": {
    of: "fifo of 3",
    text: "has_free <= pop || (take ? free != ONE : has_free);",
    fault: "has_free <= free != 0;",
  },
  "copies although one of the readers has no place": {
    of: "clone",
    text: "in_ready = first_room && second_room",
    fault: "in_ready = first_room",
  },
  "fills a place of the second copy alone": {
    of: "clone",
    text: "second_push = passes",
    fault: "second_push = in_valid",
  },
  "lets go of a beat with its first chunk": {
    of: "repack of 2 to 3",
    text: "in_ready = open && ends_in",
    fault: "in_ready = open",
  },
  "begins a beat that has no place": {
    of: "repack of 2 to 3",
    text: "open = room || !first",
    fault: "open = 1'b1",
  },
  "takes a place a chunk": { of: "repack of 2 to 3", text: "take = moves && first", fault: "take = moves" },
  "reads a pixel whose partner is missing": {
    of: "concatenate of pixels",
    text: "a_ready = b_valid && room",
    fault: "a_ready = room",
  },
  "changes over after every beat": {
    of: "concatenate of 2 and 3 beats",
    text: "last ? !second : second",
    fault: "!second",
  },
  "reads the second input before its turn": {
    of: "concatenate of 2 and 3 beats",
    text: "b_ready = second && room",
    fault: "b_ready = room",
  },
  "writes over rows that were not given back": {
    of: "row_credits of 3 rows",
    text: "row_done ? more : open",
    fault: "row_done ? 1'b1 : open",
  },
  "never counts a row as used": {
    of: "row_credits of 3 rows",
    text: "credits <= row_done ? owned - ONE : owned",
    fault: "credits <= owned",
  },
  "writes padding without a place": {
    of: "select",
    text: "open = !writes || room",
    fault: "open = !reads || room",
  },
  "takes a place for what it cuts off": {
    of: "select",
    text: "take = passes && writes",
    fault: "take = passes",
  },
  "pads with what waits at the input": {
    of: "select",
    text: "value = reads ? result : FILL",
    fault: "value = result",
  },
  "writes over an image that is not read yet": {
    of: "permute of 2x2",
    text: "in_valid && !full[write_half]",
    fault: "in_valid",
  },
  "reads an image that is not there": {
    of: "permute of 2x2",
    text: "reads = full[read_half] && (room || !first)",
    fault: "reads = room || !first",
  },
  "reads the same image again": {
    of: "permute of 2x2",
    text: "read_half <= !read_half",
    fault: "read_half <= read_half",
  },
};

Deno.test({
  name: `modules that pass beats on are proved to lose, double, reorder and overflow nothing`,
  ignore: noYosys,
  fn: () => prove(Object.entries(PROOFS).map(([name, proof]) => ({ name, ...proof })), "holds"),
});

Deno.test({
  name: `the proofs catch each of ${Object.keys(FAULTS).length} faults`,
  ignore: noYosys,
  fn: () =>
    prove(
      Object.entries(FAULTS).map(([name, { of, text, fault }]) => {
        const proof = PROOFS[of];
        const whole = RTL_MODULES[proof.module];
        assert(whole.includes(text), `the text that the fault replaces is gone: ${name}`);
        return { name, ...proof, text: whole.replace(text, fault) };
      }),
      "fails",
    ),
});
