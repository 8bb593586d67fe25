import { incoming, type Instruction } from "./ir.ts";

/**
 * How many bits of a loop-carried value can be anything but zero, as far as masks, casts and constants say: LLVM computes
 * narrow counters in words that a machine has, and a tool trims what is always zero.
 *
 * @param name What the value becomes at the end of an iteration.
 * @param carried Name of the value at its beginning.
 */
export function carriedBits(
  name: string,
  { carried, values }: { readonly carried: string; readonly values: ReadonlyMap<string, Instruction> },
): number {
  const known = new Map<string, number>([[carried, 0]]);
  const bitsOf = (operand: string, width: number): number => {
    if (/^-?\d+$/.test(operand)) {
      return Number(operand) < 0 ? width : Math.ceil(Math.log2(Number(operand) + 1));
    }
    if (operand === "true" || operand === "false") return 1;
    return operand.startsWith("%") ? ofValue(operand.slice(1)) : width;
  };
  const ofValue = (at: string): number => {
    const found = known.get(at);
    if (found !== undefined) return found;
    known.set(at, 0);
    const each = values.get(at);
    const bits = each === undefined ? Infinity : ofInstruction(each);
    known.set(at, bits);
    return bits;
  };
  const ofInstruction = (each: Instruction): number => {
    const width = Number(/\bi(\d+)/.exec(each.text)?.[1] ?? Infinity);
    const args = each.text.split(",").map((part) => part.trim().split(" ").at(-1) ?? "");
    const operands = args.map((arg) => bitsOf(arg, width));
    switch (each.op) {
      case "phi":
        return Math.max(...incoming(each).map(({ value }) => bitsOf(value, width)));
      case "select":
        return Math.max(...operands.slice(1, 3));
      case "and":
        return Math.min(...operands);
      case "or":
      case "xor":
        return Math.max(...operands);
      case "zext":
        return Math.min(width, bitsOf(/ (%\S+) to /.exec(each.text)?.[1] ?? "?", width));
      case "trunc":
        return Number(/ to i(\d+)/.exec(each.text)?.[1] ?? width);
      case "lshr":
        return /^\d+$/.test(args[1]) ? Math.max(0, operands[0] - Number(args[1])) : operands[0];
      default:
        return width;
    }
  };
  return ofValue(name);
}
