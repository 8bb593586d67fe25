/** The calls of kernels in a top function, and what tells whether two of them are of the same hardware. */
import type { Firmware } from "./source.ts";

/** A kernel that a top function calls. */
export interface KernelCall {
  /** As `KernelVerdict` names it: `conv2d_stream config_decode1`. */
  readonly kernel: string;
  /** Name of its configuration; empty where it has none. */
  readonly config: string;
  /** Everything that its hardware depends on, without the names of the design: equal for equal kernels. */
  readonly identity: string;
  /** The statement as it stands in the top function. */
  readonly statement: string;
}

const STATEMENT = /^ *(?:NNET_PROCESS\(\s*)?nnet::(\w+)[\s\S]*?;$/gm;

/** The kernels that the top function of a firmware calls. */
export function kernelCallsOf(firmware: Firmware): KernelCall[] {
  const definitions = definitionsOf(firmware);
  const shared = [...firmware].filter(([path]) => path.includes("/nnet_utils/")).map(([, text]) => text)
    .join();
  return [...topOf(firmware).text.matchAll(STATEMENT)].map(([statement, name]) => {
    const config = /\b(config_\w+)/.exec(statement)?.[1] ?? "";
    const identity = `${anonymous(statement, definitions)}\n${shared}`;
    return { kernel: `${name} ${config}`, config, identity, statement };
  });
}

/** A firmware whose top function makes none of these calls; every line keeps its number. */
export function withoutCalls(firmware: Firmware, calls: readonly KernelCall[]): Firmware {
  const { path, text } = topOf(firmware);
  const left = calls.reduce(
    (all, { statement }) => all.replace(statement, "\n".repeat(statement.split("\n").length - 1)),
    text,
  );
  return new Map([...firmware, [path, left]]);
}

function topOf(firmware: Firmware): { readonly path: string; readonly text: string } {
  for (const [path, text] of firmware) if (path.endsWith(".cpp")) return { path, text };
  throw new Error("Cannot find kernels in firmware: it has no C++ file");
}

/** What names of a design stand for: configurations, types, constants (their values left out), ports and arrays. */
function definitionsOf(firmware: Firmware): Map<string, string> {
  const all = [...firmware].filter(([path]) => !path.includes("/nnet_utils/"))
    .map(([, text]) => text.replace(/\/\/.*$/gm, "").replace(/\b\w+_net::/g, "")).join("\n");
  const found = new Map<string, string>();
  for (
    const pattern of [
      /^struct (\w+) \{\n[\s\S]*?^\};/gm,
      /^typedef [^;]* (\w+);/gm,
      /^const [\w<>,: ]+ (\w+)(?:\[\d+\])+(?= = )/gm,
      /\bhls::stream<[\w:]+(?:, ?\d+)?> &?(\w+)/gm,
      /\btype_\w+ (\w+)\[\d+\]/gm,
    ]
  ) {
    for (const [text, name] of all.matchAll(pattern)) if (!found.has(name)) found.set(name, text);
  }
  return found;
}

/** A text with all that its names stand for, names numbered as they come. */
function anonymous(statement: string, definitions: ReadonlyMap<string, string>): string {
  const numbers = new Map<string, number>();
  const open: string[] = [];
  const numbered = (text: string): string =>
    text.replace(/\b\w+_net::/g, "").replace(/\s+/g, " ").replace(/([(<]) /g, "$1").replace(
      /\b[A-Za-z_]\w*\b/g,
      (name) => {
        if (!definitions.has(name)) return name;
        if (!numbers.has(name)) {
          numbers.set(name, numbers.size);
          open.push(name);
        }
        return `$${numbers.get(name)}`;
      },
    );
  const parts = [numbered(statement)];
  for (let name = open.shift(); name !== undefined; name = open.shift()) {
    parts.push(numbered(definitions.get(name) ?? ""));
  }
  return parts.join("\n");
}
