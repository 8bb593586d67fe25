/** Wrappers of networks compiled with the headers of their own projects, every port and the host a thread. */
import { assert } from "@std/assert";
import type { Deployment } from "../../../../src/backends/mod.ts";
import { frameOf, wrapperName, wrapperNaming } from "../../../../src/backends/hls/deploy/names.ts";
import { makeWorkFolder } from "../../../../src/base/files/work_folder.ts";
import { createDesign, type Design, type DesignOptions, tensorOf } from "../../../../src/design/mod.ts";
import { buildModel } from "../../../../src/model/mod.ts";
import { renderProject } from "../../../../src/project/mod.ts";
import { encodeInputs, randomInputs, simulateOutputs } from "../../../../src/simulate/mod.ts";
import type { FixedTensor } from "../../../../src/tensor/mod.ts";
import { compiledOnce, compilerBanner } from "../../../support/compiled.ts";
import { testNumbers } from "../../../support/onnx.ts";
import { NATIVE_COMPILER } from "../testbench.ts";
import { packedWords } from "../../packed_words.ts";

/** A wrapper to be driven. */
export interface WrapperCase {
  readonly name: string;
  readonly options: Pick<DesignOptions, "target" | "io" | "part">;
  readonly deployment: Deployment;
}

/** What the register gets, how many samples that is, and whether the packet is waited for before the next is sent. */
export interface Packet {
  readonly batch: number;
  readonly samples: number;
  readonly waits: boolean;
}

/** The register is never written while a sample is on its way. */
export const PACKETS: readonly Packet[] = [
  { batch: 0, samples: 1, waits: true },
  { batch: 3, samples: 3, waits: true },
  { batch: 1, samples: 1, waits: true },
  { batch: 2, samples: 2, waits: false },
  { batch: 2, samples: 2, waits: true },
  { batch: 4, samples: 4, waits: true },
];

const SAMPLES = PACKETS.reduce((sum, { samples }) => sum + samples, 0);

/** A piece of a project that is replaced, in whichever file has it. */
export interface Mutant {
  readonly from: string;
  readonly to: string;
}

/** Two inputs, beats of 3 and of 1 elements, two outputs, one without a sign; maps that are not square. */
export function caseDesign({ name, options }: WrapperCase): Design {
  const model = buildModel(name, (b) => {
    const a = b.input({ name: "a", height: 2, width: 3, channels: 3 });
    const c = b.input({ name: "c", height: 2, width: 3, channels: 1 });
    const up = b.convTranspose2d(a, {
      name: "up",
      weights: { shape: [2, 2, 3, 2], data: Float64Array.from(testNumbers(24)) },
      strides: 2,
    });
    return [up, b.relu(c, { name: "positive" })];
  });
  return createDesign(model, {
    ...options,
    precision: "ap_fixed<11,4>",
    layers: {
      a: { precision: { result: "ap_fixed<7,3>" } },
      c: { precision: { result: "ap_fixed<34,12>" } },
      up: { precision: { result: "ap_fixed<17,6,AP_RND,AP_SAT>" } },
      positive: { precision: { result: "ap_ufixed<30,12>" } },
    },
  });
}

/** A port of a case: its words as an oracle has them. */
interface CasePort {
  readonly role: "input" | "output";
  /** Of the wrapper. */
  readonly port: string;
  readonly words: readonly string[];
}

function portsOf(design: Design, deployment: Deployment): readonly CasePort[] {
  const frame = frameOf(deployment);
  const inputs = encodeInputs(design, randomInputs(design, { samples: SAMPLES, seed: 5 }));
  const outputs = simulateOutputs(design, inputs);
  const port = (role: CasePort["role"], { tensor }: { readonly tensor: string }, samples: FixedTensor) => {
    const { id, type, shape } = tensorOf(design, tensor);
    return {
      role,
      port: wrapperNaming.port(frame, role, id),
      words: packedWords(samples.data, {
        width: type.width,
        signed: type.signed,
        elements: shape[shape.length - 1],
        wordBits: deployment.wordBits,
        // Bits that say nothing are of all sorts coming in.
        spoil: role === "input",
      }),
    };
  };
  return [
    ...design.inputs.map((each, i) => port("input", each, inputs[i])),
    ...design.outputs.map((each, i) => port("output", each, outputs[i])),
  ];
}

/** Lines that have to be printed, in the order of ports and packets. */
function expectedLines(
  ports: readonly CasePort[],
  { packets, deployment }: { readonly packets: readonly Packet[]; readonly deployment: Deployment },
): readonly string[] {
  // Memory knows of no bytes that do not count, and of no packets.
  const marks = (last: boolean) => frameOf(deployment) === "memory" ? "" : ` 1 ${last ? 1 : 0}`;
  return ports.filter(({ role }) => role === "output").flatMap(({ port, words }) => {
    const sampleWords = words.length / SAMPLES;
    let at = 0;
    return packets.flatMap(({ samples }) => {
      const end = at + samples * sampleWords;
      const lines = words.slice(at, end).map((word, i) => `${port} ${word}${marks(at + i === end - 1)}`);
      at = end;
      return lines;
    });
  });
}

/** Which of the words that came out are not as they have to be, and how many came. */
export interface WrapperRun {
  readonly differences: readonly string[];
  readonly words: number;
  readonly packets: number;
}

/** Compiles wrappers as one program and drives each of them. */
export async function driveWrappers(
  cases: readonly WrapperCase[],
  { mutant, packets = PACKETS }: { readonly mutant?: Mutant; readonly packets?: readonly Packet[] } = {},
): Promise<readonly WrapperRun[]> {
  using work = await makeWorkFolder();
  const parts: string[] = ['#include "wrapper_bench.h"'];
  const runs: string[] = [];
  const expected: (readonly string[])[] = [];
  const sources: (readonly [path: string, text: string])[] = [];
  let replaced = 0;
  for (const each of cases) {
    const design = caseDesign(each);
    const folder = `${work.path}/${each.name}`;
    const ports = portsOf(design, each.deployment);
    for (const [path, contents] of renderProject(design, { deployment: each.deployment })) {
      if (!/^(firmware|host)\/.*\.h$|^firmware\/.*\.cpp$/.test(path) || typeof contents !== "string") {
        continue;
      }
      const file = path.startsWith("host/ap/") ? `${work.path}/ap/${path.slice(8)}` : `${folder}/${path}`;
      await Deno.mkdir(file.slice(0, file.lastIndexOf("/")), { recursive: true });
      const text = mutant === undefined ? contents : contents.replaceAll(mutant.from, mutant.to);
      if (text !== contents) replaced++;
      await Deno.writeTextFile(file, text);
      sources.push([file.slice(work.path.length), text]);
    }
    for (const { role, port, words } of ports) {
      if (role === "input") await Deno.writeTextFile(`${folder}/${port}.words`, words.join("\n"));
    }
    const wrapper = wrapperName(design, each.deployment);
    parts.push(
      `#include "${each.name}/firmware/${design.name}.cpp"`,
      `#include "${each.name}/firmware/${wrapper}.cpp"`,
    );
    const text = frameOf(each.deployment) === "memory" ? memoryText : runText;
    runs.push(text(each, { design, wrapper, ports, packets }));
    expected.push(expectedLines(ports, { packets, deployment: each.deployment }));
  }
  assert(mutant === undefined || replaced > 0, "the piece is in no file");
  const main = `int main() {\n${cases.map(({ name }) => `    run_${name}();\n`).join("")}    return 0;\n}\n`;
  const mainText = [...parts, ...runs, main].join("\n");
  const bench = await Deno.readTextFile(new URL("wrapper_bench.h", import.meta.url));
  await Deno.writeTextFile(`${work.path}/main.cpp`, mainText);
  await Deno.writeTextFile(`${work.path}/wrapper_bench.h`, bench);
  const args = ["-std=c++14", "-O0", "-w", "-pthread", "-DINTERLACE_THREADS", "-I.", "-Iap", "main.cpp"];
  const made = await compiledOnce(
    [NATIVE_COMPILER, compilerBanner(NATIVE_COMPILER!), args, mainText, bench, sources],
    async (output) => {
      const command = { args: [...args, "-o", output], cwd: work.path };
      const built = await new Deno.Command(NATIVE_COMPILER!, command).output();
      assert(built.success, new TextDecoder().decode(built.stderr));
    },
  );
  const ran = await made.use((path) =>
    new Deno.Command("timeout", { args: ["60", path], cwd: work.path }).output()
  );
  const blocks = new TextDecoder().decode(ran.stdout).split(/^== \w+\n/m).slice(1);
  const fault = ran.success ? [] : [new TextDecoder().decode(ran.stderr)];
  return cases.map((_, i) => {
    const lines = (blocks[i] ?? "").split("\n").filter((line) => line !== "");
    const differences = expected[i].flatMap((line, at) =>
      lines[at] === line ? [] : [`line ${at}: ${lines[at]}, expected ${line}`]
    );
    return {
      differences: [...fault, ...differences, ...lines.slice(expected[i].length)],
      words: lines.length,
      packets: lines.filter((line) => line.endsWith(" 1 1")).length,
    };
  });
}

/** What is run. */
interface CaseRun {
  readonly design: Design;
  readonly wrapper: string;
  readonly ports: readonly CasePort[];
  readonly packets: readonly Packet[];
}

/** A function that runs a wrapper between memories: those of outputs hold other numbers before. */
function memoryText({ name, deployment }: WrapperCase, { wrapper, ports, packets }: CaseRun): string {
  const { wordBits } = deployment;
  const sampleWords = ({ words }: CasePort) => words.length / SAMPLES;
  const memory = (port: CasePort) =>
    port.role === "input"
      ? `bench::read_words<${wordBits}>("${name}/${port.port}.words")`
      : `std::vector<ap_uint<${wordBits}>>(${port.words.length}, ap_uint<${wordBits}>(85))`;
  return `
void run_${name}() {
    interlace_threads::network &network = interlace_threads::state();
    network.count = 0;
${ports.map((port) => `    std::vector<ap_uint<${wordBits}>> ${port.port} = ${memory(port)};`).join("\n")}
    network.threaded = true;
    unsigned sample = 0;
${
    packets.map(({ batch, samples }) =>
      `    ::${wrapper}(${
        ports.map((port) => `${port.port}.data() + sample * ${sampleWords(port)}`).join(", ")
      }, ${batch});\n    sample += ${samples};`
    ).join("\n")
  }
    network.threaded = false;
    std::cout << "== ${name}\\n";
${
    ports.filter(({ role }) => role === "output").map(({ port }) =>
      `    for (const ap_uint<${wordBits}> &word : ${port}) std::cout << "${port} " << bench::print<${wordBits}>(word) << "\\n";`
    ).join("\n")
  }
    std::cout.flush();
}
`;
}

/** A function that runs a wrapper of streams with everything around it. */
function runText(
  { name, deployment }: WrapperCase,
  { design, wrapper, ports, packets }: CaseRun,
): string {
  const axis = `${design.name}_net::axis`;
  const frame = frameOf(deployment);
  const { wordBits } = deployment;
  const [inputs, outputs] = (["input", "output"] as const).map((role) =>
    ports.filter((port) => port.role === role)
  );
  const sampleWords = ({ words }: CasePort) => words.length / SAMPLES;
  const names = ports.map(({ port }) => port).join(", ");
  const list = packets.map(({ batch, samples, waits }) => `{${batch}, ${samples}, ${waits}}`).join(", ");
  const tensors = [...design.tensors.values()];
  const depths = [
    ...tensors.map((tensor) => [tensor.id, tensor.kind === "stream" ? tensor.depth : 0] as const),
    ...tensors.map(({ id }) => [`inner_${id}`, 2] as const),
    ...tensors.map(({ id }) => [`last_${id}`, 4] as const),
    ["begun", 2],
    ...ports.map(({ port }, i) => [port, i + 1] as const),
  ];
  const core = frame === "running"
    ? `for (unsigned sample = 0; sample < samples; ++sample) ::${wrapper}(${names}, &batch);`
    : `for (std::size_t p = 0; p < packets.size(); ++p) ::${wrapper}(${names}, start.read());`;
  return `
void run_${name}() {
    const std::vector<bench::packet> packets = {${list}};
    unsigned samples = 0;
    for (const bench::packet &each : packets) samples += each.samples;
    std::vector<interlace_threads::bound> bounds;
${depths.map(([id, depth]) => `    bench::say_depth(bounds, "${id}", ${depth});`).join("\n")}
    interlace_threads::network &network = interlace_threads::state();
    network.bounds = bounds.data();
    network.count = bounds.size();
    volatile unsigned batch = 0;
    hls::stream<unsigned> start("start");
${ports.map(({ port }) => `    hls::stream<${axis}::word> ${port}("${port}");`).join("\n")}
${
    ports.map(({ port }) =>
      `    hls::stream<bool> token_${port}("token_${port}");\n    std::string out_${port};`
    ).join(
      "\n",
    )
  }
    network.threaded = true;
    {
${
    inputs.map((each, i) =>
      `        NNET_PROCESS((bench::source<${axis}, ${wordBits}>("${name}/${each.port}.words", ${
        sampleWords(each)
      }, packets, token_${each.port}, ${each.port}, ${i + 1})));`
    ).join("\n")
  }
        NNET_PROCESS(${core});
${
    outputs.map((each, i) =>
      `        NNET_PROCESS((bench::sink<${axis}, ${wordBits}>(out_${each.port}, "${each.port}", ${
        sampleWords(each)
      }, packets, ${each.port}, token_${each.port}, ${i + 11})));`
    ).join("\n")
  }
        NNET_PROCESS(std::size_t done = 0; for (std::size_t p = 0; p < packets.size(); ++p) {
            batch = packets[p].batch;
${frame === "running" ? "" : "            start.write(packets[p].batch);"}
${inputs.map(({ port }) => `            token_${port}.write(true);`).join("\n")}
            for (; packets[p].waits && done <= p; ++done) {
${outputs.map(({ port }) => `                token_${port}.read();`).join("\n")}
            }
        });
    }
    network.threaded = false;
    std::cout << "== ${name}\\n"${outputs.map(({ port }) => ` << out_${port}`).join("")};
${outputs.map(({ port }) => `    if (!${port}.empty()) std::cout << "${port} has words left\\n";`).join("\n")}
    std::cout.flush();
}
`;
}
