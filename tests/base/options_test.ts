import { assertEquals, assertThrows } from "@std/assert";
import { InterlaceError } from "../../src/base/mod.ts";
import {
  checkOptions,
  isAmount,
  isBetween,
  isCount,
  isFlag,
  isFunction,
  isInteger,
  isMap,
  isObject,
  isOneOf,
  isRecord,
  isText,
  isTextOr,
  isTexts,
  type OptionRule,
} from "../../src/base/options.ts";

const inner: OptionRule = isObject<{ readonly depth?: number }>({ depth: isCount });
const RULES = {
  name: isText,
  force: isFlag,
  depth: isCount,
  clock: isBetween(0.1, 1000),
  tolerance: isAmount,
  seed: isInteger,
  progress: isFunction,
  data: isMap,
  outputs: isTexts,
  io: isOneOf(["io_stream", "io_parallel"]),
  type: isTextOr(inner),
  layers: isRecord(inner),
};

/** The message and the place of the error, without what all have in common. */
function refusal(options: object): readonly (string | undefined)[] {
  const error = assertThrows(
    () => checkOptions("try", options, RULES as never),
    InterlaceError,
    "Cannot try: ",
  );
  return [error.summary.slice("Cannot try: ".length), error.place.field, error.hint];
}

Deno.test("checkOptions() takes what it should, and options that are undefined", () => {
  checkOptions("try", {}, {});
  checkOptions("try", Object.create(null), {});
  checkOptions("try", {
    name: "x",
    force: false,
    depth: 1,
    clock: 0.5,
    tolerance: 0,
    seed: -3,
    progress: () => {},
    data: new Map(),
    outputs: [],
    io: "io_stream",
    type: { depth: 2 },
    layers: { "a.b": { depth: 3 }, ["__proto__"]: {} },
  }, RULES);
  checkOptions("try", { name: undefined, layers: undefined, type: "ap_int<4>" }, {
    name: isText,
    layers: isRecord(inner),
    type: isTextOr(inner),
  });
});

Deno.test("checkOptions() names the option, what it is and what was expected", () => {
  const cases: readonly (readonly [object, string, string])[] = [
    [{ name: "" }, 'option name is "", expected text', "name"],
    [{ name: 3 }, "option name is 3, expected text", "name"],
    [{ force: "yes" }, 'option force is "yes", expected true or false', "force"],
    [{ depth: 1.5 }, "option depth is 1.5, expected a positive integer", "depth"],
    [{ depth: 2n }, "option depth is 2n, expected a positive integer", "depth"],
    [{ clock: NaN }, "option clock is NaN, expected a number from 0.1 to 1000", "clock"],
    [{ tolerance: -1 }, "option tolerance is -1, expected a number of at least 0", "tolerance"],
    [{ seed: 2 ** 53 }, "option seed is 9007199254740992, expected an integer", "seed"],
    [{ progress: {} }, "option progress is an object of the class Object, expected a function", "progress"],
    [{ data: [] }, "option data is a list, expected a Map", "data"],
    [{ outputs: [1] }, "option outputs is a list, expected a list of texts", "outputs"],
    [{ io: "stream" }, 'option io is "stream", expected one of io_stream, io_parallel', "io"],
    [{ type: null }, "option type is null, expected a plain object", "type"],
    [{ layers: new Map() }, "option layers is an object of the class Map, expected a plain object", "layers"],
    [
      { layers: { a: { depth: 0 } } },
      "option layers.a.depth is 0, expected a positive integer",
      "layers.a.depth",
    ],
  ];
  for (const [options, message, field] of cases) assertEquals(refusal(options), [message, field, undefined]);
  const list = assertThrows(() => checkOptions("try", [] as object, RULES as never), InterlaceError);
  assertEquals([list.summary, list.place], [
    "Cannot try: what should be its options is a list, expected a plain object",
    {},
  ]);
});

Deno.test("checkOptions() names an option that is spelled alike, or all there are", () => {
  assertEquals(refusal({ forse: true }), ["there is no option forse", "forse", "Did you mean force?"]);
  assertEquals(refusal({ type: { xyz: 1 } }), [
    "there is no option type.xyz",
    "type.xyz",
    "The options are depth.",
  ]);
  assertEquals(refusal({ toString: 1 })[0], "there is no option toString");
});
