import { assert, assertEquals } from "@std/assert";
import { createDesign, type Design, type Stage } from "../../src/design/mod.ts";
import { moduleStage, stageOf, withEnds } from "../../src/design/stage_ends.ts";
import { planStreams } from "../../src/design/streams/streams.ts";
import { planAround } from "../../src/design/work/finish.ts";
import { OVERFLOW_MODES, printFixedType, QUANTIZATION_MODES } from "../../src/fixed/mod.ts";
import { constantsOf, nodesOf } from "../../src/layers/mod.ts";
import { buildModel } from "../../src/model/mod.ts";
import { simulateScalar, simulateTensors } from "../../src/simulate/mod.ts";
import { compileProgram } from "../../src/simulate/wasm/assembler/program.ts";
import { OWN_HEADERS, XILINX_HEADERS } from "../ap/compiler.ts";
import { randomBits } from "../fixed/random.ts";
import { runRtl } from "../backends/rtl/compare.ts";
import { noIcarus } from "../backends/rtl/verilog.ts";
import { mantissasOf } from "../simulate/support.ts";
import { randomImages } from "./data.ts";
import { bitsInCpp, drawTypes } from "./expression_types.ts";
import { drawExpressions, type Drawn } from "./expressions.ts";
import { expressionByDefinition } from "./expressions_definition.ts";
import { runMapFunctions } from "./expressions_cpp.ts";
import { templateExpressions } from "./template_expressions.ts";
import { assertLargeEquals } from "../support/large.ts";

/** Expressions, so many in a design, side by side. */
const EXPRESSIONS = 500;
const EACH = 50;

/** Two rows of pixels of three channels: constants repeat with a pixel, over several or not at all. */
const SHAPE = { length: 4, channels: 3 };

const SEED = BigInt(Deno.env.get("INTERLACE_SEED") ?? 14);

const TYPES = drawTypes(randomBits(SEED));

/** Those of a family read tensors of the same types and may share parts. */
const DEPTHS = [1, 2, 3, 4, 5, 6, 6, 5, 4, 3];

const DRAWN: readonly Drawn[] = Array.from(
  { length: EXPRESSIONS / DEPTHS.length },
  (_, i) => drawExpressions(SEED * 1000n + BigInt(i), { depths: DEPTHS, periods: [1, 3, 12], types: TYPES }),
).flat();

function inputName(index: number, operand: number): string {
  return `${operand === 0 ? "x" : "z"}${index}`;
}

/** A design whose maps are such expressions, each between an input and an output of its own. */
function designOf(drawn: readonly Drawn[], index: number, target?: string): Design {
  const model = buildModel(
    `expressions ${index}`,
    (b) =>
      drawn.map(({ operands }, i) => {
        const [x, ...others] = operands.map((_, operand) =>
          b.input({ ...SHAPE, name: inputName(i, operand) })
        );
        const name = `y${i}`;
        return others.length === 0 ? b.relu(x, { name }) : b.add([x, ...others], { name });
      }),
  );
  const types = drawn.flatMap(({ operands, y }, i) => [
    ...operands.map((type, operand) => [inputName(i, operand), type] as const),
    [`y${i}`, y] as const,
  ]);
  const layers = Object.fromEntries(
    types.map(([name, type]) => [name, { precision: { result: printFixedType(type) } }]),
  );
  const io = target !== undefined || index % 2 === 0 ? "io_stream" : "io_parallel";
  return withExpressions(createDesign(model, { io, layers, target }), drawn);
}

/** The design with such expressions in place of its maps, and with all that follows from them. */
function withExpressions(design: Design, drawn: readonly Drawn[]): Design {
  const stages = design.stages.map((stage): Stage => {
    if (stage.plan.kind !== "map") return stage;
    const { expression } = drawn[Number(stage.name.slice(1))];
    const mapped = stageOf({ ...stage, plan: { ...stage.plan, function: "random", expression } });
    return stageOf({ ...mapped, ...planAround(withEnds(design, mapped), design) });
  });
  const planned = { ...design, stages };
  return design.io === "io_stream" ? { ...planned, ...planStreams(planned, new Map()) } : planned;
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

/** How to have the same expressions again. */
const AGAIN = `INTERLACE_SEED=${SEED}`;

Deno.test("random expressions reach every operator, all periods and both widths of words", () => {
  const nodes = DRAWN.flatMap(({ expression }) => nodesOf(expression));
  const kinds = Map.groupBy(nodes, ({ kind }) => kind);
  for (const [kind, those] of kinds) assert(those.length >= 100, `${those.length} ${kind}`);
  assertEquals(kinds.size, 14);
  const periods = new Set(
    DRAWN.flatMap(({ expression }) =>
      [...constantsOf(expression).values()].map(({ values }) => values.data.length)
    ),
  );
  assertEquals([...periods].toSorted((a, b) => a - b), [1, 3, 12]);
  const mixed = DRAWN.filter(({ expression }) =>
    new Set([...constantsOf(expression).values()].map(({ values }) => values.data.length)).size > 1
  );
  assert(mixed.length >= 20, `${mixed.length} with constants of two periods`);
  const pairs = DRAWN.filter(({ operands }) => operands.length > 1);
  assert(pairs.length >= 80, `${pairs.length} of two tensors`);
  const paths = Map.groupBy(
    GROUPS.flatMap(({ design }) => compileProgram(design).stages),
    ({ path }) => path,
  );
  for (const path of ["elements i32", "elements i64", "merge i32", "merge i64", "table"] as const) {
    assert(paths.get(path)!.length >= 15, `${paths.get(path)!.length} on the path ${path}`);
  }
  // Wider numbers than words are computed by the scalar reference.
  assert(paths.get("reference")!.length < EXPRESSIONS / 3, `${paths.get("reference")!.length} in no words`);
});

Deno.test("random expressions have types at every limit and of every pair of modes", () => {
  const used = DRAWN.flatMap(({ operands, y, expression }) => [
    ...operands,
    y,
    ...nodesOf(expression).flatMap((node) => node.kind === "cast" ? [node.cast.to] : []),
  ]);
  const modes = new Set(used.map(({ quantization, overflow }) => `${quantization} ${overflow}`));
  assertEquals(modes.size, QUANTIZATION_MODES.length * OVERFLOW_MODES.length);
  const widths = used.map(({ width }) => width);
  assertEquals([Math.min(...widths), Math.max(...widths)], [1, 64]);
  assert(used.some(({ integer }) => integer < 0), "negative integer bits");
  assert(used.some(({ integer, width }) => integer > width), "more integer bits than bits");
  const widest = DRAWN.map(({ expression }) => bitsInCpp(expression));
  assert(widest.filter((bits) => bits > 64).length >= 25, "numbers of more than 64 bits");
});

Deno.test("random expressions give what they are by definition, between the ends of every node", () => {
  for (const [i, { drawn, design, images }] of GROUPS.entries()) {
    const tensors = simulateScalar(design, images);
    drawn.forEach((each, index) => {
      const operands = each.operands.map((_, i) => mantissasOf(tensors.get(inputName(index, i))!));
      assertLargeEquals(
        mantissasOf(tensors.get(`y${index}`)!),
        expressionByDefinition(each, operands),
        `expression ${i * EACH + index} with ${AGAIN}`,
      );
    });
  }
});

Deno.test("random expressions are the same in WebAssembly", async () => {
  for (const { design, images } of GROUPS) {
    const simulated = await simulateTensors(design, images);
    for (const [name, { data }] of simulateScalar(design, images)) {
      assertLargeEquals(simulated.get(name)!.data, data, `${name} of ${design.name} with ${AGAIN}`);
    }
  }
});

Deno.test({
  name: "random expressions are the same in Verilog, in the cycles of the schedule",
  ignore: noIcarus,
}, async () => {
  const drawn = DRAWN.filter((_, i) => i % 5 === 0);
  const kinds = new Set(drawn.flatMap(({ expression }) => nodesOf(expression)).map(({ kind }) => kind));
  assertEquals(kinds.size, 14);
  const templates = templateExpressions(TYPES);
  const design = designOf([...drawn, ...templates], 0, "verilog");
  const forms = design.stages.map((stage) => moduleStage(design, stage))
    .flatMap(({ kind, module }) => kind === "map" ? [module.form.kind] : []).slice(drawn.length);
  assertEquals(forms.toSorted(), ["line", "merge", "table", "table"].flatMap((form) => Array(7).fill(form)));
  const { problems, unscheduled } = await runRtl(design, { seed: SEED, images: 2 });
  assertEquals([...problems, ...unscheduled], [], AGAIN);
});

for (const headers of [OWN_HEADERS, XILINX_HEADERS]) {
  Deno.test({
    name: `random expressions are the same in C++, with ${headers.name}`,
    ignore: headers.folder === undefined,
  }, async () => {
    // All in one program, which instantiates what they share once.
    const { drawn, design, images } = groupOf(DRAWN, 0);
    const tensors = simulateScalar(design, images);
    const results = await runMapFunctions(design, tensors, headers);
    assertEquals(results.size, drawn.length);
    assert(results.size >= 500, `${results.size} were compared`);
    for (const [name, bits] of results) {
      const { data, type } = tensors.get(name)!;
      const expected = Array.from(data, (lane) => BigInt.asUintN(type.width, lane));
      assertLargeEquals(bits, expected, `${name} with ${AGAIN}`);
    }
  });
}
