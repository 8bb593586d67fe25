import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { InterlaceError } from "../../../../src/base/mod.ts";
import { canRunThreads, compileDesigns } from "../../../../src/backends/hls/csim/mod.ts";
import { createDesign, type Design, streamNamed } from "../../../../src/design/mod.ts";
import { buildModel, type ModelBuilder, type Node } from "../../../../src/model/mod.ts";
import { encodeInputs, randomInputs, simulateTensors } from "../../../../src/simulate/mod.ts";
import { noNative, OPTIMIZE } from "../../../support/csim.ts";

function weights(...shape: number[]) {
  const data = Float64Array.from(
    { length: shape.reduce((a, b) => a * b, 1) },
    (_, i) => ((5 * i) % 7 - 3) / 8,
  );
  return { shape, data };
}

/** A pooled path and a skip past it, added, and another skip past all of that, joined to it. */
function branches(b: ModelBuilder): Node {
  const x = b.relu(b.input({ height: 8, width: 10, channels: 2 }), { name: "first" });
  const deep = b.conv2d(x, { name: "down", weights: weights(2, 2, 2, 3), strides: 2 });
  const up = b.convTranspose2d(deep, {
    name: "up",
    weights: weights(3, 3, 3, 2),
    strides: 2,
    padding: "same",
  });
  const sum = b.add([x, up], { name: "sum" });
  const wide = b.conv2d(sum, { name: "wide", weights: weights(3, 3, 2, 2), padding: "same" });
  return b.concatenate([wide, x], { name: "joined", axis: 2 });
}

/** Tensors of FIFOs that C++ cannot do with one beat of. */
function skips(design: Design): readonly { readonly name: string; readonly deadlockFree: number }[] {
  return design.schedule!.fifos.flatMap(({ name, deadlockFree }) =>
    deadlockFree !== null && deadlockFree > 1 ? [{ name, deadlockFree }] : []
  );
}

for (const strategy of ["latency", "resource"] as const) {
  Deno.test({
    name: `CsimProgram.runConcurrent() runs branches at the computed depths, ${strategy}`,
    ignore: noNative,
  }, async () => {
    const design = createDesign(buildModel("branches", branches), { strategy, reuseFactor: 2 });
    const inputs = encodeInputs(design, randomInputs(design, { samples: 3, seed: 5 }));
    const program = await compileDesigns([{ design }], {
      compiler: "native",
      optimize: OPTIMIZE,
      threads: true,
    });
    const expected = await simulateTensors(design, inputs);

    const { outputs, fills, counts } = await program.runConcurrent(0, inputs);
    for (const { tensor } of design.outputs) assertEquals(outputs.get(tensor), expected.get(tensor));
    assertEquals(new Set(fills.keys()), new Set(design.schedule!.fifos.map(({ name }) => name)));
    for (const [name, fill] of fills) assert(fill >= 1 && fill <= streamNamed(design, name).depth, name);
    const sequential = await program.run(0, inputs);
    assertEquals(counts, sequential.counts);
    assertEquals(sequential.tensors, expected);

    // As deep as they must be, and one beat less: whoever runs when.
    const shallow = skips(design);
    assert(shallow.length >= 2);
    for (const { name, deadlockFree } of shallow) {
      await program.runConcurrent(0, inputs, new Map([[name, deadlockFree]]));
      const error = await assertRejects(
        () => program.runConcurrent(0, inputs, new Map([[name, deadlockFree - 1]])),
        InterlaceError,
        "wait for each other",
      );
      const { id } = design.tensors.get(name)!;
      assertStringIncludes(error.details.join("\n"), `room in ${id}, which holds ${deadlockFree - 1}`);
    }
  });
}

Deno.test(
  { name: "CsimProgram.runConcurrent() waits for room in the only FIFO of a chain", ignore: noNative },
  async () => {
    const design = createDesign(
      buildModel("chain", (b) => b.relu(b.tanh(b.input({ length: 50, channels: 3 })))),
    );
    const inputs = encodeInputs(design, randomInputs(design, { samples: 2, seed: 5 }));
    const program = await compileDesigns([{ design }], {
      compiler: "native",
      optimize: OPTIMIZE,
      threads: true,
    });
    const [fifo] = design.schedule!.fifos;
    for (const depth of [1, 3, 100]) {
      const { fills } = await program.runConcurrent(0, inputs, new Map([[fifo.name, depth]]));
      assert(fills.get(fifo.name)! <= depth);
    }
  },
);

Deno.test("compileDesigns() refuses threads where there are none", async () => {
  const design = createDesign(buildModel("chain", (b) => b.relu(b.input({ features: 3 }))));
  await assertRejects(
    () => compileDesigns([{ design }], { compiler: "wasm", threads: true }),
    InterlaceError,
    "has no threads",
  );
  assertEquals(await canRunThreads({ compiler: "wasm" }), false);
});
