/** LLVM IR of a module, as far as the check reads it: functions, blocks, instructions and where they come from. */

/** Where an instruction stands in the firmware. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

export interface Instruction {
  /** Name of the result; empty if there is none. */
  readonly name: string;
  readonly op: string;
  /** Everything behind the operation, without debug information. */
  readonly text: string;
  /** Local values that it reads, in their order. */
  readonly operands: readonly string[];
  readonly block: string;
  readonly place: Place | undefined;
}

export interface Block {
  readonly name: string;
  readonly instructions: readonly Instruction[];
  readonly successors: readonly string[];
}

export interface IrFunction {
  /** Mangled. */
  readonly name: string;
  readonly head: string;
  readonly blocks: ReadonlyMap<string, Block>;
  readonly entry: string;
  /** Functions that were inlined, and itself: where each begins. */
  readonly parts: readonly Place[];
}

export interface Module {
  readonly functions: readonly IrFunction[];
  /** Named types by name, their bodies. */
  readonly types: ReadonlyMap<string, string>;
}

const TYPE = /^%"?(?:struct|class|union)\./;
const LOCAL = /%(?:"[^"]*"|[\w.$-]+)/g;

/** Reads a module that clang printed. */
export function parseModule(text: string): Module {
  const lines = text.split("\n");
  const types = new Map<string, string>();
  const metadata = new Map<string, string>();
  for (const line of lines) {
    const type = /^(%(?:"[^"]*"|[\w.]+)) = type (.*)$/.exec(line);
    if (type) types.set(type[1], type[2]);
    const node = /^(!\d+) = (?:distinct )?!(DI\w+\(.*\))$/.exec(line);
    if (node) metadata.set(node[1], node[2]);
  }
  const places = placesOf(metadata);
  const functions: IrFunction[] = [];
  for (let at = 0; at < lines.length; at++) {
    if (!lines[at].startsWith("define ")) continue;
    const end = lines.indexOf("}", at);
    functions.push(parseFunction(lines.slice(at, end), places));
    at = end;
  }
  return { functions, types };
}

interface Places {
  readonly of: (node: string | undefined) => Place | undefined;
  readonly parts: (node: string | undefined) => readonly Place[];
}

function placesOf(metadata: ReadonlyMap<string, string>): Places {
  const field = (node: string, name: string) =>
    new RegExp(`\\b${name}: (!?"?[^,")]*)`).exec(metadata.get(node) ?? "")?.[1];
  const fileOf = (node: string): string => {
    const file = field(node, "file");
    const path = /filename: "([^"]*)"/.exec(metadata.get(file ?? "") ?? "")?.[1] ?? "?";
    return path.replace(/^.*project\//, "");
  };
  const subprogram = (scope: string | undefined): string | undefined => {
    for (let node = scope; node !== undefined; node = field(node, "scope")) {
      if (metadata.get(node)?.startsWith("DISubprogram")) return node;
    }
  };
  const of = (node: string | undefined): Place | undefined => {
    const scope = node === undefined ? undefined : field(node, "scope");
    if (node === undefined || scope === undefined) return undefined;
    return { file: fileOf(scope), line: Number(field(node, "line") ?? 0) };
  };
  const parts = (node: string | undefined): readonly Place[] => {
    const found: Place[] = [];
    for (let at = node; at !== undefined; at = field(at, "inlinedAt")) {
      const program = subprogram(field(at, "scope"));
      if (program !== undefined) found.push({ file: fileOf(program), line: Number(field(program, "line")) });
    }
    return found;
  };
  return { of, parts };
}

function parseFunction(lines: readonly string[], places: Places): IrFunction {
  const head = lines[0];
  const name = /@("[^"]*"|[\w.$]+)\(/.exec(head)?.[1] ?? "?";
  const blocks = new Map<string, Block>();
  const parts = new Map<string, Place>();
  let current = { name: "entry", instructions: [] as Instruction[] };
  let entry: string | undefined;
  const close = () => {
    if (current.instructions.length === 0) return;
    const last = current.instructions[current.instructions.length - 1];
    const successors = [...last.text.matchAll(/label %("[^"]*"|[\w.$-]+)/g)].map(([, label]) => label);
    blocks.set(current.name, { ...current, successors: last.op === "phi" ? [] : successors });
    entry ??= current.name;
  };
  for (let i = 1; i < lines.length; i++) {
    let line = lines[i];
    const label = /^("[^"]*"|[\w.$-]+):/.exec(line);
    if (label) {
      close();
      current = { name: label[1], instructions: [] };
      continue;
    }
    if (!line.startsWith("  ") || line.startsWith("    ")) continue;
    if (/^ {2}switch /.test(line)) { while (!lines[i].startsWith("  ]")) line += lines[++i]; }
    const instruction = parseInstruction(line, current.name, places, parts);
    if (instruction !== undefined) current.instructions.push(instruction);
  }
  close();
  return { name, head, blocks, entry: entry ?? "entry", parts: [...parts.values()] };
}

function parseInstruction(
  line: string,
  block: string,
  places: Places,
  parts: Map<string, Place>,
): Instruction | undefined {
  const matched = /^ {2}(?:%("[^"]*"|[\w.$-]+) = )?(?:tail |musttail |notail )?(\w+)(.*)$/.exec(line);
  if (!matched) return undefined;
  const [, name = "", op, rest] = matched;
  const node = /!dbg (!\d+)/.exec(rest)?.[1];
  for (const part of places.parts(node)) parts.set(`${part.file}:${part.line}`, part);
  if (/@llvm\.dbg|#dbg_|@llvm\.assume|@llvm\.experimental/.test(rest)) return undefined;
  const text = rest.replace(/, ![\w.]+ ![\w!(),: "]*$/, "").replace(/, !dbg.*$/, "");
  const withoutLabels = text.replace(/label %("[^"]*"|[\w.$-]+)/g, "");
  const values = op === "phi"
    ? [...text.matchAll(/\[ ([^,]*), /g)].map(([, value]) => value).filter((value) => value.startsWith("%"))
    : [...withoutLabels.matchAll(LOCAL)].map(([value]) => value).filter((value) => !TYPE.test(value));
  return { name, op, text, operands: values.map((value) => value.slice(1)), block, place: places.of(node) };
}

/** Values of a phi by the block that they come from. */
export function incoming(phi: Instruction): { readonly value: string; readonly from: string }[] {
  return [...phi.text.matchAll(/\[ ([^,]*), %("[^"]*"|[\w.$-]+) \]/g)].map(([, value, from]) => ({
    value,
    from,
  }));
}
