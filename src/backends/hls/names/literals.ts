import { InterlaceError } from "../../../base/mod.ts";
import { fractionBits, mantissaAt } from "../../../fixed/mod.ts";
import type { FixedTensor } from "../../../tensor/mod.ts";
import { COLUMNS } from "../project/wrap.ts";

/** A literal of up to 64 bits; the least signed one is not written as such, since its positive part would overflow. */
export function integerLiteral(value: bigint): string {
  if (value === -(2n ** 63n)) return "-9223372036854775807LL - 1";
  return value < 2n ** 63n ? `${value}LL` : `${value}ULL`;
}

/** A constant table in C++: exact decimal literals of the reals that the mantissas stand for. */
export interface ConstantTable {
  readonly name: string;
  readonly type: string;
  readonly values: FixedTensor;
  /** How the numbers follow each other, for people; absent where their order says enough. */
  readonly rows?: {
    readonly length: number;
    readonly of: string;
    /** Whether they are an axis of the table. Default false. */
    readonly nested?: boolean;
  };
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
  const literals = Array.from(
    { length: values.data.length },
    (_, i) => literal(mantissaAt(values.data, i, values.type), scale, table),
  );
  const length = table.rows?.length ?? literals.length;
  if (!table.rows?.nested) {
    return `const ${table.type} ${table.name}[${literals.length}] = {\n${fill(literals, length)}};\n`;
  }
  const rows = Array.from({ length: literals.length / length }, (_, row) => {
    const lines = fill(literals.slice(row * length, (row + 1) * length), length);
    return `    {${lines.trimStart().replaceAll("\n", "\n ")}}`;
  });
  return `const ${table.type} ${table.name}[${rows.length}][${length}] = {\n${rows.join(",\n")}};\n`;
}

/** As many numbers a line as fit; every row begins a line. */
function fill(literals: readonly string[], row: number): string {
  const lines: string[] = [];
  let line = "";
  literals.forEach((text, i) => {
    if (line !== "" && (i % row === 0 || line.length + 2 + text.length >= COLUMNS)) {
      lines.push(line);
      line = "";
    }
    line += line === "" ? `    ${text}` : `, ${text}`;
  });
  return [...lines, line].join(",\n");
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
