import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  buildModel,
  createDesign,
  importModel,
  importModelFiles,
  InterlaceError,
  renderProject,
  simulate,
  verifyDesign,
  writeProject,
} from "../../mod.ts";

const MODEL = buildModel("tiny", (b) => b.relu(b.input({ length: 8, channels: 2 })));
const DESIGN = createDesign(MODEL);

/** Calls of the library as a script in JavaScript may make them, and what is said to them. */
const CALLS: Readonly<
  Record<string, readonly [call: (options: never) => unknown, options: object, message: string]>
> = {
  createDesign: [
    (options) => createDesign(MODEL, options),
    { reuseFaktor: 4 },
    "Cannot create a design: there is no option reuseFaktor",
  ],
  "createDesign, of a layer": [
    (options) => createDesign(MODEL, options),
    { layers: { relu_1: { precision: { results: "ap_int<4>" } } } },
    "Cannot create a design: there is no option layers.relu_1.precision.results",
  ],
  verifyDesign: [
    (options) => verifyDesign(DESIGN, options),
    { samples: "3" },
    'Cannot verify a design: option samples is "3", expected a positive integer',
  ],
  renderProject: [
    (options) => renderProject(DESIGN, options),
    { inputs: new Map() },
    "Cannot render a project: option inputs is an object of the class Map, expected a list",
  ],
  writeProject: [
    (options) => writeProject(renderProject(DESIGN), "never/written", options),
    { Force: true },
    "Cannot write a project: there is no option Force",
  ],
  importModel: [
    (options) => importModel("missing.onnx", options),
    { inputShapes: { x: [1, 2] } },
    "Cannot import a model: option inputShapes is an object of the class Object, expected a Map",
  ],
  importModelFiles: [
    (options) => importModelFiles({ main: "x.onnx", files: new Map() }, options),
    { output: ["y"] },
    "Cannot import a model: there is no option output",
  ],
  simulate: [
    (data) => simulate(DESIGN, data),
    [1, 2, 3],
    "Cannot simulate: the data are no array with a shape and numbers",
  ],
};

for (const [name, [call, options, message]] of Object.entries(CALLS)) {
  Deno.test(`${name}() refuses ${JSON.stringify(options)} with an error that says so`, async () => {
    const error = await assertRejects(() => Promise.try(() => call(options as never)), InterlaceError);
    assertEquals(error.summary, message);
  });
}

Deno.test("options that are misspelt are named with those that were meant", () => {
  const hint = (options: object) => assertThrows(() => createDesign(MODEL, options), InterlaceError).hint;
  assertEquals(hint({ reuseFaktor: 4 }), "Did you mean reuseFactor?");
  assertEquals(hint({ layerTypes: { Dense: { reuse_factor: 4 } } }), "Did you mean reuseFactor?");
});
