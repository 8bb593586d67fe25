/** What multipliers are bound to: in the text of both tools, in the estimate, and not in the bits. */
import { assertEquals } from "@std/assert";
import { renderFirmware } from "../../../src/backends/hls/mod.ts";
import { compileDesigns } from "../../../src/backends/hls/csim/mod.ts";
import { createDesign, type Design, type DesignOptions } from "../../../src/design/mod.ts";
import { buildModel } from "../../../src/model/mod.ts";
import { estimateDesign } from "../../../src/estimate/mod.ts";
import { simulateScalar } from "../../../src/simulate/mod.ts";
import { randomImages } from "../../conformance/data.ts";
import { OPTIMIZE } from "../../support/csim.ts";

const CHOICES = ["auto", "dsp", "lut"] as const;

function designOf(options: DesignOptions): Design {
  const model = buildModel("m", (b) => {
    const ramp = (...shape: number[]) => ({
      shape,
      data: Float64Array.from({ length: shape.reduce((a, n) => a * n) }, (_, i) => ((i * 5) % 13 - 6) / 4),
    });
    const up = b.convTranspose2d(b.input({ height: 2, width: 3, channels: 2 }), {
      name: "up",
      strides: 2,
      padding: "same",
      weights: ramp(3, 3, 2, 3),
    });
    return b.dense(b.flatten(up), { name: "fc", weights: ramp(72, 2) });
  });
  return createDesign(model, { precision: "ap_fixed<10,4>", ...options });
}

/** Options of every kernel that multiplies, with a factor that both layers take. */
const KERNELS: readonly DesignOptions[] = (["io_stream", "io_parallel"] as const).flatMap((io) =>
  (["latency", "resource"] as const).map((strategy) => ({ io, strategy, reuseFactor: 2 }))
);

Deno.test("the configuration of every layer names what its multipliers are bound to, and the product's type", () => {
  for (const options of KERNELS) {
    for (const multiplier of CHOICES) {
      const text = renderFirmware(designOf({ ...options, layers: { up: { multiplier } } })).get(
        "firmware/parameters.h",
      )!;
      const [up, fc] = ["up", "fc"].map((name) =>
        new RegExp(`^struct config_${name} \\{\\n[^]*?^\\};$`, "m").exec(text)![0]
      );
      assertEquals(/typedef nnet::(\w+) multiplier;/.exec(up)![1], `mul_${multiplier}`);
      assertEquals(
        /typedef (\S+) product_t;/.exec(up)?.[1] ?? null,
        multiplier === "auto" ? null : "ap_fixed<20,8>",
      );
      assertEquals(/typedef nnet::(\w+) multiplier;/.exec(fc)![1], "mul_auto");
    }
  }
});

Deno.test("a multiplier's pragma stands behind its product, as each tool spells it", () => {
  const pragmas = (target: string) => {
    const mac = renderFirmware(designOf({ target })).get("firmware/nnet_utils/mac.h")!;
    return [...mac.matchAll(/product_of\((mul_\w+),[^{]*\{([^}]*)\}/g)].map(([, tag, body]) => [
      tag,
      /const typename CONFIG::product_t (\w+) = x \* w;\n#pragma HLS (\w+) variable=\1 (.*)\n/.exec(body)
        ?.slice(2) ?? null,
    ]);
  };
  assertEquals(pragmas("vitis"), [
    ["mul_auto", null],
    ["mul_dsp", ["BIND_OP", "op=mul impl=dsp"]],
    ["mul_lut", ["BIND_OP", "op=mul impl=fabric"]],
  ]);
  assertEquals(pragmas("vivado"), [
    ["mul_auto", null],
    ["mul_dsp", ["RESOURCE", "core=DSP48"]],
    ["mul_lut", ["RESOURCE", "core=Mul_LUT"]],
  ]);
});

for (const io of ["io_stream", "io_parallel"] as const) {
  Deno.test(`bits are the same whatever multipliers are made of, in products of 80 bits too (${io})`, async () => {
    const strategies = ["latency", "resource"] as const;
    const wide = { default: "ap_fixed<40,8>", accum: "ap_fixed<60,24>" };
    const designs = strategies.flatMap((strategy): DesignOptions[] => [
      { strategy, multiplier: "dsp" },
      { strategy, multiplier: "lut", precision: "ap_fixed<9,4,AP_RND,AP_SAT>" },
      { strategy, multiplier: "dsp", precision: wide },
    ]).map((options, i) => designOf({ ...options, io, reuseFactor: 2, projectName: `m${i}` }));
    const program = await compileDesigns(designs.map((design) => ({ design })), {
      notify: () => {},
      optimize: OPTIMIZE,
    });
    for (const [i, design] of designs.entries()) {
      const inputs = randomImages(design, { images: 2, seed: 5n });
      const { tensors } = await program.run(i, inputs);
      for (const [name, { data }] of simulateScalar(design, inputs)) {
        assertEquals(tensors.get(name)!.data, data, `design ${i}, ${name}`);
      }
    }
  });
}

Deno.test("the estimate counts DSPs where they were asked for, and none where look-up tables were", () => {
  const used = (options: DesignOptions) => {
    const { DSP, LUT } =
      estimateDesign(designOf({ strategy: "resource", reuseFactor: 2, ...options })).resources;
    return { dsp: DSP.used!, lut: LUT.used! };
  };
  // Multipliers of the largest phase (4 taps of 2 channels, 3 outputs) and of the matrix, halved.
  const multipliers = 4 * 2 * 3 / 2 + 72 * 2 / 2;
  assertEquals(used({ multiplier: "dsp" }).dsp, multipliers);
  assertEquals(used({ multiplier: "auto" }).dsp, multipliers);
  assertEquals(used({ multiplier: "lut" }).dsp, 0);
  assertEquals(used({ multiplier: "lut" }).lut - used({ multiplier: "auto" }).lut, multipliers * 9 * 10);
  // A tool left alone makes narrow products of look-up tables.
  const narrow = { precision: "ap_fixed<5,3>" };
  assertEquals([used(narrow).dsp, used({ ...narrow, multiplier: "dsp" }).dsp], [0, multipliers]);
  // Weights that never change: 0 and powers of two need none.
  const constant = { strategy: "latency", reuseFactor: 1, io: "io_parallel" } as const;
  assertEquals(used({ ...constant, multiplier: "lut" }).dsp, 0);
});

Deno.test("Multiplier that changes nothing is noted", () => {
  const notes = (options: DesignOptions) =>
    designOf(options).notes.filter((note) => note.startsWith("Multiplier"));
  assertEquals(notes({ multiplier: "dsp" }), []);
  assertEquals(notes({ target: "verilog", multiplier: "dsp" }), [
    "Multiplier of the whole model changes nothing: no layer has multipliers of weights that can be made of that",
  ]);
  assertEquals(notes({ target: "verilog", multiplier: "lut" }), []);
});
