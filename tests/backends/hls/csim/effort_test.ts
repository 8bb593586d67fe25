import { assertEquals, assertRejects } from "@std/assert";
import { InterlaceError } from "../../../../src/base/mod.ts";
import { findCompilers, type Optimize, selectCompiler } from "../../../../src/backends/compile/compiler.ts";
import { effortFor } from "../../../../src/backends/hls/csim/effort.ts";
import { createDesign } from "../../../../src/design/mod.ts";
import { buildModel } from "../../../../src/model/mod.ts";

const hasGcc = (await findCompilers()).some(({ name, available }) => available && name.startsWith("g++"));

Deno.test("effortFor() optimises what multiplies much, and what is large without multiplying", () => {
  const dense = createDesign(buildModel("dense", (b) => {
    const x = b.input({ features: 20 });
    return b.dense(x, { weights: { shape: [20, 30], data: new Float64Array(600).fill(0.5) } });
  }));
  // 600 multiplications, 20 and 30 elements.
  const most = Math.floor(20_000_000 / 650);
  assertEquals([1, most, most + 1].map((samples) => effortFor(dense, samples)), ["g", "g", "2"]);
  const long = createDesign(buildModel("long", (b) => b.relu(b.input({ length: 1000, channels: 10 }))));
  assertEquals([1000, 1001].map((samples) => effortFor(long, samples)), ["g", "2"]);
});

Deno.test({
  name: "effort g sees a number that may have no value, as effort 2 does and effort 0 does not",
  ignore: !hasGcc,
}, async () => {
  // A warning that follows a number through the branches of a function.
  const text = `#include <cstdlib>
extern "C" int interlace_main(const unsigned char *input, unsigned long long size, unsigned char **output,
                              unsigned long long *output_size) {
    int value;
    if (size > 3) value = input[0];
    *output = static_cast<unsigned char *>(malloc(1));
    **output = static_cast<unsigned char>(value);
    *output_size = 1;
    return 0;
}
`;
  const cacheFolder = await Deno.makeTempDir();
  try {
    const compiler = await selectCompiler("g++", { cacheFolder });
    const compile = (optimize: Optimize) =>
      compiler.compile({
        files: new Map([["a.cpp", text]]),
        main: "a.cpp",
        include: [],
        warnings: true,
        optimize,
      });
    for (const optimize of ["g", "2"] as const) {
      await assertRejects(() => compile(optimize), InterlaceError, "the compiler reported errors");
    }
    await compile("0");
  } finally {
    await Deno.remove(cacheFolder, { recursive: true });
  }
});
