import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { InterlaceError } from "../../../src/base/mod.ts";
import { simulateRtl } from "../../../src/backends/rtl/mod.ts";
import { benchCache } from "../../../src/backends/rtl/simulation/bench_cache.ts";
import { runBench } from "../../../src/backends/rtl/simulation/simulators.ts";
import { makeWorkFolder } from "../../../src/base/files/work_folder.ts";
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

Deno.test({
  name:
    "a compiled bench is found by its simulator, its command and what is compiled, and by no memory's contents",
  ignore: noIcarus,
  fn: async () => {
    using work = await makeWorkFolder();
    const write = (name: string, text: string) => Deno.writeTextFile(`${work.path}/${name}`, text);
    const bench = {
      folder: work.path,
      commands: ["iverilog", "vvp"],
      // Nobody else's.
      compile: ["iverilog", crypto.randomUUID()],
      program: "bench.out",
      executable: false,
    };
    const find = async (changes: Partial<typeof bench> = {}) =>
      await (await benchCache({ ...bench, ...changes })).find();
    await write("bench.v", "module bench; endmodule\n");
    await write("rom.mem", "1\n");
    assertEquals(await find(), undefined);
    const cache = await benchCache(bench);
    // A simulator writes its program into the same folder.
    await write("bench.out", "compiled");
    await cache.keep();
    await Deno.remove(`${work.path}/bench.out`);
    const kept = await find();
    assertEquals(await Deno.readTextFile(kept!), "compiled");
    await write("rom.mem", "2\n");
    assertEquals(await find(), kept);
    assertEquals(await find({ compile: [...bench.compile, "--trace"] }), undefined);
    assertEquals(await find({ commands: ["iverilog", "there-is-no-such-command"] }), undefined);
    assertEquals(await find({ commands: ["vvp", "iverilog"] }), undefined);
    await write("included.vh", "`define X\n");
    assertEquals(await find(), undefined);
    await Deno.remove(`${work.path}/included.vh`);
    await write("bench.v", "module bench; reg x; endmodule\n");
    assertEquals(await find(), undefined);
    await Deno.remove(kept!);
  },
});
