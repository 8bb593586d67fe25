import { assertEquals, assertMatch } from "@std/assert";
import { renderFirmware } from "../../src/backends/hls/mod.ts";
import { createDesign } from "../../src/design/mod.ts";
import { importModelFiles } from "../../src/frontends/mod.ts";
import { encodeModel } from "../../src/frontends/onnx/mod.ts";
import { node, onnxModel } from "../support/onnx.ts";

/** `in:0` → a layer called `probability` → a layer that makes the output `probability`, and one that makes `out`. */
async function network() {
  const main = "net.onnx";
  const proto = onnxModel({
    inputs: { "in:0": ["N", 2, 3, 4] },
    nodes: [
      node("Relu", "in:0", "r", { name: "probability" }),
      node("Tanh", "r", "probability", { name: "act" }),
      node("Sigmoid", "r", "out", { name: "extra" }),
    ],
    outputs: "probability out",
  });
  return await importModelFiles({ main, files: new Map([[main, await encodeModel(proto)]]) });
}

for (const io of ["io_stream", "io_parallel"] as const) {
  Deno.test(`createDesign() calls the ports of the top function as the model does, ${io}`, async () => {
    const design = createDesign(await network(), { io });
    const ids = (ports: typeof design.inputs) => ports.map(({ tensor }) => design.tensors.get(tensor)!.id);
    assertEquals([ids(design.inputs), ids(design.outputs)], [["in_0"], ["probability", "out"]]);
    const all = [...design.tensors.values()].map(({ id }) => id.toLowerCase());
    assertEquals(new Set(all).size, all.length);
    // The layer inside that has the output's name makes room for it.
    assertEquals(design.tensors.get("probability")?.id, "probability_2");
    const header = renderFirmware(design).get("firmware/net.h") ?? "";
    assertMatch(
      String(header),
      io === "io_stream"
        ? /&in_0,\s.*&probability,\s.*&out\)/s
        : /in_0\[24\], .*probability\[24\], .*out\[24\]/s,
    );
  });
}
