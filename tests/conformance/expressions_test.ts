import { assert, assertEquals } from "@std/assert";
import { createDesign, type Design, type Stage } from "../../src/design/mod.ts";
import { printFixedType } from "../../src/fixed/mod.ts";
import { constantsOf, nodesOf } from "../../src/layers/mod.ts";
import { buildModel } from "../../src/model/mod.ts";
import { simulateScalar, simulateTensors } from "../../src/simulate/mod.ts";
import { compileProgram } from "../../src/simulate/wasm/program.ts";
import { OWN_HEADERS, XILINX_HEADERS } from "../ap/compiler.ts";
import { mantissasOf } from "../simulate/support.ts";
import { wantsAll } from "./cases.ts";
import { randomImages } from "./data.ts";
import { drawExpression, type Drawn, expressionByDefinition } from "./expressions.ts";
import { runMapFunctions } from "./expressions_cpp.ts";

/** Expressions, so many in a design, side by side. */
const EXPRESSIONS = 500;
const EACH = 50;

/** Two rows of pixels of three channels: constants repeat with a pixel, over several or not at all. */
const SHAPE = { length: 4, channels: 3 };

const SEED = BigInt(Deno.env.get("INTERLACE_SEED") ?? 14);

const DRAWN: readonly Drawn[] = Array.from(
  { length: EXPRESSIONS },
  (_, i) => drawExpression(SEED * 1000n + BigInt(i), { depth: 1 + i % 6, periods: [1, 3, 12] }),
);

/** A design whose maps are such expressions, each between an input and an output of its own. */
function designOf(drawn: readonly Drawn[], index: number): Design {
  const model = buildModel(
    `expressions ${index}`,
    (b) => drawn.map((_, i) => b.relu(b.input({ ...SHAPE, name: `x${i}` }), { name: `y${i}` })),
  );
  const types = drawn.flatMap(({ x, y }, i) => [[`x${i}`, x], [`y${i}`, y]] as const);
  const layers = Object.fromEntries(
    types.map(([name, type]) => [name, { precision: { result: printFixedType(type) } }]),
  );
  const design = createDesign(model, { io: index % 2 === 0 ? "io_stream" : "io_parallel", layers });
  const stages = design.stages.map((stage): Stage =>
    stage.plan.kind !== "map" ? stage : {
      ...stage,
      plan: { ...stage.plan, function: "random", expression: drawn[Number(stage.name.slice(1))].expression },
    } as Stage
  );
  return { ...design, stages };
}

/** Such a design with two images for each of its inputs. */
function groupOf(drawn: readonly Drawn[], index: number) {
  const design = designOf(drawn, index);
  return { drawn, design, images: randomImages(design, { images: 2, seed: BigInt(index) }) };
}

const GROUPS = Array.from(
  { length: EXPRESSIONS / EACH },
  (_, i) => groupOf(DRAWN.slice(i * EACH, (i + 1) * EACH), i),
);

/** A compiler takes a tenth of a second for an expression: a seventh of them are compiled, or all with the whole matrix. */
const COMPILED = wantsAll() ? GROUPS : [groupOf(DRAWN.filter((_, i) => i % 7 === 0), GROUPS.length)];

Deno.test("random expressions reach every operator, all periods and both widths of words", () => {
  const nodes = DRAWN.flatMap(({ expression }) => nodesOf(expression));
  const kinds = Map.groupBy(nodes, ({ kind }) => kind);
  for (const [kind, those] of kinds) assert(those.length >= 200, `${those.length} ${kind}`);
  assertEquals(kinds.size, 10);
  const periods = new Set(
    DRAWN.flatMap(({ expression }) =>
      [...constantsOf(expression).values()].map(({ values }) => values.data.length)
    ),
  );
  assertEquals([...periods].toSorted((a, b) => a - b), [1, 3, 12]);
  const paths = Map.groupBy(
    GROUPS.flatMap(({ design }) => compileProgram(design).stages),
    ({ path }) => path,
  );
  assert(paths.get("elements i32")!.length >= 200, "words of 32 bits");
  assert(paths.get("elements i64")!.length >= 50, "words of 64 bits");
});

Deno.test("random expressions give what they are by definition, between the ends of every node", () => {
  for (const [i, { drawn, design, images }] of GROUPS.entries()) {
    const tensors = simulateScalar(design, images);
    drawn.forEach((each, index) => {
      const [x, y] = [tensors.get(`x${index}`)!, tensors.get(`y${index}`)!];
      assertEquals(
        mantissasOf(y),
        expressionByDefinition(each, mantissasOf(x)),
        `expression ${i * EACH + index}`,
      );
    });
  }
});

Deno.test("random expressions are the same in WebAssembly", async () => {
  for (const { design, images } of GROUPS) {
    const simulated = await simulateTensors(design, images);
    for (const [name, { data }] of simulateScalar(design, images)) {
      assertEquals(simulated.get(name)!.data, data, `${name} of ${design.name}`);
    }
  }
});

for (const headers of [OWN_HEADERS, XILINX_HEADERS]) {
  Deno.test({
    name: `random expressions are the same in C++, with ${headers.name}`,
    ignore: headers.folder === undefined,
  }, async () => {
    for (const { drawn, design, images } of COMPILED) {
      const tensors = simulateScalar(design, images);
      const results = await runMapFunctions(design, tensors, headers);
      assertEquals(results.size, drawn.length);
      for (const [name, bits] of results) {
        const { data, type } = tensors.get(name)!;
        const expected = Array.from(data, (lane) => BigInt.asUintN(type.width, lane));
        assertEquals(bits, expected, `${name} of ${design.name}`);
      }
    }
  });
}
