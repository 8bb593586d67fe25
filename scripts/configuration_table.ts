/**
 * Writes `docs/CONFIGURATION.md`: every key that a configuration may have, from the tables that the reader itself reads by:
 *
 *     deno run -A scripts/configuration_table.ts
 *
 * @module
 */
import {
  BIAS_NAMES,
  CONFIG_KEYS,
  DUMPED_KEY,
  FILE_KEYS,
  IGNORED_KEYS,
  IGNORED_PRECISIONS,
  type IgnoredKeys,
  type KeyTable,
  LAYER_KEYS,
  OTHER_BACKENDS,
  OTHER_STRATEGIES,
  PRECISION_KEYS,
  WEIGHT_NAMES,
} from "../src/design/options/configuration_keys.ts";
import { TYPE_ALIASES } from "../src/design/options/layer_types.ts";

/** The file that is written. */
export const CONFIGURATION_TABLE: URL = new URL("../docs/CONFIGURATION.md", import.meta.url);

const HEAD = `# Configuration

Written by \`scripts/configuration_table.ts\` from the tables by which a configuration is read. A configuration is YAML or
JSON, with hls4ml's keys where the meaning is the same; keys, layer types and words may be in any case, and keys with or
without underscores. \`interlace config MODEL -o FILE\` writes a complete one, with every value as it is decided.

\`\`\`yaml
Backend: vitis
IOType: io_stream
ClockPeriod: 5
HLSConfig:
  Model: { Precision: "ap_fixed<16,6>", ReuseFactor: 4 }
  LayerType:
    Conv2DTranspose: { Strategy: resource }
  LayerName:
    up1: { Precision: { weight: "ap_fixed<8,2>", result: "ap_fixed<12,4,AP_RND,AP_SAT>" } }
\`\`\`

A flag of the command line wins over the file where both set the same thing for the whole model. Within the file a layer's
own setting wins over its type's, that over what training gave its parameters, that over the model's, that over the default.
Layer types are Keras's class names of the model *as it was imported*. A key that nobody knows is an error; a setting that
changes nothing is a warning that names it, and so is a key of hls4ml that has no meaning here.

A layer whose result has a type of its own is a cast too, and stays; a layer whose parameters have types of their own keeps
them: what would be folded into it, or away, is then built as it stands, with a note.

Types are \`ap_fixed<W,I[,Q[,O]]>\`, \`ap_ufixed<…>\`, \`ap_int<W>\`, \`ap_uint<W>\`, with or without \`ap_\`, or \`auto\`: derived.
Rounding Q is \`AP_TRN\` (default), \`AP_TRN_ZERO\`, \`AP_RND\`, \`AP_RND_ZERO\`, \`AP_RND_INF\`, \`AP_RND_MIN_INF\` or \`AP_RND_CONV\`,
overflow O \`AP_WRAP\` (default), \`AP_SAT\`, \`AP_SAT_ZERO\` or \`AP_SAT_SYM\`. \`auto\` for weights and biases has 16 bits with the
point where the largest of them fits; for an accumulator it is the narrowest type that loses no bit for any input; for a
result it never overflows, with 16 bits, or as many more as it takes to have the model's fraction bits behind a sum; a table
has the bits that its function reaches; an input has the model's type. In a quantised model \`auto\` means the
types that training gave.
`;

/** Text of the file. */
export function renderConfigurationTable(): string {
  return [
    HEAD,
    "## The file",
    keys(FILE_KEYS),
    "\n## Below `HLSConfig`",
    keys(CONFIG_KEYS),
    "\n## Of the model, a layer type, a layer",
    keys(LAYER_KEYS),
    "\nA layer that has `" + DUMPED_KEY +
    "` was dumped by hls4ml, which writes that for every layer of a graph of its own: its",
    "factors move to the nearest valid ones, as hls4ml moves them, and it may be missing in the model.",
    "\n## Below `Precision`",
    keys(PRECISION_KEYS),
    `\n${names(WEIGHT_NAMES)} mean \`weight\`, ${names(BIAS_NAMES)} means \`bias\`.`,
    "\n## Layer types of hls4ml",
    "\nBeside the class names of Keras:\n",
    table(
      ["hls4ml", "layers"],
      Object.entries(TYPE_ALIASES).map(([alias, types]) => [`\`${alias}\``, types.join(", ")]),
    ),
    "\n## Keys of hls4ml that are passed over",
    "\nEach warns once, with this reason.\n",
    ignored("key", IGNORED_KEYS),
    "\nBelow `Precision`:\n",
    ignored("type", IGNORED_PRECISIONS),
    "\n## What is refused",
    "",
    table(
      ["back end", "why", "instead"],
      Object.entries(OTHER_BACKENDS).map(([name, { why, hint }]) => [
        `\`${name}\``,
        why,
        hint,
      ]),
    ),
    "",
    table(
      ["strategy", "instead"],
      Object.entries(OTHER_STRATEGIES).map(([name, hint]) => [`\`${name}\``, hint]),
    ),
    "\n`Skip: true` of a softmax, which would make the design compute something else than the model.\n",
  ].join("\n");
}

function keys(entries: KeyTable): string {
  const rows = Object.entries(entries).map(([key, note]) => [
    `\`${key}\``,
    note.value,
    note.default ?? "",
    note.about,
  ]);
  return `\n${table(["key", "value", "default", "meaning"], rows)}`;
}

function ignored(what: string, entries: IgnoredKeys): string {
  return table([what, "it"], Object.entries(entries).map(([key, why]) => [`\`${key}\``, why]));
}

function names(list: readonly string[]): string {
  return list.map((name) => `\`${name}\``).join(", ");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

if (import.meta.main) await Deno.writeTextFile(CONFIGURATION_TABLE, renderConfigurationTable());
