/**
 * L4 and L6: what is left of an index once a tool has reshaped an array, which happens behind the IR of the kernels. Here both
 * are written as the tool has them: an array of words, an element of which is a lane.
 */
import { assert, assertEquals } from "@std/assert";
import { findClang } from "../../../scripts/check_hls/compile.ts";
import { parseModule } from "../../../scripts/check_hls/ir.ts";
import { noIcarus } from "../../backends/rtl/verilog.ts";

const clang = await findClang();
const ignore = clang.name.includes("WebAssembly");

async function output(command: string, args: readonly string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, { args: [...args] }).output();
  assert(success, new TextDecoder().decode(stderr).slice(0, 2000));
  return new TextDecoder().decode(stdout);
}

/** How often each operation stands in a function of a C++ file. */
async function operationsOf(text: string): Promise<Map<string, number>> {
  const { functions } = parseModule(await clang.emit(new Map([["firmware/top.cpp", text]]), "top.cpp"));
  const found = new Map<string, number>();
  for (const { blocks } of functions) {
    for (const { op } of [...blocks.values()].flatMap(({ instructions }) => instructions)) {
      found.set(op, (found.get(op) ?? 0) + 1);
    }
  }
  return found;
}

/** Reads the weights of every turn: words of as many lanes, and how the element of a turn is found. */
const weightsOf = ({ lanes, element, next }: {
  readonly lanes: number;
  readonly element: string;
  readonly next: string;
}) => `
struct word { signed char lane[${lanes}]; };
extern const word weights[36];
void multiply(signed char);
void turns(int n) {
    unsigned at = 0;
    for (int turn = 0; turn < n; turn++) {
        for (int lane = 0; lane < ${lanes}; lane++) {
#pragma HLS UNROLL
            multiply(${element});
        }
        at += ${next};
    }
}`;

/** Cyclic by the lanes: element i is lane i % lanes of word i / lanes. */
const cyclic = (lanes: number) =>
  weightsOf({
    lanes,
    element: `weights[(at + lane) / ${lanes}].lane[(at + lane) % ${lanes}]`,
    next: String(lanes),
  });

for (const lanes of [24, 16]) {
  Deno.test({
    name: `a cyclic reshape by ${lanes} ${
      lanes === 24 ? "divides for every weight" : "takes bits of an index"
    }`,
    ignore,
  }, async () => {
    const found = await operationsOf(cyclic(lanes));
    const expected = lanes === 24 ? lanes : undefined;
    assertEquals([found.get("urem"), found.get("udiv")], [expected, expected]);
  });
}

Deno.test({
  name: "words of weights that are reshaped along their lanes are found by their address alone",
  ignore,
}, async () => {
  const found = await operationsOf(weightsOf({ lanes: 24, element: "weights[at].lane[lane]", next: "1" }));
  assertEquals([found.get("urem"), found.get("udiv"), found.get("load")], [undefined, undefined, 24]);
});

Deno.test(
  { name: "a cyclic reshape divides nothing where an index is written as a product", ignore },
  async () => {
    const text = cyclic(24).replace("at += 24", "at++").replaceAll("(at + lane)", "(turn * 24 + lane)");
    const found = await operationsOf(text);
    assertEquals([found.get("urem"), found.get("udiv"), found.get("srem"), found.get("sdiv")], [
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  },
);

/** An output port of 16 elements of 12 bits that is one word. */
const portOf = (body: string) => `
typedef unsigned _BitInt(192) word;
typedef unsigned _BitInt(12) element;
element result(int);
void output(word &res) {
    element kept[16];
    ${body}
}`;

const BY_ELEMENTS = `
    for (int i = 0; i < 16; i++) {
        res = (res & ~((word)0xfff << (i * 12))) | (word)result(i) << (i * 12);
    }`;

const ONCE = `
    for (int i = 0; i < 16; i++) kept[i] = result(i);
    word all = 0;
    for (int i = 0; i < 16; i++) {
#pragma HLS UNROLL
        all |= (word)kept[i] << (i * 12);
    }
    res = all;`;

for (
  const [name, body, expected] of [["by elements is read for each of them", BY_ELEMENTS, ["load", "store"]], [
    "once is read by nobody",
    ONCE,
    ["store"],
  ]] as const
) {
  Deno.test({ name: `an output port of one word that is written ${name}`, ignore }, async () => {
    const text = await clang.emit(new Map([["firmware/top.cpp", portOf(body)]]), "top.cpp");
    const accesses = parseModule(text).functions.flatMap(({ blocks }) =>
      [...blocks.values()].flatMap(({ instructions }) => instructions)
    ).filter(({ text }) => /\bptr %res\b/.test(text));
    assertEquals(accesses.map(({ op }) => op), expected);
  });
}

Deno.test({
  name:
    "what a port reads of its own word is not there: all elements but the last are lost, of registers none",
  ignore: noIcarus,
}, async () => {
  const folder = await Deno.makeTempDir();
  try {
    const cells = new URL("../../../scripts/check_hls/cells/", import.meta.url).pathname;
    const program = `${folder}/bench`;
    await output("iverilog", [
      "-g2005",
      "-s",
      "l6_bench",
      "-o",
      program,
      `${cells}findings.v`,
      `${cells}l6_bench.v`,
    ]);
    assertEquals(await output("vvp", [program]), "63 0\n");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
