import type { ConstantMemory } from "../../../design/mod.ts";

/** A number as Verilog writes it, of exactly so many bits; negative ones in two's complement. */
export function hexLiteral(value: bigint, width: number): string {
  return `${width}'h${BigInt.asUintN(width, value).toString(16)}`;
}

/** A memory's words as `$readmemh` reads them, one a line. */
export function memoryFile({ values, bits }: Pick<ConstantMemory, "values" | "bits">): string {
  const digits = Math.ceil(bits / 4);
  return values.map((word) => `${word.toString(16).padStart(digits, "0")}\n`).join("");
}
