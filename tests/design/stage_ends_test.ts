import { assertEquals, assertThrows } from "@std/assert";
import { createDesign } from "../../src/design/mod.ts";
import { withEnds } from "../../src/design/stage_ends.ts";
import { stageOf } from "../../src/design/stage_ends.ts";
import { buildModel } from "../../src/model/mod.ts";

const DESIGN = createDesign(
  buildModel("m", (b) => {
    const x = b.input({ name: "x", length: 3, channels: 2 });
    return b.add([b.relu(x), b.tanh(x), x], { name: "sum" });
  }),
);

Deno.test("withEnds() gives every stage the tensors at its ends, as many as the compiler knows its kind to read", () => {
  const kinds = new Set<string>();
  for (const stage of DESIGN.stages) {
    const { kind, inputs, output } = withEnds(DESIGN, stage);
    kinds.add(`${kind} ${inputs.length}`);
    assertEquals(inputs.map(({ name }) => name), [...stage.inputs]);
    assertEquals(output.name, stage.name);
    // @ts-expect-error a graph input reads nothing
    if (kind === "input") assertEquals(inputs[0], undefined);
    // @ts-expect-error a clone has no second operand
    if (kind === "clone") assertEquals(inputs[1], undefined);
  }
  assertEquals([...kinds].sort(), ["clone 1", "input 0", "map 1", "map 2"]);
});

Deno.test("stageOf() takes no stage that reads fewer or more tensors than its kind does", () => {
  const relu = DESIGN.stages.find(({ plan }) => plan.kind === "map")!;
  assertEquals(stageOf({ ...relu, inputs: ["x"] }).inputs, ["x"]);
  for (const inputs of [[], ["x", "x"]]) {
    assertThrows(
      () => stageOf({ ...relu, inputs }),
      TypeError,
      `of kind map reads ${inputs.length} tensors, not 1`,
    );
  }
});
