import { assert, assertEquals } from "@std/assert";
import { topName } from "../../../src/backends/hls/names/cpp_names.ts";
import { renderFirmware } from "../../../src/backends/hls/mod.ts";
import { createDesign } from "../../../src/design/mod.ts";
import { buildModel } from "../../../src/model/mod.ts";

Deno.test("renderFirmware() keeps tables in ints, which the addresses of a large layer need", () => {
  const data = new Float64Array(4 * 4 * 64 * 64).fill(0.5);
  const model = buildModel("large", (b) => {
    const x = b.input({ height: 2, width: 3, channels: 64 });
    return b.convTranspose2d(x, { weights: { shape: [4, 4, 64, 64], data }, strides: 2, padding: "same" });
  });
  const parameters = renderFirmware(createDesign(model)).get("firmware/parameters.h")!;
  const base = parameters.match(/int phase_base\(int phase\) \{\s*static const (\w+) table\[4\] = \{(.*)\};/);
  assertEquals(base?.[1], "int");
  assert(base![2].split(", ").map(Number).some((address) => address > 32767), base![2]);
});

Deno.test("renderFirmware() gives a project called like one of its own files another name", () => {
  for (const name of ["defines", "Parameters", "main"]) {
    const design = createDesign(buildModel(name, (b) => b.relu(b.input({ features: 2 }))));
    const paths = [...renderFirmware(design).keys()].map((path) => path.toLowerCase());
    const top = topName(design).toLowerCase();
    assertEquals(paths.filter((path) => path === `firmware/${top}.h`).length, 1);
    assert(!["defines", "parameters", "main"].includes(top), top);
  }
});
