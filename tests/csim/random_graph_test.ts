import { assert, assertEquals, assertRejects } from "@std/assert";
import { InterlaceError } from "../../src/base/mod.ts";
import { compileDesigns, findCompilers } from "../../src/csim/mod.ts";
import { createDesign, networkOf } from "../../src/design/mod.ts";
import { buildModel, type ModelBuilder, type Node } from "../../src/model/mod.ts";
import { encodeInputs, randomInputs, simulateTensors } from "../../src/simulate/mod.ts";
import { Random } from "../schedule/random_network.ts";
import { passes, tick } from "../schedule/tick.ts";

const noNative = !(await findCompilers()).some(({ kind, available }) => kind === "native" && available);

/** Adds random layers, each to any tensor so far or to two of them; then joins what nobody reads. */
function randomLayers(b: ModelBuilder, random: Random): readonly Node[] {
  const nodes = [b.input({ height: 4, width: 6, channels: 2 })];
  const unread = new Set(nodes);
  const pick = (list: readonly Node[]) => list[random.integer(0, list.length - 1)];
  const weights = (...shape: number[]) => ({
    shape,
    data: Float64Array.from({ length: shape.reduce((x, y) => x * y, 1) }, () => random.integer(-8, 8) / 16),
  });
  const add = (node: Node, ...read: readonly Node[]) => {
    for (const each of read) unread.delete(each);
    unread.add(node);
    nodes.push(node);
  };
  const partnersOf = (x: Node) =>
    nodes.filter((y) => y !== x && `${y.shape.slice(0, 2)}` === `${x.shape.slice(0, 2)}`);
  for (let count = random.integer(5, 12); count > 0; count--) {
    const x = random.integer(0, 2) > 0 ? nodes[nodes.length - 1] : pick(nodes);
    const [height, width, channels] = x.shape;
    const made = random.integer(1, 3);
    const kernel = [random.integer(1, 3), random.integer(1, 3)];
    const conv = (strides: number) =>
      b.conv2d(x, { weights: weights(...kernel, channels, made), strides, padding: "same" });
    const choice = random.integer(0, 7);
    if (choice === 0) add(b.relu(x), x);
    else if (choice === 1 || height * width > 100) add(height > 2 && width > 2 ? conv(2) : conv(1), x);
    else if (choice === 2) add(conv(1), x);
    else if (choice === 3) add(b.maxPool(x, { size: 2, strides: 2, padding: "same" }), x);
    else if (choice === 4) add(b.upsample(x, { factors: 2 }), x);
    else if (choice === 5) {
      add(
        b.convTranspose2d(x, { weights: weights(...kernel, channels, made), strides: 2, padding: "same" }),
        x,
      );
    } else {
      const partners = partnersOf(x);
      if (partners.length === 0) add(b.leakyRelu(x, { slope: 0.25 }), x);
      else {
        const y = pick(partners);
        const alike = y.shape[2] === channels && random.integer(0, 1) === 0;
        add(alike ? b.add([x, y]) : b.concatenate([x, y], { axis: 2 }), x, y);
      }
    }
  }
  return [...unread];
}

Deno.test({
  name: "random graphs: simulator, C++ and threads agree, and depths are as small as they can be",
  ignore: noNative,
}, async (test) => {
  const cases = Array.from({ length: 8 }, (_, seed) => {
    const random = new Random(seed);
    const model = buildModel(`random${seed}`, (b) => randomLayers(b, random));
    const strategy = seed % 2 === 0 ? "latency" as const : "resource" as const;
    return createDesign(model, { strategy, reuseFactor: 2, precision: "ap_fixed<9,4>" });
  });
  const program = await compileDesigns(cases.map((design) => ({ design })), {
    compiler: "native",
    threads: true,
  });
  let [skips, deadlocks] = [0, 0];
  for (const [index, design] of cases.entries()) {
    const { fifos, intervalCycles } = design.schedule!;
    await test.step(`${design.name}: ${design.stages.length} stages, ${fifos.length} FIFOs`, async () => {
      const inputs = encodeInputs(design, randomInputs(design, { samples: 2, seed: index }));
      const expected = await simulateTensors(design, inputs);
      assertEquals((await program.run(index, inputs)).tensors, expected);
      const { outputs } = await program.runThreaded(index, inputs);
      for (const [name, tensor] of outputs) assertEquals(tensor, expected.get(name));

      const network = networkOf(design);
      const depths = fifos.map(({ depth }) => depth);
      const interval = (tried: readonly number[]) => {
        const { ends, deadlock } = tick(network, tried, 16);
        return deadlock ? Infinity : (Math.max(...ends[15]) - Math.max(...ends[7])) / 8;
      };
      assertEquals(interval(depths), intervalCycles);
      for (const [i, { name, depth, deadlockFree, smallest }] of fifos.entries()) {
        assert(smallest, name);
        if (depth > 2) {
          skips++;
          const less = depths.with(i, depth - 1);
          assert(interval(less) > intervalCycles || !passes(network, less), name);
        }
        if (deadlockFree === 1) continue;
        deadlocks++;
        await program.runThreaded(index, inputs, new Map([[name, deadlockFree]]));
        const run = program.runThreaded(index, inputs, new Map([[name, deadlockFree - 1]]));
        await assertRejects(() => run, InterlaceError, "wait for each other");
      }
    });
  }
  assert(skips > 10 && deadlocks > 5, `${skips} deep FIFOs, ${deadlocks} of them against deadlocks`);
});
