import { assertEquals } from "@std/assert";
import { createDesign } from "../../../src/design/mod.ts";
import { verifyDesign } from "../../../src/verify/mod.ts";
import { importFiles, readGolden } from "./support.ts";

for (const name of ["graph_generator", "graph_sequence", "graph_padded", "layers_decoder"]) {
  for (const io of ["io_stream", "io_parallel"] as const) {
    Deno.test(`verifyDesign() passes the TensorFlow.js model ${name} in ${io}`, async () => {
      const { files, x } = readGolden(name);
      const model = await importFiles(files);
      const design = createDesign(model, { io, precision: "ap_fixed<16,6,AP_RND,AP_SAT>" });
      const report = await verifyDesign(design, { data: new Map([["", x]]) });
      assertEquals(report.simulatorVsCsim?.mismatches, 0);
      assertEquals(report.simulatorVsCsim!.values > 0, true);
      assertEquals(report.import.oracle, "TensorFlow.js 4.22.0");
      assertEquals(report.import.maxRelError! < 1e-5, true);
      assertEquals(report.passed, true);
    });
  }
}
