import { assertEquals } from "@std/assert";
import { InterlaceError } from "../../src/base/mod.ts";
import { createDesign } from "../../src/design/mod.ts";
import { formatModel } from "../../src/frontends/mod.ts";
import { buildModel, modelCosts, printModel } from "../../src/model/mod.ts";
import { simplifyModel } from "../../src/passes/mod.ts";
import { renderProject } from "../../src/project/mod.ts";
import { estimateDesign } from "../../src/estimate/mod.ts";
import {
  encodeInputs,
  evaluateFloat,
  explainSimulation,
  openSimulator,
  randomInputs,
  simulate,
  simulateOutputs,
  simulateScalar,
  simulateTensors,
} from "../../src/simulate/mod.ts";
import { verifyDesign } from "../../src/verify/mod.ts";

const MODEL = buildModel("tiny", (b) => b.relu(b.input({ features: 2 })));
const DATA = { shape: [1, 2], data: Float64Array.of(1, -1) };

/** Functions of the library that are handed a model, as a script in JavaScript calls them. */
const OF_MODELS: Readonly<Record<string, (model: never) => unknown>> = {
  "create a design": createDesign,
  "rewrite a model": simplifyModel,
  "print a model": printModel,
  "format a model": formatModel,
  "count the costs of a model": modelCosts,
  "evaluate a model": (model) => evaluateFloat(model, []),
};

/** Those that are handed a design; some reject. */
const OF_DESIGNS: Readonly<Record<string, readonly ((design: never) => unknown)[]>> = {
  "verify a design": [verifyDesign],
  "render a project": [renderProject],
  "estimate a design": [estimateDesign],
  "explain a simulation": [explainSimulation],
  "encode inputs": [(design) => encodeInputs(design, new Map([["", DATA]]))],
  "make inputs": [(design) => randomInputs(design, { samples: 1, seed: 0 })],
  simulate: [
    (design) => simulate(design, DATA),
    (design) => simulateTensors(design, []),
    (design) => simulateOutputs(design, []),
    (design) => simulateScalar(design, []),
    openSimulator,
  ],
};

/** What a call throws or rejects with, and its hint. */
async function refusal(call: () => unknown): Promise<readonly (string | undefined)[]> {
  try {
    await call();
  } catch (error) {
    if (error instanceof InterlaceError) return [error.summary, error.hint];
    throw error;
  }
  throw new Error("nothing was thrown");
}

Deno.test("whatever takes a model says that an await was forgotten", async () => {
  for (const [action, call] of Object.entries(OF_MODELS)) {
    const hint = "Give what buildModel(…) or await importModel(…) returns.";
    const given = (value: unknown) => refusal(() => call(value as never));
    assertEquals(await given(Promise.resolve(MODEL)), [
      `Cannot ${action}: a promise was given, no model`,
      "Write await importModel(…).",
    ]);
    assertEquals(await given(null), [`Cannot ${action}: null is no model`, hint]);
    assertEquals(await given("dec.onnx"), [`Cannot ${action}: a string is no model`, hint]);
    assertEquals(await given(createDesign(MODEL)), [`Cannot ${action}: this object is no model`, hint]);
  }
});

Deno.test("whatever takes a design says that an await was forgotten", async () => {
  for (const [action, calls] of Object.entries(OF_DESIGNS)) {
    for (const call of calls) {
      const given = (value: unknown) => refusal(() => call(value as never));
      assertEquals(await given(Promise.resolve()), [
        `Cannot ${action}: a promise was given, no design`,
        "Give createDesign(await importModel(…)), or await what makes the design.",
      ]);
      const hint = "Give what createDesign(model) returns.";
      assertEquals(await given(undefined), [`Cannot ${action}: undefined is no design`, hint]);
      assertEquals(await given(MODEL), [`Cannot ${action}: this object is no design`, hint]);
    }
  }
});

Deno.test("buildModel() says that its function returns no output", async () => {
  const built = (build: unknown) => refusal(() => buildModel("b", build as never));
  const hint =
    "Give a function that returns what a method of the builder returns, or a list of such: (b) => b.relu(x).";
  const returns = (
    what: string,
  ) => [`Cannot build model "b": its function returns ${what}, not the output or outputs`, hint];
  assertEquals(await built(() => {}), returns("undefined"));
  assertEquals(await built(() => null), returns("null"));
  assertEquals(await built(() => Promise.resolve()), returns("a promise"));
  assertEquals(await built(() => [undefined]), returns("a list of something else"));
  assertEquals(await built("b"), ['Cannot build model "b": what should build it is a string', hint]);
});
