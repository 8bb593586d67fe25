import { InterlaceError } from "../../base/mod.ts";
import { fractionBits, mantissaAt } from "../../fixed/mod.ts";
import type { FixedTensor } from "../../tensor/mod.ts";

/** Numbers a line of a generated table. */
const PER_LINE = 16;

/** A literal of up to 64 bits; the least signed one is not written as such, since its positive part would overflow. */
export function integerLiteral(value: bigint): string {
  if (value === -(2n ** 63n)) return "-9223372036854775807LL - 1";
  return value < 2n ** 63n ? `${value}LL` : `${value}ULL`;
}

/** A constant table in C++: one-dimensional, exact decimal literals of the reals that the mantissas stand for. */
export interface ConstantTable {
  readonly name: string;
  readonly type: string;
  readonly values: FixedTensor;
}

/**
 * Text of a constant table. A literal is the shortest decimal that reads back as the very same double, so every value
 * of up to 53 significant bits arrives exactly.
 *
 * @throws {InterlaceError} for a value that no double holds.
 */
export function constantTable(table: ConstantTable): string {
  const { values } = table;
  const scale = 2 ** -fractionBits(values.type);
  const lines: string[] = [];
  for (let from = 0; from < values.data.length; from += PER_LINE) {
    const line: string[] = [];
    for (let i = from; i < Math.min(from + PER_LINE, values.data.length); i++) {
      line.push(literal(mantissaAt(values.data, i, values.type), scale, table));
    }
    lines.push("    " + line.join(", "));
  }
  return `const ${table.type} ${table.name}[${values.data.length}] = {\n${lines.join(",\n")}};\n`;
}

function literal(mantissa: bigint, scale: number, table: ConstantTable): string {
  const number = Number(mantissa);
  if (BigInt(number) !== mantissa) {
    throw new InterlaceError(
      `Cannot write ${table.name}: a value of ${table.type} needs more than 53 significant bits`,
      { code: "limit-exceeded", hint: "Use a narrower type for it." },
    );
  }
  const text = String(number * scale);
  return /[.e]/.test(text) ? text : `${text}.0`;
}
