import { assertEquals } from "@std/assert";
import { assertPrompt, startCounting } from "../support/effort.ts";
import { parse, refusal } from "./configuration_text.ts";

Deno.test("parseConfiguration() refuses aliases that unfold to gigabytes, quickly", () => {
  const levels = Array.from(
    { length: 30 },
    (_, i) => `k${i + 1}: &k${i + 1} [${Array(9).fill(`*k${i}`).join(", ")}]`,
  );
  const counted = startCounting();
  const message = refusal(["k0: &k0 [x, x]", ...levels].join("\n"));
  assertEquals(/alias/i.test(message), true, message);
  assertPrompt(counted);
});

Deno.test("parseConfiguration() refuses nesting that would exhaust the stack, and files of over a million characters", () => {
  assertEquals(
    refusal(`a: ${"[".repeat(50_000)}`).startsWith(
      "error[configuration-invalid]: Cannot read the configuration config.yml",
    ),
    true,
  );
  assertEquals(/more than 1048576/.test(refusal(`#${" ".repeat(2 ** 20)}`)), true);
});

Deno.test("parseConfiguration() keeps a layer called __proto__ from reaching any prototype", () => {
  const { options } = parse(
    "HLSConfig:\n  LayerName:\n    __proto__: {ReuseFactor: 7}\n    constructor: {ReuseFactor: 3}\n",
  );
  assertEquals(Object.keys(options.layers!), ["__proto__", "constructor"]);
  assertEquals(Reflect.get({}, "reuseFactor"), undefined);
  const message = refusal("__proto__: {Backend: vitis}");
  assertEquals(/Cannot use __proto__ .*no such key/.test(message), true, message);
});

/** Seconds that an action keeps this thread busy. */
function secondsOf(action: () => void): number {
  const counted = startCounting();
  action();
  return counted();
}

for (
  const [style, text] of Object.entries({
    "lists": "[".repeat(100_000),
    "maps": "{a: ".repeat(100_000),
    "lists, a line an entry": `${"- ".repeat(100_000)}1`,
    "keys that are maps": `${"? ".repeat(100_000)}1`,
    "values that are keys": `{"a"${':"a"'.repeat(100_000)}}`,
    "indented maps": Array.from({ length: 900 }, (_, i) => `${" ".repeat(i)}k:`).join("\n"),
  })
) {
  Deno.test(`parseConfiguration() refuses ${style} in each other a hundred thousand deep, at once`, () => {
    const counted = startCounting();
    const message = refusal(text);
    if (!/line \d+, column \d+: it is nested deeper than the limit of 128/.test(message)) {
      throw new Error(message);
    }
    assertPrompt(counted);
  });
}

Deno.test("parseConfiguration() looks at ten thousand keys in no more than linear time", () => {
  const keys = (count: number) =>
    Array.from({ length: count }, (_, i) => `    k${i}: {ReuseFactor: 1}`).join("\n");
  const parseKeys = (count: number) => () => parse(`HLSConfig:\n  LayerName:\n${keys(count)}`);
  const few = secondsOf(parseKeys(1000));
  const many = secondsOf(parseKeys(10_000));
  // Quadratic time would be a hundred times as much.
  if (many > 30 * few + 0.2) throw new Error(`1,000 keys took ${few} s, 10,000 took ${many} s`);
  const twice = refusal(`HLSConfig:\n  LayerName:\n${keys(9)}\n    k3: {}`);
  if (!/line 12, column 5: Map keys must be unique/.test(twice)) throw new Error(twice);
});

Deno.test("parseConfiguration() refuses aliases that unfold to more than there is", () => {
  const bomb = [
    "a0: &a0 [1, 1]",
    ...Array.from({ length: 60 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`),
  ];
  const counted = startCounting();
  const message = refusal(bomb.join("\n"));
  if (!/alias count/.test(message)) throw new Error(message);
  assertPrompt(counted);
});
