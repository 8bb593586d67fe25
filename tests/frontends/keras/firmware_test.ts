import { assertEquals } from "@std/assert";
import { createDesign } from "../../../src/design/mod.ts";
import { verifyDesign } from "../../../src/verify/mod.ts";
import { goldenData, importGolden } from "./support.ts";

for (const name of ["autoencoder_same.keras", "k2_sequence.h5", "channels_first.keras"]) {
  for (const io of ["io_parallel", "io_stream"] as const) {
    Deno.test(`the C++ made of ${name} computes what the simulator does in ${io}`, async () => {
      const model = await importGolden(name);
      const { inputs } = await goldenData(name.replace(/\..*$/, ""));
      const data = new Map(inputs.map((array, i) => [model.inputs[i].name, array]));
      const design = createDesign(model, { io, precision: "ap_fixed<14,6,AP_RND,AP_SAT>" });
      const { simulatorVsCsim } = await verifyDesign(design, { data });
      assertEquals([simulatorVsCsim?.mismatches, simulatorVsCsim!.values > 100], [0, true]);
    });
  }
}
