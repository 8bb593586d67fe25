import type { Firmware } from "./source.ts";
import type { IrFunction, Place } from "./ir.ts";

/** A `#pragma HLS` where it stands. */
export interface Pragma extends Place {
  readonly directive: string;
  /** Its words without `=`, and values by keyword. */
  readonly words: readonly string[];
  readonly options: ReadonlyMap<string, string>;
}

/** Every pragma of a firmware. */
export function pragmasOf(firmware: Firmware): Pragma[] {
  return [...firmware].flatMap(([path, text]) =>
    text.split("\n").flatMap((line, index): Pragma[] => {
      const matched = /^\s*#pragma HLS (\w+)(.*)$/.exec(line);
      if (!matched) return [];
      const words = matched[2].trim().split(/\s+/).filter(Boolean);
      const options = words.filter((word) => word.includes("=")).map((word) => {
        const [key, ...value] = word.split("=");
        return [key, value.join("=")] as const;
      });
      return [{
        file: path.replace(/^firmware\//, ""),
        line: index + 1,
        directive: matched[1],
        words: words.filter((word) => !word.includes("=")),
        options: new Map(options),
      }];
    })
  );
}

/** What takes an array apart, `complete` or `cyclic`, in either spelling. */
export function kindOf({ options, words }: Pragma): string {
  return options.get("type") ?? words.find((word) => /^(complete|cyclic|block)$/.test(word)) ?? "complete";
}

/** The pragmas that stand in the functions that a kernel consists of, or in constructors. */
export function activePragmas(
  pragmas: readonly Pragma[],
  { parts }: Pick<IrFunction, "parts">,
  firmware: Firmware,
): Pragma[] {
  return pragmas.filter((pragma) => {
    const lines = (firmware.get(`firmware/${pragma.file}`) ?? "").split("\n");
    let head = pragma.line - 1;
    while (
      head > 0 && !/^\s*(?:template .*)?[\w:<>,&*\s]+\w+\(/.test(lines[head]) ||
      /^\s*(?:for|if)\b|;$/.test(lines[head])
    ) {
      head--;
    }
    const isConstructor = /^\s*\w+\(\) \{/.test(lines[head]);
    return isConstructor ||
      parts.some(({ file, line }) => file === pragma.file && line - 1 >= head - 2 && line - 1 <= pragma.line);
  });
}

/**
 * Integer constants of the configuration that a kernel's name holds, `reuse_factor`, which its comment tells, and
 * `weight_bits`, which a type does.
 */
export function constantsOf(firmware: Firmware, config: string): ReadonlyMap<string, number> {
  const text = firmware.get("firmware/parameters.h") ?? "";
  const [, above = "", body = ""] =
    new RegExp(`((?:^//.*\\n)*)^struct ${config} \\{\\n([\\s\\S]*?)^\\};`, "m").exec(text) ?? [];
  const told = {
    reuse_factor: /\breuse factor (\d+)/.exec(above)?.[1],
    weight_bits: /typedef ap_\w+<(\d+)[^;]*> weight_t;/.exec(body)?.[1],
  };
  return new Map([
    ...[...body.matchAll(/^ {4}static const int (\w+) = (-?\d+);/gm)].map(([, name, value]) =>
      [name, Number(value)] as const
    ),
    ...Object.entries(told).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Number(value)] as const]
    ),
  ]);
}

/** A number of a pragma: written out, or a constant of the configuration. */
export function numberOf(
  text: string | undefined,
  constants: ReadonlyMap<string, number>,
): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text)) return Number(text);
  return constants.get(text.replace(/^\w+::/, ""));
}
