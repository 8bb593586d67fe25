import { assertEquals } from "@std/assert";
import { buildModel, printModel } from "../../src/model/mod.ts";

Deno.test("printModel() shows a line a layer and what is returned", () => {
  const model = buildModel("tiny", (b) => {
    const x = b.input({ height: 2, width: 3, channels: 4 });
    return [b.relu(x, { name: "a" }), b.flatten(x)];
  });
  assertEquals(
    printModel(model),
    [
      "model tiny",
      "  input_1 = input() : [2, 3, 4]",
      "  a = relu(input_1) : [2, 3, 4]",
      "  flatten_1 = reshape(input_1) : [24]",
      "  return a = a, flatten_1 = flatten_1",
    ].join("\n"),
  );
});

Deno.test("printModel() shows control characters in names", () => {
  const model = buildModel("a\u001bb", (b) => b.relu(b.input({ features: 1, name: "x\ny" })));
  assertEquals(printModel(model).split("\n").slice(0, 2), ["model a\\u{1b}b", "  x\\u{a}y = input() : [1]"]);
});
