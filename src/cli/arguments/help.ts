import { largest } from "../../base/numbers/extremes.ts";
import { wrapWords } from "../../base/text/wrap_words.ts";
import type { FlagSpec } from "./flags.ts";
import type { Verb } from "../verb.ts";

/** What runs these verbs: typed in a checkout, or from the address that this module came from. */
const COMMAND = `deno run -A ${
  import.meta.url.startsWith("file:") ? "" : new URL("../../../", import.meta.url)
}cli.ts`;

/** Flags that every verb has. */
export const COMMON_FLAGS: readonly FlagSpec[] = [
  { name: "help", short: "h", help: "show this help" },
  { name: "debug", help: "show stack traces of errors" },
];

/** Help of the whole program, in lines of at most so many characters. */
export function generalHelp(verbs: readonly Verb[], version: string, width: number): string {
  const models =
    "Models: ONNX and QONNX, Keras (.keras, .h5), TensorFlow.js (model.json), Interlace's own JSON; told by content.";
  const codes = "Exit code: 0 done, 1 what was asked about failed, 2 bad input or usage.";
  return [
    ...prose(
      `Interlace ${version}: from a trained network with transposed convolutions to a verified HLS project`,
      width,
    ),
    "",
    `Usage: ${COMMAND} VERB …`,
    "",
    "Verbs:",
    ...columns(verbs.map((verb) => [verb.name, verb.summary]), width),
    "",
    "Flags:",
    ...columns(
      [["-h, --help", "show this help, or that of a verb"], ["--version", "show the version"]],
      width,
    ),
    "",
    ...prose(models, width),
    "",
    ...prose(codes, width),
    "",
  ].join("\n");
}

/** Help of one verb: flags, defaults and an example, in lines of at most so many characters. */
export function verbHelp(verb: Verb, width: number): string {
  // What belongs together stays on a line: `[--data [NAME=]X.npy]`.
  const parts = verb.usage.match(/\[--?\S+ \[[^\]]*\][^\s\]]*\]…?|\[--?[^\]]*\]…?|\S+/g) ?? [];
  const usage = wrapWords([verb.name, ...parts], width - `Usage: ${COMMAND} `.length);
  const example = wrapWords(verb.example.split(" "), width - `  ${COMMAND} ${verb.name}  \\`.length);
  return [
    ...prose(`${verb.summary[0].toUpperCase()}${verb.summary.slice(1)}.`, width),
    "",
    `Usage: ${COMMAND} ${usage.join(`\n${" ".repeat(`Usage: ${COMMAND} `.length)}`)}`,
    "",
    "Flags:",
    ...columns([...verb.flags, ...COMMON_FLAGS].map((spec) => [flagText(spec), explanation(spec)]), width),
    "",
    "Example:",
    `  ${COMMAND} ${verb.name} ${example.join(" \\\n    ")}`,
    "",
  ].join("\n");
}

function prose(text: string, width: number): readonly string[] {
  return wrapWords(text.split(" "), width).map((line) => line.replaceAll(KEPT, " "));
}

function flagText({ name, short, value, repeat }: FlagSpec): string {
  const prefix = short === undefined ? "" : `-${short}, `;
  const suffix = value === undefined ? "" : ` ${value}`;
  return `${prefix}--${name}${suffix}${repeat ? " …" : ""}`;
}

/** A space at which no line ends. */
const KEPT = "\u00a0";

function explanation(spec: FlagSpec): string {
  if (spec.default === undefined) return spec.help;
  const note = `(default: ${spec.default})`;
  // One value is looked for by eye, and is not broken.
  return `${spec.help} ${/\s/.test(spec.default) ? note : note.replace(" ", KEPT)}`;
}

/** Characters that an explanation has beside a flag; where there are fewer, it stands below. */
const LEAST_BESIDE = 32;

function columns(rows: readonly (readonly [string, string])[], width: number): string[] {
  const left = largest(rows.map(([name]) => name.length));
  const beside = width - left - 4;
  return rows.flatMap(([name, text]) => {
    if (beside < LEAST_BESIDE) return [`  ${name}`, ...prose(text, width - 6).map((line) => `      ${line}`)];
    return prose(text, beside).map((line, i) => `  ${(i === 0 ? name : "").padEnd(left)}  ${line}`);
  });
}
