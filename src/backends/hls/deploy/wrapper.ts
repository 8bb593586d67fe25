import { type Design, type DesignPort, portionsOf, tensorOf } from "../../../design/mod.ts";
import { counterOf } from "../../../walk/mod.ts";
import type { Deployment } from "../../deployment.ts";
import { planPacking } from "../../words/packing.ts";
import { counterType, cppType } from "../names/cpp_type.ts";
import { AXI_HEADER } from "../csim/headers.ts";
import { withCppNames } from "../names/cpp_names.ts";
import { portNames } from "../project/firmware.ts";
import { naming } from "../names/naming.ts";
import { spellPragmas } from "../project/pragmas.ts";
import { renderTemplate } from "../project/render.ts";
import { DEPLOY_TEMPLATES, WORDS_HEADER } from "../project/sources.ts";
import { ints, struct, typedefs } from "../stages/struct.ts";
import { hlsToolOf } from "../tools/table.ts";
import { travelOf } from "../stages/travel.ts";
import { wrapCode } from "../project/wrap.ts";
import { frameOf, type WrapperFrame, wrapperName, wrapperNaming } from "./names.ts";

/** What a wrapper stands behind, in its comments. */
const WHAT: Readonly<Record<WrapperFrame, string>> = {
  running: "AXI4-Stream",
  started: "AXI4-Stream, a batch a start",
  memory: "memory, a batch a start",
};

/**
 * The wrapper of a network: a top function whose ports are words, and the kernels that make beats of words and words of
 * beats. In `firmware/`, beside the network.
 *
 * @param samples The most that a test bench gives it at once.
 */
export function renderWrapper(
  named: Design,
  deployment: Deployment,
  samples: number,
): ReadonlyMap<string, string> {
  const design = withCppNames(named);
  const tool = hlsToolOf(design.target);
  const name = wrapperName(design, deployment);
  const data = wrapperData(design, deployment, samples);
  const add = (path: string, text: string) =>
    [`firmware/${path}`, spellPragmas(wrapCode(text), tool)] as const;
  return new Map([
    add(`${name}.h`, renderTemplate(DEPLOY_TEMPLATES.wrapperHeader, data)),
    add(`${name}.cpp`, renderTemplate(DEPLOY_TEMPLATES.wrapper, data)),
    add("nnet_utils/words.h", WORDS_HEADER),
    ...data.vendorAxis ? [[`host/ap/${AXI_HEADER[0]}`, AXI_HEADER[1]] as const] : [],
  ]);
}

/** A port of the wrapper as its templates have it. */
export interface WrapperPort {
  readonly role: "input" | "output";
  /** Its parameter: words of a stream, or of memory. */
  readonly port: string;
  /** Words of a stream, behind memory or the port itself. */
  readonly stream: string;
  /** Beats of it, or the array of all of its elements. */
  readonly inner: string;
  /** Stream that says whether a packet ends with a sample. */
  readonly last: string;
  /** Type of a beat, of an element; elements of a sample. */
  readonly beat: string;
  readonly type: string;
  readonly size: number;
  /** Constants of its words, by name and as text, and what they are about. */
  readonly packing: string;
  readonly config: string;
  readonly comment: string;
  /** Words of a sample. */
  readonly sampleWords: number;
}

/** The ports of a wrapper, inputs first. The names in the design are those of C++. */
export function wrapperPorts(design: Design, deployment: Deployment): readonly WrapperPort[] {
  const frame = frameOf(deployment);
  const space = naming.space(design);
  const portOf = (role: WrapperPort["role"]) => ({ tensor: key }: DesignPort): WrapperPort => {
    const tensor = tensorOf(design, key);
    const { id, type } = tensor;
    const { count, width } = portionsOf(tensor);
    const { slotBits, words, sampleWords } = planPacking(tensor, deployment.wordBits);
    const { wordBits } = deployment;
    const integer = type.signed ? "ap_int" : "ap_uint";
    const port = wrapperNaming.port(frame, role, id);
    return {
      role,
      port,
      stream: frame === "memory" ? `stream_${id}` : port,
      inner: `inner_${id}`,
      last: `last_${id}`,
      beat: `${space}::${naming.beat(id)}`,
      type: `${space}::${naming.type(id)}`,
      size: portNames(tensor).size,
      packing: `${space}::${wrapperNaming.packing(id)}`,
      comment:
        `${port}: ${words} words a beat, ${sampleWords} a sample; ${width} x ${cppType(type)} a beat, ` +
        `${slotBits} bits each.`,
      config: struct(wrapperNaming.packing(id), [
        ...typedefs({
          index_t: counterType(counterOf({ max: words - 1 })),
          mantissa_t: `${integer}<${type.width}>`,
          slot_t: `${integer}<${slotBits}>`,
        }),
        ...ints({
          word: wordBits,
          beats: count,
          elements: width,
          words,
          width: type.width,
          slot: slotBits,
          per_word: Math.max(wordBits / slotBits, 1),
          parts: Math.max(slotBits / wordBits, 1),
          used_parts: Math.ceil(type.width / wordBits),
        }),
      ]).trimEnd(),
      sampleWords,
    };
  };
  return [...design.inputs.map(portOf("input")), ...design.outputs.map(portOf("output"))];
}

function wrapperData(design: Design, deployment: Deployment, samples: number) {
  const { wordBits } = deployment;
  const frame = frameOf(deployment);
  const space = naming.space(design);
  const name = wrapperName(design, deployment);
  const axis = `${space}::axis`;
  const ports = wrapperPorts(design, deployment);
  const [inputs, outputs] = (["input", "output"] as const).map((role) =>
    ports.filter((port) => port.role === role)
  );
  const { streams: isStream, process } = travelOf(design);
  const travels = isStream ? "stream" : "array";
  const lasts = outputs.map(({ last }) => last).join(", ");
  const portParameters = ports.map(({ role, port }) =>
    frame === "memory"
      ? `${role === "input" ? "const " : ""}ap_uint<${wordBits}> *${port}`
      : `hls::stream<${axis}::word> &${port}`
  ).join(", ");
  return {
    name,
    network: design.name,
    guard: `PROJECT_${name.toUpperCase()}`,
    what: WHAT[frame],
    wordBits,
    space,
    frame,
    axis,
    // Streams between the functions of a wrapper of memory are no ports, and have no need of the vendor's structure.
    vendorAxis: frame !== "memory" && hlsToolOf(design.target) === "vitis",
    inputs,
    outputs,
    isStream,
    // As many samples as stages can be at work on, and one that waits.
    inFlight: design.stages.length + 2,
    lasts: outputs.map(({ last }) => `hls::stream<bool> &${last}`).join(", "),
    portParameters,
    streamParameters: ports.map(({ stream }) => `hls::stream<${axis}::word> &${stream}`).join(", "),
    streamArguments: ports.map(({ stream }) => stream).join(", "),
    ports: ports.map(({ port }) => port).join(", "),
    head: `void ${name}(${portParameters}, ${
      frame === "running" ? "volatile unsigned *batch" : "unsigned batch"
    })`,
    pragmas: portPragmas(frame, ports, samples),
    calls: [
      ...inputs.map(({ packing, stream, inner }, i) => {
        const tells = frame === "running" && i === 0;
        const [kernel, begun] = tells ? ["begin", ", begun"] : ["take", ""];
        return process(`nnet::${kernel}_${travels}<${packing}, ${axis}>(${stream}, ${inner}${begun})`);
      }),
      process(
        frame === "running"
          ? `${space}::end_packets(batch, begun, ${lasts})`
          : `${space}::end_packets(sample, samples, ${lasts})`,
      ),
      process(`::${design.name}(${ports.map(({ inner }) => inner).join(", ")})`),
      ...outputs.map(({ packing, stream, inner, last }) =>
        process(`nnet::send_${travels}<${packing}, ${axis}>(${inner}, ${last}, ${stream})`)
      ),
    ],
  };
}

/** What the tools are told of the ports: `batch` comes first of all registers that are not memory's. */
function portPragmas(
  frame: WrapperFrame,
  ports: readonly WrapperPort[],
  samples: number,
): readonly string[] {
  const register = (port: string) => `INTERFACE mode=s_axilite port=${port} bundle=control`;
  if (frame === "memory") {
    return [
      ...ports.flatMap(({ port, sampleWords }) => [
        `INTERFACE mode=m_axi port=${port} offset=slave bundle=${port} depth=${samples * sampleWords}`,
        register(port),
      ]),
      register("batch"),
      register("return"),
    ];
  }
  return [
    ...ports.map(({ port }) => `INTERFACE mode=axis port=${port}`),
    register("batch"),
    frame === "running" ? "INTERFACE mode=ap_ctrl_none port=return" : register("return"),
  ];
}
