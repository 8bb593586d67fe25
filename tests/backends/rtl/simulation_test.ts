import { assertRejects, assertStringIncludes } from "@std/assert";
import { InterlaceError } from "../../../src/base/mod.ts";
import { simulateRtl } from "../../../src/backends/rtl/mod.ts";
import { runBench } from "../../../src/backends/rtl/simulation/simulators.ts";
import { makeWorkFolder } from "../../../src/base/work_folder.ts";
import { randomImages } from "../../conformance/data.ts";
import { smallUp } from "./designs.ts";
import { noIcarus } from "./verilog.ts";

Deno.test("inputs that are not the design's, or hold no image, are refused before anything is simulated", async () => {
  const design = smallUp();
  const [input] = randomImages(design, { images: 1, seed: 1n });
  const refused = async (inputs: Parameters<typeof simulateRtl>[1], text: string) => {
    const error = await assertRejects(() => simulateRtl(design, inputs), InterlaceError);
    assertStringIncludes(error.message, `Cannot simulate "small_up": ${text}`);
  };
  await refused([], "it was given 0 inputs, it has 1");
  await refused([input, input], "it was given 2 inputs, it has 1");
  await refused(
    [{ ...input, shape: [1, 4, 16, 4] }],
    'input "input_1" has shape [1,4,16,4], expected [1,8,8,4]',
  );
  await refused(randomImages(design, { images: 0, seed: 1n }), "its inputs hold no image");
});

Deno.test({
  name: "a bench that never ends is stopped when it has printed too much",
  ignore: noIcarus,
  fn: async () => {
    using work = await makeWorkFolder();
    await Deno.writeTextFile(
      `${work.path}/bench.v`,
      'module bench; initial forever #1 $display("beat 0 0 0"); endmodule\n',
    );
    const error = await assertRejects(
      () =>
        runBench({
          simulator: "icarus",
          folder: work.path,
          top: "bench",
          sources: ["bench.v"],
          mostBytes: 100_000,
        }),
      InterlaceError,
    );
    assertStringIncludes(
      error.message,
      "Cannot simulate the Verilog with icarus: vvp printed more than 100000 bytes",
    );
  },
});
