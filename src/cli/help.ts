import { largest } from "../base/extremes.ts";
import type { FlagSpec } from "./flags.ts";
import type { Verb } from "./verb.ts";

/** What runs these verbs: typed in a checkout, or from the address that this module came from. */
const COMMAND = `deno run -A ${
  import.meta.url.startsWith("file:") ? "" : new URL("../../", import.meta.url)
}cli.ts`;

/** Flags that every verb has. */
export const COMMON_FLAGS: readonly FlagSpec[] = [
  { name: "help", short: "h", help: "show this help" },
  { name: "debug", help: "show stack traces of errors" },
];

/** Help of the whole program. */
export function generalHelp(verbs: readonly Verb[], version: string): string {
  return [
    `Interlace ${version}: from a trained network with transposed convolutions to a verified HLS project`,
    "",
    `Usage: ${COMMAND} VERB …`,
    "",
    "Verbs:",
    ...columns(verbs.map((verb) => [verb.name, verb.summary])),
    "",
    "Flags:",
    ...columns([["-h, --help", "show this help, or that of a verb"], ["--version", "show the version"]]),
    "",
    "Models: ONNX and QONNX, Keras (.keras, .h5), TensorFlow.js (model.json), Interlace's own JSON; told by content.",
    "",
    "Exit code: 0 done, 1 what was asked about failed, 2 bad input or usage.",
    "",
  ].join("\n");
}

/** Help of one verb: flags, defaults and an example. */
export function verbHelp(verb: Verb): string {
  return [
    `${verb.summary[0].toUpperCase()}${verb.summary.slice(1)}.`,
    "",
    `Usage: ${COMMAND} ${verb.name} ${verb.usage}`.trimEnd(),
    "",
    "Flags:",
    ...columns([...verb.flags, ...COMMON_FLAGS].map((spec) => [flagText(spec), explanation(spec)])),
    "",
    "Example:",
    `  ${COMMAND} ${verb.name} ${verb.example}`.trimEnd(),
    "",
  ].join("\n");
}

function flagText({ name, short, value, repeat }: FlagSpec): string {
  const prefix = short === undefined ? "" : `-${short}, `;
  const suffix = value === undefined ? "" : ` ${value}`;
  return `${prefix}--${name}${suffix}${repeat ? " …" : ""}`;
}

function explanation(spec: FlagSpec): string {
  return spec.default === undefined ? spec.help : `${spec.help} (default: ${spec.default})`;
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = largest(rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
