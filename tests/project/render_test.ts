import { assertEquals } from "@std/assert";
import { createDesign } from "../../src/design/mod.ts";
import { buildModel } from "../../src/model/mod.ts";
import { defaultSamples } from "../../src/project/render.ts";

Deno.test("defaultSamples() are four, and fewer where tensors are large, but one", () => {
  const samples = (height: number) =>
    defaultSamples(
      createDesign(buildModel("m", (b) => b.relu(b.input({ height, width: 1024, channels: 1 })))),
    );
  assertEquals([1, 512, 513, 1024, 1025, 2048, 2049, 16384].map(samples), [4, 4, 3, 2, 1, 1, 1, 1]);
});
