/** The same Verilog by every simulator that there is: values, cycles of all beats, fills of all FIFOs. */
import { assertEquals, assertMatch } from "@std/assert";
import { type BenchRecord, simulateRtl, type SimulatorName } from "../../../src/backends/rtl/mod.ts";
import { LATE_PACKAGES, loadPackage } from "../../../src/base/packages.ts";
import { findCompilers } from "../../../src/backends/hls/csim/mod.ts";
import { createDesign, type Design } from "../../../src/design/mod.ts";
import { buildModel } from "../../../src/model/mod.ts";
import { simulateScalar } from "../../../src/simulate/mod.ts";
import { wantsAll } from "../../conformance/cases.ts";
import { randomImages } from "../../conformance/data.ts";
import { testNumbers } from "../../support/onnx.ts";
import { weightsOf } from "./designs.ts";
import { noIcarus, noVerilator } from "./verilog.ts";

/** Whether Yosys as WebAssembly cannot be had, or no compiler takes the C++ that it writes. */
const noCxxrtl = !(await findCompilers()).some(({ kind, available }) => kind === "native" && available) ||
  await loadPackage(LATE_PACKAGES.cxxrtl).then(() => false, () => true);

/** A convolution in several turns, line buffers, a sum of two paths, a table, a pool. */
function design(): Design {
  return createDesign(
    buildModel("eyes", (b) => {
      const x = b.input({ height: 5, width: 6, channels: 2 });
      const y = b.conv2d(x, {
        weights: weightsOf([3, 3, 2, 2]),
        bias: Float64Array.from(testNumbers(2, 5)),
        padding: "same",
      });
      return b.maxPool(b.add([b.sigmoid(y), x]), { size: 2 });
    }),
    {
      target: "verilog",
      precision: "ap_fixed<9,4,AP_RND_CONV,AP_SAT>",
      strategy: "resource",
      reuseFactor: 6,
    },
  );
}

/** Verilator compiles for longer than the suite has: with `INTERLACE_MATRIX=all` alone, as are designs without stalls. */
const RUNS: readonly {
  readonly simulator: SimulatorName;
  readonly missing: boolean;
  readonly stalls?: number;
}[] = [
  { simulator: "cxxrtl", missing: noCxxrtl, stalls: 5 },
  ...wantsAll()
    ? [
      { simulator: "cxxrtl", missing: noCxxrtl },
      { simulator: "verilator", missing: noVerilator, stalls: 5 },
      { simulator: "verilator", missing: noVerilator },
    ] as const
    : [],
];

for (const { simulator, missing, stalls } of RUNS) {
  Deno.test({
    name: `${simulator} gives the beats that Icarus gives, in the same cycles${
      stalls === undefined ? "" : ", under random stalls"
    }`,
    ignore: missing || noIcarus,
    fn: async () => {
      const eyes = design();
      const inputs = randomImages(eyes, { images: 3, seed: 2n });
      const run = async (by: SimulatorName) =>
        comparable(await simulateRtl(eyes, inputs, { simulator: by, stalls }));
      const icarus = await run("icarus");
      const expected = simulateScalar(eyes, inputs);
      for (const [name, { tensor }] of icarus.streams) assertEquals(tensor, expected.get(name)!.data, name);
      assertEquals(await run(simulator), icarus);
    },
  });
}

Deno.test({
  name: "cxxrtl writes a waveform of the cycles that are asked for, with registers inside of modules",
  ignore: noCxxrtl || !wantsAll(),
  fn: async () => {
    const eyes = design();
    const inputs = randomImages(eyes, { images: 1, seed: 2n });
    const { waveform } = await simulateRtl(eyes, inputs, {
      simulator: "cxxrtl",
      waveform: { from: 10, to: 12 },
    });
    const dump = new TextDecoder().decode(waveform!);
    const times = [...dump.matchAll(/^#(\d+)$/gm)].map(([, time]) => Number(time));
    assertEquals(times, [100, 105, 110, 115, 120, 125]);
    assertMatch(dump, /\$var reg \d+ \S+ stored \$end/);
  },
});

function comparable({ streams, complete }: BenchRecord) {
  return {
    complete,
    streams: [...streams].map(([name, { tensor, cycles, fill }]) =>
      [name, { tensor: tensor && tensor.data, cycles, fill }] as const
    ),
  };
}
