/** Networks on a board behind a serial line, simulated by their pins alone; what is written beside them, and its host. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { boardOf, partOf } from "../../../src/backends/mod.ts";
import { boardName } from "../../../src/backends/rtl/text/names.ts";
import { createDesign, type Design, tensorOf } from "../../../src/design/mod.ts";
import { buildModel } from "../../../src/model/mod.ts";
import { renderProject } from "../../../src/project/mod.ts";
import { encodeInputs, randomInputs, simulateOutputs } from "../../../src/simulate/mod.ts";
import type { FixedTensor } from "../../../src/tensor/mod.ts";
import { wantsAll } from "../../conformance/cases.ts";
import { noPython, withHost } from "../hls/deploy/hosts.ts";
import { packedWords } from "../packed_words.ts";
import { noIcarus, noVerilator, runWith } from "./verilog.ts";

const BENCH = new URL("uart_bench.v", import.meta.url);

const deployment = { board: "ulx3s", wordBits: 8 } as const;

const SAMPLES = 3;

/** Two inputs, two outputs; beats of several elements, elements of several bytes; few, since a line is slow. */
function network(): Design {
  const model = buildModel("net", (b) => [
    b.relu(b.input({ name: "a", length: 2, channels: 3 }), { name: "up" }),
    b.relu(b.input({ name: "c", length: 1, channels: 1 }), { name: "positive" }),
  ]);
  return createDesign(model, {
    target: "verilog",
    io: "io_stream",
    part: partOf(boardOf(deployment)),
    layers: {
      a: { precision: { result: "ap_fixed<7,3>" } },
      c: { precision: { result: "ap_fixed<34,12>" } },
      up: { precision: { result: "ap_fixed<11,6,AP_RND,AP_SAT>" } },
      positive: { precision: { result: "ap_ufixed<30,12>" } },
    },
  });
}

/** The bytes of samples, port behind port, in hexadecimal. */
function bytesOf(
  design: Design,
  ports: Design["inputs"],
  tensors: readonly FixedTensor[],
): readonly string[] {
  const lines = ports.map(({ tensor }, i) => {
    const { type, shape } = tensorOf(design, tensor);
    const elements = shape[shape.length - 1];
    return packedWords(tensors[i].data, { width: type.width, signed: type.signed, elements, wordBits: 8 });
  });
  return Array.from(
    { length: SAMPLES },
    (_, s) => lines.flatMap((line) => line.slice(s * line.length / SAMPLES, (s + 1) * line.length / SAMPLES)),
  ).flat();
}

/** Simulates the whole board; a piece of a module is replaced where one is to be found out. */
async function simulateBoard(
  { bit = 1000, mutant }: {
    /** Nanoseconds of a bit that the host sends. */
    readonly bit?: number;
    readonly mutant?: { readonly file: string; readonly from: string; readonly to: string };
  } = {},
) {
  const design = network();
  const inputs = encodeInputs(design, randomInputs(design, { samples: SAMPLES, seed: 6 }));
  const there = bytesOf(design, design.inputs, inputs);
  const back = bytesOf(design, design.outputs, simulateOutputs(design, inputs));
  const files = new Map<string, string>();
  for (const [path, text] of renderProject(design, { deployment })) {
    if (/^rtl\//.test(path)) files.set(path.slice(4), String(text));
  }
  if (mutant !== undefined) {
    const text = files.get(mutant.file)!;
    assertEquals(text.split(mutant.from).length, 2, `${mutant.file} holds the piece once`);
    files.set(mutant.file, text.replace(mutant.from, mutant.to));
  }
  const sources = [...files.keys()].filter((name) => name.endsWith(".v"));
  files.set("bench.v", await Deno.readTextFile(BENCH));
  files.set("bytes.mem", there.join("\n"));
  const set = (name: string, value: number) => `-Pbench.${name}=${value}`;
  const parameters = [
    set("SAMPLES", SAMPLES),
    set("SAMPLE_IN", there.length / SAMPLES),
    set("SAMPLE_OUT", back.length / SAMPLES),
    set("BIT", bit),
    set("LOST", Math.floor(there.length / SAMPLES / 2) + 1),
  ];
  const compile = [
    `iverilog -g2005 -DTOP=${boardName(design)} -s bench`,
    ...parameters,
    "-o board.vvp bench.v",
    ...sources,
  ];
  const { text } = await runWith(["sh", "-c", `${compile.join(" ")} && vvp -n board.vvp`], files);
  // What came of the sample that was broken off is the host's to forget.
  const [, after] = text.split("begins\n");
  assert(after !== undefined, text);
  return {
    lines: after.trimEnd().split("\n"),
    expected: [...back.map((byte) => `byte ${byte}`), "ends"],
  };
}

/** A host whose clock is two parts in a hundred off has bits of 980 to 1,020 ns. */
for (const bit of wantsAll() ? [980, 1000, 1020] : [1020]) {
  Deno.test({
    name:
      `a board gives the simulator's integers over its serial line, bits of ${bit} ns, behind a sample that was broken off`,
    ignore: noIcarus,
    fn: async () => {
      const { lines, expected } = await simulateBoard({ bit });
      assertEquals(lines, expected);
    },
  });
}

const MUTANTS = {
  "a break that resets nothing": { file: "net_board.v", from: "asleep || broken", to: "asleep" },
  "bits in the wrong order": {
    file: "uart_tx.v",
    from: "{1'b1, data, 1'b0}",
    to: "{1'b1, {data[0], data[7:1]}, 1'b0}",
  },
  "turns that never change": {
    file: "byte_turns.v",
    from: "else if (pass && last) turn <=",
    to: "else if (1'b0) turn <=",
  },
  "a bit that is looked at where it begins": {
    file: "uart_rx.v",
    from: "count <= MIDDLE;",
    to: "count <= NEXT;",
  },
} as const;

for (const [name, mutant] of Object.entries(MUTANTS).slice(0, wantsAll() ? undefined : 1)) {
  Deno.test({
    name: `the model of the serial line finds ${name}`,
    ignore: noIcarus,
    fn: async () => {
      const { lines, expected } = await simulateBoard({ bit: 980, mutant });
      assert(lines.join() !== expected.join());
    },
  });
}

Deno.test({
  name: "the modules of a board lint",
  ignore: noVerilator,
  fn: async () => {
    const project = renderProject(network(), { deployment });
    const files = [...project].filter(([path]) => path.startsWith("rtl/")).map(([path, text]) =>
      [path.slice(4), String(text)] as const
    );
    const args = ["--lint-only", "-Wall", "-y", ".", "--top-module", "net_board", "net_board.v"] as const;
    assertEquals((await runWith(["verilator", ...args], files)).text, "");
  },
});

Deno.test("a project for ulx3s has a pin for every port of its board, and says the line's rate beside the network's", () => {
  const design = network();
  const project = renderProject(design, { deployment });
  const text = (path: string) => String(project.get(path));
  const located = [...text("deploy/board.lpf").matchAll(/^LOCATE COMP "(\w+)" SITE "[A-Z]\d+";$/gm)].map((
    [, port],
  ) => port);
  const ports = [...text("rtl/net_board.v").split(");")[0].matchAll(/(?:input|output) +wire (\w+)/g)].map((
    [, port],
  ) => port);
  assertEquals(located.toSorted(), ports.toSorted());
  assertMatch(text("deploy/board.lpf"), /^FREQUENCY PORT "clk" 25 MHz;$/m);
  // 100,000 bytes a second.
  assertStringIncludes(text("README.md"), "A sample is 14 bytes there and 16 bytes back");
  assertStringIncludes(text("README.md"), "**6250 samples a second**");
  const rate = Math.round(25e6 / design.schedule!.intervalCycles);
  assertStringIncludes(text("README.md"), `The network alone would compute ${rate} a second`);
  assertMatch(text("vivado.tcl"), /synth_design -top net_board /);
});

const RUN = `
import sys, numpy as np, host, serial
data = dict(np.load("x.npz"))
with host.Network("/dev/line", timeout=5) as network:
    for turn in range(2):
        raw = network.mantissas(**data)
    assert network.samples_a_second > 0
print(serial.Serial.last.log)
with open("y.bin", "wb") as file:
    for port in network.deployment.outputs:
        file.write(np.ascontiguousarray(raw[port.name]).tobytes())
def said(call):
    try:
        call()
    except host.DeployError as error:
        print(error)
said(lambda: host.Network("/dev/none"))
data["a"] = -data["a"]
said(lambda: host.Network("/dev/line", timeout=0.5)(**data))
`;

Deno.test({
  name:
    "host.py of ulx3s sends no more than the board has room for, reads what comes, and says what does not",
  ignore: noPython,
  fn: () =>
    withHost(network(), { deployment, samples: 7 }, async ({ path, run, expected }) => {
      const { code, stdout, stderr } = await run(["-c", RUN]);
      assertEquals([code, stderr], [0, ""]);
      assertEquals(stdout.trimEnd().split("\n"), [
        "['break', 7, 'break', 7]",
        "Cannot open /dev/none: could not open port /dev/none",
        "Cannot run the network: of sample 0 came 0 of 16 bytes within 0.5 s",
      ]);
      assertEquals(await Deno.readFile(`${path}/y.bin`), expected);
    }),
});
