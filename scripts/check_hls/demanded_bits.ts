import { splitTypes } from "./address.ts";
import type { Instruction, IrFunction } from "./ir.ts";

/**
 * How many low bits of a value anything asks for. Clang keeps a number of 17 bits in words of 32 and masks it where it is
 * used, not where it is counted: what lies above every mask is never seen, and a tool leaves it out.
 *
 * Sums, products and choices take the lower bits of a result from those of their operands alone, and are passed through; all
 * else (comparisons, addresses, stores, calls) asks for whatever reaches it.
 *
 * @param name The value.
 * @param width Its bits.
 */
export function demandedBits(
  name: string,
  { width, kernel }: { readonly width: number; readonly kernel: Pick<IrFunction, "blocks"> },
): number {
  const users = usersIn(kernel);
  const reached = new Map([[name, width]]);
  const open = [name];
  let demanded = 0;
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const bits = reached.get(at) ?? 0;
    for (const user of users.get(at) ?? []) {
      const passed = Math.min(bits, passedBits(user, at));
      if (!isTransparent(user)) demanded = Math.max(demanded, passed);
      else if (passed > (reached.get(user.name) ?? 0)) {
        reached.set(user.name, passed);
        open.push(user.name);
      }
    }
  }
  return demanded;
}

/** Whether the lower bits of a result hang on no other bits of its operands than their lower ones. */
function isTransparent({ op, text }: Instruction): boolean {
  switch (op) {
    case "phi":
    case "select": // of whose condition, one bit, any use of the result asks
    case "add":
    case "sub":
    case "mul":
    case "and":
    case "or":
    case "xor":
    case "zext":
    case "trunc":
      return true;
    case "shl":
      return /^\d+$/.test(lastWord(splitTypes(text)[1]));
    default:
      return false;
  }
}

/** How many low bits of an operand an instruction lets through. */
function passedBits({ op, text }: Instruction, operand: string): number {
  if (op === "trunc") return Number(/ to i(\d+)/.exec(text)?.[1] ?? Infinity);
  if (op !== "and") return Infinity;
  const other = splitTypes(text).map(lastWord).find((arg) => arg !== `%${operand}`) ?? "";
  return /^\d+$/.test(other) ? BigInt(other).toString(2).length : Infinity;
}

function lastWord(text: string): string {
  return text.split(" ").at(-1) ?? "";
}

function usersIn({ blocks }: Pick<IrFunction, "blocks">): ReadonlyMap<string, readonly Instruction[]> {
  const users = new Map<string, Instruction[]>();
  for (const each of [...blocks.values()].flatMap(({ instructions }) => instructions)) {
    for (const operand of new Set(each.operands)) {
      const known = users.get(operand);
      if (known === undefined) users.set(operand, [each]);
      else known.push(each);
    }
  }
  return users;
}
