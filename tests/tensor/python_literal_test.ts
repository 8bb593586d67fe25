import { assertEquals, assertThrows } from "@std/assert";
import { parsePythonLiteral, type PythonLiteral } from "../../src/tensor/python_literal.ts";

const integer = (value: number): PythonLiteral => ({ kind: "integer", value });

const accepted: readonly (readonly [text: string, literal: PythonLiteral])[] = [
  ["12", integer(12)],
  [" -3 ", integer(-3)],
  ["0", integer(0)],
  ["7L", integer(7)],
  ["9007199254740991", integer(9007199254740991)],
  ["True", { kind: "boolean", value: true }],
  ["False", { kind: "boolean", value: false }],
  ["'a\"b'", { kind: "string", value: 'a"b' }],
  ['"it\'s"', { kind: "string", value: "it's" }],
  ["''", { kind: "string", value: "" }],
  ["()", { kind: "tuple", items: [] }],
  ["(3,)", { kind: "tuple", items: [integer(3)] }],
  ["(3)", integer(3)],
  ["(1, 2)", { kind: "tuple", items: [integer(1), integer(2)] }],
  ["(1, 2,)", { kind: "tuple", items: [integer(1), integer(2)] }],
  ["[1]", { kind: "list", items: [integer(1)] }],
  ["{}", { kind: "dictionary", entries: new Map() }],
  ["{'a': 1, 'b': (2,), }\n", {
    kind: "dictionary",
    entries: new Map<string, PythonLiteral>([["a", integer(1)], ["b", {
      kind: "tuple",
      items: [integer(2)],
    }]]),
  }],
];

for (const [text, literal] of accepted) {
  Deno.test(`parsePythonLiteral() reads ${JSON.stringify(text)}`, () => {
    assertEquals(parsePythonLiteral(text), literal);
  });
}

const refused: readonly string[] = [
  ..."|1 2|1+1|01|1.5|1e3|0x10|9007199254740992|1_000|None|true|Trueish|x|f(1)|-|'a|'a\\n'|'a' 'b'".split(
    "|",
  ),
  ..."(|)|(,)|(1,,2)|(1 2)|[1|[1)|{|{'a'}|{'a': }|{'a': 1 'b': 2}|{1: 2}|{'a': 1, 'a': 2}|{,}|{'a': 1},"
    .split("|"),
  "__import__('os').system('true')",
  "[".repeat(100),
  "[".repeat(50_000) + "]".repeat(50_000),
  `${"9".repeat(60_000)}`,
];

for (const text of refused) {
  Deno.test(`parsePythonLiteral() refuses ${JSON.stringify(text.slice(0, 40))} (${text.length} characters)`, () => {
    assertThrows(() => parsePythonLiteral(text), SyntaxError);
  });
}
