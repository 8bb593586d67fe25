import { assert, assertEquals } from "@std/assert";
import { renderFirmware, renderTestbench } from "../../../src/backends/hls/mod.ts";
import { createDesign, type Design } from "../../../src/design/mod.ts";
import { buildModel } from "../../../src/model/mod.ts";
import { simulateScalar } from "../../../src/simulate/mod.ts";
import { randomImages } from "../../conformance/data.ts";
import { GOLDEN } from "../../golden/projects.ts";
import { everyPrimitiveDesigns } from "../../support/every_primitive.ts";
import { decoderDesign } from "./designs.ts";
import { withEnds } from "../../../src/design/stage_ends.ts";

/** Columns that a person reads without scrolling. */
const COLUMNS = 120;

const DESIGNS: readonly { readonly name: string; readonly design: Design }[] = [
  ...Object.entries(GOLDEN).map(([name, design]) => ({ name, design: design() })),
  ...everyPrimitiveDesigns(),
  ...everyPrimitiveDesigns({ target: "vivado" }),
  ...(["io_stream", "io_parallel"] as const).flatMap((io) => [
    { name: `decoder ${io}`, design: decoderDesign({ io }) },
    { name: `long names ${io}`, design: longNames(io) },
  ]),
];

/** A network whose names are cut, and with lists that fit on no line. */
function longNames(io: "io_stream" | "io_parallel"): Design {
  const name = (what: string) => `${what}_${"very_long_".repeat(30)}`;
  const weights = {
    shape: [7, 7, 1, 2],
    data: Float64Array.from({ length: 98 }, (_, i) => (i % 31 - 15) / 1024),
  };
  const model = buildModel(name("network"), (b) => {
    const x = b.input({ name: name("image"), height: 24, width: 20, channels: 1 });
    const y = b.convTranspose2d(x, { name: name("up"), weights, strides: [5, 3] });
    const z = b.interpolate(b.sigmoid(y, { name: name("share") }), {
      name: name("resized"),
      sizes: [140, 100],
    });
    return [z, b.relu(x, { name: name("rectified") })];
  });
  return createDesign(model, { io, precision: "ap_fixed<24,8,AP_RND_MIN_INF,AP_SAT_SYM>" });
}

/** Firmware, test bench and build script, without samples. */
function textsOf(design: Design): Map<string, string> {
  const inputs = randomImages(design, { images: 1, seed: 1n });
  const tensors = simulateScalar(design, inputs);
  const expected = design.outputs.map(({ tensor }) => tensors.get(tensor)!);
  const files = new Map([...renderFirmware(design), ...renderTestbench(design, { inputs, expected })]);
  return new Map([...files].filter(([path]) => !path.startsWith("tb_data/")));
}

for (const { name, design } of DESIGNS) {
  Deno.test(`no line of what is generated for ${name} is longer than ${COLUMNS} columns`, () => {
    const long = [...textsOf(design)].flatMap(([path, text]) =>
      text.split("\n").flatMap((line, i) => line.length > COLUMNS ? [`${path}:${i + 1}: ${line}`] : [])
    );
    assertEquals(long, []);
  });
}

for (const { name, design } of everyPrimitiveDesigns()) {
  Deno.test(`the top function and the parameters of ${name} say of every stage what it is`, () => {
    const firmware = renderFirmware(design);
    const top = firmware.get(`firmware/${design.name}.cpp`)!;
    const parameters = firmware.get("firmware/parameters.h")!;
    for (const stage of design.stages) {
      const { id, plan } = stage;
      const { kind, inputs } = withEnds(design, stage);
      if (kind === "input") continue;
      const [{ shape }] = inputs;
      const comment = new RegExp(`^ *// ${id} \\(\\w+\\): ${shape.join("x")} of ap_u?fixed<`, "m");
      assert(comment.test(top), `${id} in the top function`);
      assert(comment.test(parameters), `${id} in the parameters`);
      const paragraph = top.slice(top.indexOf(`// ${id} (`)).split("\n\n")[0];
      assert(paragraph.includes(`::config_${id}>(`), paragraph);
      if (plan.kind === "convolution" || plan.kind === "dense") {
        assert(/reuse factor \d+, \d+ multipliers\n/.test(paragraph), paragraph);
      }
    }
  });
}

Deno.test("numbers with and without a sign are compared with one: vendors' headers compare wide ones as C does", () => {
  const model = buildModel("signs", (b) => {
    const [x, y] = ["x", "y"].map((name) => b.input({ name, height: 2, width: 3, channels: 2 }));
    return b.maximum([x, y], { name: "most" });
  });
  const compared = (unsigned: "x" | "y") => {
    const design = createDesign(model, {
      precision: "ap_fixed<40,20>",
      layers: { [unsigned]: { precision: { result: "ap_ufixed<32,29>" } } },
    });
    return renderFirmware(design).get("firmware/parameters.h")!.match(/return (.*) \?/)?.[1];
  };
  assertEquals(compared("x"), "ap_fixed<33,30>(a) < b");
  assertEquals(compared("y"), "a < ap_fixed<33,30>(b)");
});
