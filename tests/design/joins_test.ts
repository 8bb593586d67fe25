import { assertEquals, assertThrows } from "@std/assert";
import { InterlaceError } from "../../src/base/mod.ts";
import { createDesign, type DesignOptions } from "../../src/design/mod.ts";
import { printFixedType } from "../../src/fixed/mod.ts";
import { buildModel, type ModelBuilder, type Node } from "../../src/model/mod.ts";

type Build = (b: ModelBuilder, inputs: readonly Node[]) => Node;

/** Stages behind the inputs, with what they read and the types that they make. */
function stagesOf(build: Build, options: DesignOptions & { readonly inputs?: number } = {}): string[] {
  const { inputs = 3, ...rest } = options;
  const names = ["a", "b", "c", "d", "e"].slice(0, inputs);
  const model = buildModel(
    "m",
    (b) => build(b, names.map((name) => b.input({ name, length: 2, channels: 2 }))),
  );
  const design = createDesign(model, rest);
  return design.stages.filter((stage) => stage.inputs.length > 0).map(({ name, inputs }) =>
    `${name}(${inputs}): ${printFixedType(design.tensors.get(name)!.type)}`
  );
}

Deno.test("createDesign() makes a sum of five a tree that loses no bit before its cast", () => {
  assertEquals(stagesOf((b, x) => b.add(x), { inputs: 5, precision: "ap_fixed<8,4>" }), [
    "add_1_part(a,b): ap_fixed<9,5>",
    "add_1_part_2(c,d): ap_fixed<9,5>",
    "add_1_part_3(add_1_part,add_1_part_2): ap_fixed<10,6>",
    "add_1(add_1_part_3,e): ap_fixed<8,4>",
  ]);
});

Deno.test("createDesign() derives exact types of merges from those of their inputs", () => {
  const layers = Object.fromEntries([
    ["a", { precision: "ap_fixed<8,4>" }],
    ["b", { precision: "ap_ufixed<6,1>" }],
  ]);
  const typeOf = (build: Build) => {
    const layerTypes = Object.fromEntries(
      ["Add", "Subtract", "Multiply", "Maximum", "Average"].map((
        type,
      ) => [type, { precision: { result: "auto" } }]),
    );
    return stagesOf(build, { inputs: 2, layers, layerTypes })[0].split(": ")[1];
  };
  assertEquals(typeOf((b, x) => b.add(x)), "ap_fixed<10,5>");
  assertEquals(typeOf((b, [x, y]) => b.subtract(y, x)), "ap_fixed<10,5>");
  assertEquals(typeOf((b, x) => b.multiply(x)), "ap_fixed<14,5>");
  assertEquals(typeOf((b, x) => b.maximum(x)), "ap_fixed<9,4>");
  assertEquals(typeOf((b, x) => b.average(x)), "ap_fixed<9,4,AP_RND_CONV>");
});

Deno.test("createDesign() casts every element of a concatenation once", () => {
  const layers = { a: { precision: "ap_fixed<8,4>" } };
  assertEquals(stagesOf((b, x) => b.concatenate(x), { layers, precision: "ap_fixed<6,3>" }), [
    "concatenate_1_part(a,b): ap_fixed<6,3>",
    "concatenate_1(concatenate_1_part,c): ap_fixed<6,3>",
  ]);
});

Deno.test("createDesign() keeps the type of a concatenation whose inputs agree", () => {
  const layerTypes = { Input: { precision: "ap_fixed<7,2>" } };
  assertEquals(stagesOf((b, x) => b.concatenate(x), { inputs: 2, layerTypes }), [
    "concatenate_1(a,b): ap_fixed<7,2>",
  ]);
});

Deno.test("createDesign() refuses exact merges that are too wide", () => {
  const refuses = (text: string, build: Build, precision: string) => {
    assertThrows(() => stagesOf(build, { precision }), InterlaceError, text);
  };
  refuses(
    "an exact multiply of its inputs needs 80 bits, supported are 64",
    (b, x) => b.multiply(x),
    "ap_fixed<40,20>",
  );
  refuses("an exact add of its inputs needs 65 bits", (b, x) => b.average(x), "ap_fixed<64,32>");
  refuses("Cannot average", (b, x) => b.average(x), "ap_fixed<63,32>");
  const layers = { multiply_1: { precision: { result: "auto" } } };
  assertThrows(
    () => stagesOf((b, [x, y]) => b.multiply([x, y]), { precision: "ap_fixed<40,20>", layers }),
    InterlaceError,
    "its exact result needs 80 bits",
  );
});
