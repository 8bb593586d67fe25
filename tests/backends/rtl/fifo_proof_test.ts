import { assert, assertEquals } from "@std/assert";
import { RTL_MODULES } from "../../../src/backends/rtl/sources.ts";
import { noYosys, runWith, YOSYS } from "./verilog.ts";

const PROPERTIES = await Deno.readTextFile(new URL("fifo_properties.v", import.meta.url));

/** Counters by induction over all of time; the order of the beats in so many cycles behind a reset. */
const PROOFS = {
  counters: { define: "", sat: "-tempinduct -seq 1 -maxsteps 6" },
  order: { define: "-DORDER", sat: "-tempinduct -tempinduct-baseonly -seq 1 -maxsteps 14" },
} as const;

/** Whether Yosys proves the properties of a FIFO of so many places. */
async function proves(fifo: string, proof: keyof typeof PROOFS, depth: number): Promise<boolean> {
  const { define, sat } = PROOFS[proof];
  const end = fifo.lastIndexOf("endmodule");
  const script = `
read_verilog -formal ${define} fifo.v ram.v
hierarchy -top fifo -chparam DEPTH ${depth} -chparam WIDTH 3
proc; memory -nomap; memory_map; flatten; opt -full; chformal -lower
sat ${sat} -prove-asserts -set-assumes -verify
`;
  const { success, text } = await runWith([YOSYS, "-Q", "-T", "proof.ys"], [
    ["fifo.v", `${fifo.slice(0, end)}${PROPERTIES}endmodule\n`],
    ["ram.v", RTL_MODULES.ram],
    ["proof.ys", script],
  ]);
  assert(/SAT pass/.test(text), text.slice(-2000));
  // Whatever else goes wrong is no refutation.
  assertEquals(
    success,
    !/model found: FAIL|proof did fail|Called with -verify and proof did fail/.test(text),
    text.slice(-2000),
  );
  return success;
}

for (const depth of [1, 2, 3, 4]) {
  Deno.test({
    name: `a FIFO of ${depth} places is proved to lose, double and reorder nothing`,
    ignore: noYosys,
    fn: async () => {
      assert(await proves(RTL_MODULES.fifo, "counters", depth));
      assert(await proves(RTL_MODULES.fifo, "order", depth));
    },
  });
}

/** A fault each, and the text that it replaces. */
const MUTANTS: Readonly<Record<string, readonly [string, string]>> = {
  "takes the next beat although the one at the output was not read": ["(!valid || ready)", "1'b1"],
  "forgets a beat that waits": ["load || (valid && !ready)", "load"],
  "keeps a beat that was read": ["load || (valid && !ready)", "load || valid"],
  "gives a place back too early": ["if (pop && !take) free", "if (ready && !take) free"],
  "never counts a place as taken while another is given back": ["if (take && !pop)", "if (take && !ready)"],
  "has one place too many": ["free <= DEPTH[", "free <= ENOUGH["],
  "does not come round": ["tail == LAST[", "tail == FIRST["],
  "reads while nothing is there": ["stored != {COUNT_WIDTH{1'b0}} &&", "1'b1 &&"],
};

for (const [name, [text, fault]] of Object.entries(MUTANTS)) {
  Deno.test({
    name: `the proof catches a FIFO that ${name}`,
    ignore: noYosys,
    fn: async () => {
      const mutant = RTL_MODULES.fifo.replace(text, fault)
        .replace(
          "localparam integer LAST",
          "localparam integer ENOUGH = DEPTH + 1;\n localparam integer FIRST = 0;\n localparam integer LAST",
        );
      assert(mutant.includes(fault), "the text that the fault replaces is gone");
      assert(!(await proves(mutant, "counters", 3) && await proves(mutant, "order", 3)));
    },
  });
}
