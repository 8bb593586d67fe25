import { type Design, streamNamed, streamsOf, type StreamTensor } from "../../../design/mod.ts";
import type { FixedTensor } from "../../../tensor/mod.ts";
import { naming, type StreamWire } from "../text/names.ts";
import { queuedTensors } from "../project/top.ts";
import { beatWidth } from "../text/widths.ts";
import { beatWords } from "./beats.ts";
import { type BenchOptions, CYCLES_AFTER, seedOf } from "./bench.ts";

/** The C++ that Yosys writes of a design. */
export const DESIGN_FILE = "design.cc";

/** Bits of a word of what a bench reads. */
const WORD_BITS = 32;

/** The hand-written part of the bench. */
export const BENCH_HEADER = "cxxrtl_bench.h";

/** How CXXRTL spells a public name. */
function mangled(name: string): string {
  return `p_${name.replaceAll("_", "__")}`;
}

/** Wires of the top module that a bench looks at and that are no ports. */
export function observedWires(design: Design): readonly string[] {
  const inputs = new Set(design.inputs.map(({ tensor }) => tensor));
  const outputs = new Set(design.outputs.map(({ tensor }) => tensor));
  return streamsOf(design).flatMap(({ name, id }) => {
    if (inputs.has(name)) return [];
    const wires: readonly StreamWire[] = outputs.has(name) ? ["push"] : ["valid", "ready", "data", "push"];
    return wires.map((wire) => naming.wire(id, wire));
  });
}

/**
 * The main file of a bench in C++. It depends on the design and on whether its FIFOs can be hidden, nothing else: what a
 * run is given comes in by {@linkcode benchInput}.
 *
 * @param top Name of the top module.
 */
export function renderCxxrtlBench(
  design: Design,
  { top, stalls }: { readonly top: string; readonly stalls: boolean },
): string {
  const tensors = streamsOf(design);
  const queued = queuedTensors(design);
  const inputs = design.inputs.map(({ tensor }) => streamNamed(design, tensor));
  const outputs = design.outputs.map(({ tensor }) => streamNamed(design, tensor));
  const wire = ({ id }: StreamTensor, name: StreamWire) => `top.${mangled(naming.wire(id, name))}`;
  const method = (name: string, parameters: string, lines: readonly string[]) => [
    `    static void ${name}(Top &top${parameters}) {`,
    ...lines.map((line) => `        ${line};`),
    "    }",
  ];
  return [
    `#include "${DESIGN_FILE}"`,
    `#include "${BENCH_HEADER}"`,
    "",
    "using namespace interlace_bench;",
    "",
    "struct Around {",
    `    typedef cxxrtl_design::${mangled(top)} Top;`,
    "    static std::vector<size_t> inputs() {",
    `        return {${inputs.map((tensor) => tensors.indexOf(tensor)).join(", ")}};`,
    "    }",
    ...method(
      "ready",
      "",
      outputs.map((tensor) => `put(${wire(tensor, "ready")}, cxxrtl::value<1>{1u})`),
    ),
    ...method("drive", ", Bench &bench", [
      ...inputs.map((tensor, i) => `bench.give(${i}, ${wire(tensor, "valid")}, ${wire(tensor, "data")})`),
      ...stalls ? [`bench.stall(top.${mangled("stall")})`] : [],
    ]),
    ...method(
      "observe",
      ", Bench &bench",
      tensors.flatMap((tensor, i) => [
        `bench.see(${i}, ${wire(tensor, "valid")}, ${wire(tensor, "ready")}, ${wire(tensor, "data")})`,
        ...queued.includes(tensor) ? [`bench.queue(${i}, ${wire(tensor, "push")})`] : [],
      ]),
    ),
    "};",
    "",
    'extern "C" int interlace_main(const unsigned char *input, unsigned long long input_size, unsigned char **output,',
    "                              unsigned long long *output_size) {",
    "    return answer<Around>(input, input_size, output, output_size);",
    "}",
    "",
  ].join("\n");
}

/** What a run of a bench is given: words of 32 bits, little-endian, in the order in which `Bench` reads them. */
export function benchInput(
  design: Design,
  inputs: readonly FixedTensor[],
  { images, stalls, patience, waveform }: BenchOptions,
): Uint8Array {
  const words: number[] = waveform === null ? [] : [waveform.from, waveform.to];
  const seed = (link: number) => stalls === null ? 0 : seedOf(stalls, link);
  words.push(patience, CYCLES_AFTER, streamsOf(design).length);
  for (const { beats } of streamsOf(design)) words.push(images * beats.count);
  const queued = queuedTensors(design);
  words.push(queued.length);
  queued.forEach((_, i) => words.push(seed(inputs.length + i)));
  words.push(inputs.length);
  design.inputs.forEach(({ tensor }, i) => {
    const plan = streamNamed(design, tensor);
    const chunks = Math.ceil(beatWidth(plan) / WORD_BITS);
    words.push(seed(i), chunks, images * plan.beats.count);
    for (const beat of beatWords(inputs[i], plan)) {
      for (let chunk = 0; chunk < chunks; chunk++) {
        words.push(Number(BigInt.asUintN(WORD_BITS, beat >> BigInt(chunk * WORD_BITS))));
      }
    }
  });
  const bytes = new DataView(new ArrayBuffer(4 * words.length));
  words.forEach((word, i) => bytes.setUint32(4 * i, word, true));
  return new Uint8Array(bytes.buffer);
}
