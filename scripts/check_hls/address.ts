import type { Instruction, Module } from "./ir.ts";

/** An address as an array and the bytes behind its beginning: a constant, and values with what each is multiplied by. */
export interface Address {
  readonly base: string;
  readonly constant: number;
  readonly terms: ReadonlyMap<string, number>;
  /** Offsets that were chosen between, where a pointer was: what differs is not known until the hardware runs. */
  readonly others: readonly Address[];
}

/** Bytes of a type of LLVM, as x86-64 lays it out. */
export function sizeOfType(type: string, types: Module["types"]): number {
  const text = type.trim();
  const integer = /^i(\d+)$/.exec(text);
  if (integer) {
    const bytes = Math.ceil(Number(integer[1]) / 8);
    return bytes > 8 ? Math.ceil(bytes / 8) * 8 : 2 ** Math.ceil(Math.log2(bytes));
  }
  if (text === "ptr" || text === "double") return 8;
  const array = /^\[(\d+) x (.*)\]$/.exec(text);
  if (array) return Number(array[1]) * sizeOfType(array[2], types);
  if (text.startsWith("%")) return sizeOfType(types.get(text) ?? "i8", types);
  if (text.startsWith("{")) {
    return splitTypes(text.slice(1, -1)).reduce((sum, part) => sum + sizeOfType(part, types), 0);
  }
  return 1;
}

/** Parts of a list that are not inside brackets or quotation marks. */
export function splitTypes(text: string): string[] {
  const parts = [""];
  let depth = 0;
  let quoted = false;
  for (const letter of text) {
    if (letter === '"') quoted = !quoted;
    if (!quoted && "[{(<".includes(letter)) depth++;
    if (!quoted && "]})>".includes(letter)) depth--;
    if (letter === "," && depth === 0 && !quoted) parts.push("");
    else parts[parts.length - 1] += letter;
  }
  return parts.map((part) => part.trim());
}

/** Finds what a pointer points to. */
export function addressOf(
  pointer: string,
  values: ReadonlyMap<string, Instruction>,
  types: Module["types"],
  depth = 0,
): Address {
  const plain = { base: pointer, constant: 0, terms: new Map<string, number>(), others: [] };
  const made = pointer.startsWith("%") ? values.get(pointer.slice(1)) : undefined;
  if (made === undefined || depth > 40) return plain;
  if (made.op === "getelementptr") return elementAddress(made, values, types, depth);
  if (made.op === "select" || made.op === "phi") {
    const pointers = made.op === "select"
      ? splitTypes(made.text).slice(1).map((part) => part.replace(/^ptr /, ""))
      : [...made.text.matchAll(/\[ ([^,]*), /g)].map(([, value]) => value);
    const [first, ...others] = pointers.map((each) => addressOf(each, values, types, depth + 8));
    return { ...first, others: [...first.others, ...others.filter(({ base }) => base === first.base)] };
  }
  return plain;
}

function elementAddress(
  { text }: Instruction,
  values: ReadonlyMap<string, Instruction>,
  types: Module["types"],
  depth: number,
): Address {
  const [typeText, pointerText, ...indices] = splitTypes(text);
  const from = addressOf(pointerText.replace(/^ptr /, ""), values, types, depth + 1);
  const terms = new Map(from.terms);
  let constant = from.constant;
  let type = typeText.replace(/^(?:\s*(?:inbounds|nuw|nusw))*\s*/, "");
  indices.forEach((indexText, position) => {
    if (position > 0) {
      const array = /^\[(\d+) x (.*)\]$/.exec(type);
      if (array) type = array[2];
      else {
        const body = types.get(type) ?? type;
        const fields = splitTypes(body.replace(/^\{|\}$/g, ""));
        const field = Number(indexText.split(" ")[1]);
        constant += fields.slice(0, field).reduce((sum, part) => sum + sizeOfType(part, types), 0);
        type = fields[field] ?? "i8";
        return;
      }
    }
    const size = sizeOfType(type, types);
    addLinear(indexText.split(" ")[1], size, values, { terms, add: (bytes) => constant += bytes });
  });
  return { base: from.base, constant, terms, others: from.others };
}

/** Adds an index, `scale` bytes each, as far as it is linear. */
function addLinear(
  index: string,
  scale: number,
  values: ReadonlyMap<string, Instruction>,
  sum: { readonly terms: Map<string, number>; readonly add: (bytes: number) => void },
): void {
  if (/^-?\d+$/.test(index)) return sum.add(Number(index) * scale);
  const made = values.get(index.slice(1));
  const args = made === undefined ? [] : splitTypes(made.text).map((part) => part.split(" ").at(-1) ?? "");
  if (made !== undefined) {
    if (made.op === "sext" || made.op === "zext") {
      return addLinear(`%${made.operands[0]}`, scale, values, sum);
    }
    if (made.op === "add" || (made.op === "or" && made.text.includes("disjoint"))) {
      for (const arg of args) addLinear(arg, scale, values, sum);
      return;
    }
    if (made.op === "mul" && /^-?\d+$/.test(args[1])) {
      return addLinear(args[0], scale * Number(args[1]), values, sum);
    }
    if (made.op === "shl" && /^\d+$/.test(args[1])) {
      return addLinear(args[0], scale * 2 ** Number(args[1]), values, sum);
    }
  }
  sum.terms.set(index, (sum.terms.get(index) ?? 0) + scale);
}
