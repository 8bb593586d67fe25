import { hexLiteral } from "./literals.ts";
import type { Parameter } from "./module.ts";
import { commas, MAX_LINE } from "./text.ts";

/** An instance of a module: a line for every parameter, if there are any, and for every port with its wire. */
export function instance(
  module: string,
  name: string,
  parameters: readonly Parameter[],
  connections: readonly (readonly [port: string, wire: string])[],
): string[] {
  const inside = (lines: readonly string[]) => commas(lines).map((line) => `    ${line}`);
  const ports = inside(connections.map(([port, wire]) => `.${port}(${wire})`));
  if (parameters.length === 0) return [`    ${module} ${name} (`, ...ports, "    );"];
  return [
    `    ${module} #(`,
    ...inside(parameters.map(([key, value]) => `.${key}(${valueText(value)})`)),
    `    ) ${name} (`,
    ...ports,
    "    );",
  ];
}

/** Values that are too long for a line are put together of several. */
function valueText(value: Parameter[1]): string {
  if (typeof value === "boolean") return value ? "1" : "0";
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return JSON.stringify(value);
  const { bits, width } = value;
  const chunk = 4 * (MAX_LINE - 40);
  if (width <= chunk) return hexLiteral(bits, width);
  const parts: string[] = [];
  for (let from = 0; from < width; from += chunk) {
    const size = Math.min(chunk, width - from);
    parts.unshift(hexLiteral(BigInt.asUintN(size, bits >> BigInt(from)), size));
  }
  return `{\n            ${parts.join(",\n            ")}\n        }`;
}
