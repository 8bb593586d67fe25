import { InterlaceError } from "../../../base/mod.ts";
import type { HlsToolName } from "../../../target/mod.ts";

/**
 * `"value"`: `name=value`; `"flag"`: the value itself stands there; `"suffix"`: it ends the option before; a string: another
 * keyword with `=`.
 */
export type Spelling = "value" | "flag" | "suffix" | `=${string}`;

/** An option of a directive, as templates write it (`name=value`), and how each tool spells it. */
export interface OptionSpelling {
  /** In Vitis HLS. */
  readonly vitis: "value" | "flag";
  /** In Vivado HLS. */
  readonly vivado: Spelling;
  /** Values that Vivado HLS spells differently. */
  readonly vivadoValues?: Readonly<Record<string, string>>;
}

/** A directive as templates write it, in the names of Vitis HLS, and as Vivado HLS does. */
export interface DirectiveSpelling {
  /** The directive's name in Vivado HLS. */
  readonly vivado: string;
  /** By keyword, as Vitis HLS writes it before the `=`. */
  readonly options: Readonly<Record<string, OptionSpelling>>;
  /** Words without `=` that both tools take as they are. */
  readonly words: readonly string[];
  /** Where both guides describe it. */
  readonly source: string;
}

const VALUE: OptionSpelling = { vitis: "value", vivado: "value" };

/**
 * The parser of Vitis HLS 2020.2 knows no `type=complete`, and drops a whole pragma for a keyword that it does not know,
 * with a warning; a bare word is taken by every version of both tools.
 */
const FLAG: OptionSpelling = { vitis: "flag", vivado: "flag" };

/**
 * Every directive that generated projects use. Templates are written in the names of Vitis HLS (UG1399, "HLS Pragmas"),
 * with a keyword for every option; for each tool a pragma is respelled by this table, for Vivado HLS after UG902
 * ("High-Level Synthesis Reference Guide: HLS Pragmas") and UG1253. What is not in it does not leave the renderer.
 */
export const DIRECTIVES: Readonly<Record<string, DirectiveSpelling>> = {
  AGGREGATE: {
    vivado: "DATA_PACK",
    options: { variable: VALUE },
    words: [],
    source: "UG1399 pragma HLS aggregate; UG902 data_pack",
  },
  ALLOCATION: {
    vivado: "ALLOCATION",
    options: { instances: VALUE, limit: VALUE },
    words: ["operation"],
    source: "UG1399 pragma HLS allocation; UG902 allocation",
  },
  ARRAY_PARTITION: {
    vivado: "ARRAY_PARTITION",
    options: { variable: VALUE, type: FLAG, factor: VALUE, dim: VALUE },
    words: [],
    source: "UG1399 pragma HLS array_partition; UG902 array_partition",
  },
  ARRAY_RESHAPE: {
    vivado: "ARRAY_RESHAPE",
    options: { variable: VALUE, type: FLAG, factor: VALUE, dim: VALUE },
    words: [],
    source: "UG1399 pragma HLS array_reshape; UG902 array_reshape",
  },
  BIND_OP: {
    vivado: "RESOURCE",
    options: {
      variable: VALUE,
      op: { vitis: "value", vivado: "suffix", vivadoValues: { mul: "" } },
      impl: { vitis: "value", vivado: "=core", vivadoValues: { dsp: "DSP48", fabric: "Mul_LUT" } },
    },
    words: [],
    source: "UG1399 pragma HLS bind_op; UG902 resource (cores DSP48, Mul_LUT)",
  },
  BIND_STORAGE: {
    vivado: "RESOURCE",
    options: {
      variable: VALUE,
      type: {
        vitis: "value",
        vivado: "=core",
        vivadoValues: { rom_np: "ROM_nP", ram_s2p: "RAM_S2P", fifo: "FIFO" },
      },
      impl: {
        vitis: "value",
        vivado: "suffix",
        vivadoValues: { bram: "_BRAM", lutram: "_LUTRAM", srl: "_SRL", uram: "_URAM" },
      },
    },
    words: [],
    source: "UG1399 pragma HLS bind_storage; UG902 resource (cores ROM_nP_*, RAM_S2P_*, FIFO_*)",
  },
  DATAFLOW: {
    vivado: "DATAFLOW",
    options: {},
    words: [],
    source: "UG1399 pragma HLS dataflow; UG902 dataflow",
  },
  DEPENDENCE: {
    vivado: "DEPENDENCE",
    options: { variable: VALUE, type: FLAG, direction: FLAG, distance: VALUE, dependent: FLAG },
    words: [],
    source: "UG1399 pragma HLS dependence; UG902 dependence",
  },
  INLINE: { vivado: "INLINE", options: {}, words: [], source: "UG1399 pragma HLS inline; UG902 inline" },
  INTERFACE: {
    vivado: "INTERFACE",
    options: { mode: FLAG, port: VALUE, offset: VALUE, bundle: VALUE, depth: VALUE },
    words: [],
    source: "UG1399 pragma HLS interface; UG902 interface",
  },
  PIPELINE: {
    vivado: "PIPELINE",
    options: { II: VALUE },
    words: [],
    source: "UG1399 pragma HLS pipeline; UG902 pipeline",
  },
  RESET: {
    vivado: "RESET",
    options: { variable: VALUE },
    words: [],
    source: "UG1399 pragma HLS reset; UG902 reset",
  },
  STREAM: {
    vivado: "STREAM",
    options: { variable: VALUE, depth: VALUE },
    words: [],
    source: "UG1399 pragma HLS stream; UG902 stream",
  },
  UNROLL: { vivado: "UNROLL", options: {}, words: [], source: "UG1399 pragma HLS unroll; UG902 unroll" },
};

const PRAGMA = /^([ \t]*)#pragma HLS (\w+)\b(.*)$/gm;

/**
 * Respells every `#pragma HLS` of a text for a tool.
 *
 * @throws {InterlaceError} for a directive or option that {@linkcode DIRECTIVES} does not list.
 * @example
 * ```ts
 * import { spellPragmas } from "./pragmas.ts";
 *
 * spellPragmas("#pragma HLS BIND_STORAGE variable=x type=rom_np impl=bram", "vivado");
 * // "#pragma HLS RESOURCE variable=x core=ROM_nP_BRAM"
 * ```
 */
export function spellPragmas(text: string, tool: HlsToolName): string {
  return text.replace(PRAGMA, (line, indent: string, directive: string, rest: string) => {
    const spelling = Object.hasOwn(DIRECTIVES, directive) ? DIRECTIVES[directive] : undefined;
    if (!spelling) throw unknownPragma(line, `directive ${directive}`);
    const options = rest.trim().split(/\s+/).filter(Boolean).map((word) =>
      spellOption(word, { spelling, tool, line })
    );
    const name = tool === "vitis" ? directive : spelling.vivado;
    return `${indent}#pragma HLS ${name}${options.join("")}`;
  });
}

/** An option with the space in front of it; a suffix has none. */
function spellOption(
  word: string,
  context: { readonly spelling: DirectiveSpelling; readonly tool: HlsToolName; readonly line: string },
): string {
  const { spelling, tool, line } = context;
  const [key, value] = word.split(/=(.*)/s);
  if (value === undefined) {
    if (!spelling.words.includes(key)) throw unknownPragma(line, `option ${key}`);
    return ` ${word}`;
  }
  const option = Object.hasOwn(spelling.options, key) ? spelling.options[key] : undefined;
  if (!option) throw unknownPragma(line, `option ${key}`);
  if (tool === "vitis") return ` ${option.vitis === "flag" ? value : word}`;
  const spelled = option.vivadoValues?.[value] ?? (option.vivadoValues ? undefined : value);
  if (spelled === undefined) throw unknownPragma(line, `value ${value} of ${key}`);
  if (option.vivado === "suffix") return spelled;
  if (option.vivado === "flag") return ` ${spelled}`;
  return ` ${option.vivado === "value" ? key : option.vivado.slice(1)}=${spelled}`;
}

function unknownPragma(line: string, what: string): InterlaceError {
  return new InterlaceError(
    `Cannot render pragma "${line.trim()}": ${what} is not in the table of directives`,
    { code: "option-invalid" },
  );
}
