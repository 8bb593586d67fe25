import { constantsOf, kindOf, numberOf, type Pragma, pragmasOf } from "./firmware_text.ts";
import type { Finding } from "./finding.ts";
import type { Firmware } from "./source.ts";

/** Limits of a tool, by what the review of the kernels calls them: C2 and C3. */
export interface ToolLimits {
  readonly beatBits: number;
  readonly partitionElements: number;
  readonly unrolledProducts: number;
  readonly wordBits: number;
}

/** Those of Vivado HLS, the narrower of both tools, as its logs name them; not those that designs are planned by. */
export const VIVADO_LIMITS: ToolLimits = {
  beatBits: 4096,
  partitionElements: 4096,
  unrolledProducts: 4096,
  wordBits: 65_536,
};

/** Those of Vitis HLS. */
export const VITIS_LIMITS: ToolLimits = {
  ...VIVADO_LIMITS,
  partitionElements: Infinity,
  unrolledProducts: Infinity,
};

/** What the text of a firmware says without being compiled. */
export function lintText(firmware: Firmware, limits: ToolLimits = VIVADO_LIMITS): Finding[] {
  const pragmas = pragmasOf(firmware);
  return [
    ...pragmas.flatMap((pragma) => lintPragma(pragma, firmware)),
    ...lintBeats(firmware, limits),
    ...lintConfigurations(firmware, { pragmas, limits }),
  ];
}

function lintPragma(pragma: Pragma, firmware: Firmware): Finding[] {
  const { directive, options, words, file, line } = pragma;
  const at = { file, line };
  const found: Finding[] = [];
  const refuse = (finding: string, text: string) => found.push({ finding, text, ...at });
  if (/^ARRAY_(PARTITION|RESHAPE)$/.test(directive) && options.has("type")) {
    refuse(
      "C1",
      `type=${options.get("type")}: Vitis HLS 2020.2 drops a pragma with a key that it does not know`,
    );
  }
  if (directive === "DEPENDENCE" && !options.has("distance")) {
    const isFalse = options.get("dependent") === "false" || words.includes("false");
    if (isFalse) refuse("L3", "a dependence is said to be none where one of some distance is true");
  }
  const lines = (firmware.get(`firmware/${file}`) ?? "").split("\n");
  const isTop = lines.some((text) => /^#pragma HLS DATAFLOW/.test(text));
  if (directive === "ARRAY_RESHAPE" && isTop && kindOf(pragma) === "complete") {
    const name = options.get("variable") ?? "";
    const isOutput = isWrittenPort(lines, name, firmware);
    if (isOutput) {
      refuse("L6", `the output port ${name} is one word, which a kernel writes element by element`);
    }
  }
  if (directive === "ALLOCATION") {
    const around = lines.slice(Math.max(0, line - 8), line + 4).some((text) =>
      /#pragma HLS INLINE\b/.test(text)
    );
    if (around) refuse("L10", "ALLOCATION stands in a function that is inlined, where it limits nothing");
  }
  return found;
}

/** Whether an argument of the top function is written: a kernel that is called with it takes it as no constant. */
function isWrittenPort(lines: readonly string[], name: string, firmware: Firmware): boolean {
  const kernels = [...firmware].filter(([path]) => path.includes("/nnet_utils/")).map(([, text]) => text)
    .join("\n");
  return [...lines.join("\n").matchAll(/nnet::(\w+)<[^(]*>\(([^;]*)\);/g)].some(([, kernel, list]) => {
    const args = list.split(",").map((argument) => argument.replace(/\)+$/, "").trim());
    const at = args.indexOf(name);
    const overloads = [...kernels.matchAll(new RegExp(`\\bvoid ${kernel}\\(([^{]*)\\) \\{`, "g"))]
      .map(([, parameters]) => parameters.split(",")).filter(({ length }) => length === args.length);
    return at >= 0 && overloads.some((parameters) => !/^\s*const\b/.test(parameters[at]));
  });
}

function lintBeats(firmware: Firmware, { beatBits }: ToolLimits): Finding[] {
  const text = firmware.get("firmware/defines.h") ?? "";
  const widths = new Map(
    [...text.matchAll(/^typedef ap_\w+<(\d+)[^>]*> (\w+);/gm)].map((
      [, width, name],
    ) => [name, Number(width)]),
  );
  return text.split("\n").flatMap((line, index) => {
    const beat = /^typedef nnet::beat<(\w+), (\d+)> (\w+);/.exec(line);
    const bits = beat === null ? 0 : (widths.get(beat[1]) ?? 0) * Number(beat[2]);
    if (beat === null || bits <= beatBits) return [];
    return [{
      finding: "C2",
      text: `${beat[3]} has ${bits} bits, more than ${beatBits}`,
      file: "defines.h",
      line: index + 1,
    }];
  });
}

function lintConfigurations(
  firmware: Firmware,
  { pragmas, limits }: { readonly pragmas: readonly Pragma[]; readonly limits: ToolLimits },
): Finding[] {
  const { partitionElements, unrolledProducts, wordBits } = limits;
  const text = firmware.get("firmware/parameters.h") ?? "";
  const lines = text.split("\n");
  return [...text.matchAll(/^struct (\w+) \{/gm)].flatMap(([head, name]): Finding[] => {
    const constants = constantsOf(firmware, name);
    const at = { file: "parameters.h", line: lines.findIndex((line) => line.startsWith(head)) + 1 };
    const found: Finding[] = [];
    const body = text.slice(text.indexOf(head), text.indexOf("\n};", text.indexOf(head)));
    const count = constants.get("weight_count") ?? 0;
    const takesApart = pragmas.some((pragma) =>
      pragma.directive === "ARRAY_PARTITION" && pragma.options.get("variable") === "weights"
    );
    const isUnrolled = body.includes("nnet::latency");
    if (isUnrolled && takesApart && count > partitionElements) {
      found.push({
        finding: "C3",
        text: `${count} weights are taken apart, more than ${partitionElements}`,
        ...at,
      });
    }
    const products = (constants.get("input_lanes") ?? 0) * (constants.get("output_lanes") ?? 0);
    if (products > unrolledProducts) {
      found.push({
        finding: "C3",
        text: `${products} products in one body, more than ${unrolledProducts}`,
        ...at,
      });
    }
    const lanes = constants.get("word_lanes");
    const width = Number(/typedef ap_\w+<(\d+)[^;]*> weight_t;/.exec(body)?.[1] ?? 0);
    if (lanes !== undefined && lanes * width > wordBits) {
      found.push({
        finding: "C3",
        text: `a word of weights has ${lanes * width} bits, more than ${wordBits}`,
        ...at,
      });
    }
    const cyclic = pragmas.find((pragma) =>
      pragma.directive === "ARRAY_RESHAPE" && kindOf(pragma) === "cyclic" &&
      /word_lanes/.test(pragma.options.get("factor") ?? "")
    );
    const factor = numberOf(cyclic?.options.get("factor"), constants);
    if (cyclic !== undefined && factor !== undefined && (factor & (factor - 1)) !== 0) {
      const { file, line } = cyclic;
      found.push({
        finding: "L4",
        text: `${name}: cyclic by ${factor}, no power of two: the bank of an address is a remainder`,
        file,
        line,
      });
    }
    return found;
  });
}
