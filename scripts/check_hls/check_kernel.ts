import { type Address, addressOf, sizeOfType } from "./address.ts";
import type { Finding, KernelVerdict } from "./finding.ts";
import { activePragmas, constantsOf, kindOf, numberOf, type Pragma } from "./firmware_text.ts";
import { incoming, type Instruction, type IrFunction, type Module } from "./ir.ts";
import { dominatorsOf, innermostLoops, type Loop, reversePostorder } from "./loops.ts";
import type { Firmware } from "./source.ts";

/** Ports of a memory. */
const PORTS = 2;

/** Arguments of kernels that are constants: what selects among them is no register's multiplexer. */
const CONSTANTS: ReadonlySet<string> = new Set(["weights", "biases"]);

/** Counters of C++'s int, which hardware would have in full. */
const INT_BITS = 32;

/** Additions that a cycle is assumed to hold in a loop-carried value: one, and the cast behind it. */
const ADDITIONS = 2;

/** Looks at every pipelined body of a kernel. */
export function checkKernel(
  kernel: IrFunction,
  { module, firmware, pragmas }: {
    readonly module: Module;
    readonly firmware: Firmware;
    readonly pragmas: readonly Pragma[];
  },
): KernelVerdict {
  const [, config = "", name = kernel.name] = nameOf(kernel.name);
  const constants = constantsOf(firmware, config);
  const active = activePragmas(pragmas, kernel, firmware);
  const limit = active.find(({ directive }) => directive === "ALLOCATION")?.options.get("limit");
  const interval = active.find(({ directive }) => directive === "PIPELINE")?.options.get("II");
  const values = new Map<string, Instruction>();
  for (const { instructions } of kernel.blocks.values()) {
    for (const each of instructions) if (each.name !== "") values.set(each.name, each);
  }
  const loops = innermostLoops(kernel);
  const whole: Loop = { header: kernel.entry, blocks: new Set(kernel.blocks.keys()), latches: new Set() };
  const body = { kernel, module, values, active, constants };
  const checked = (loops.length > 0 ? loops : [whole]).map((loop) => checkBody({ ...body, loop }));
  const multiplications = Math.max(...checked.map((each) => each.multiplications));
  const multipliers = numberOf(limit, constants);
  const findings = checked.flatMap((each) => each.findings);
  if (multipliers !== undefined && multiplications > multipliers) {
    const most = checked.find((each) => each.multiplications === multiplications);
    const constant = most?.constantProducts[0];
    findings.push({
      finding: (constants.get("output_turns") ?? 1) > 1 ? "C4" : "L9",
      text: `${multiplications} multiplications for ${multipliers} multipliers`,
      ...constant?.place ?? { file: "?", line: 0 },
    });
  }
  const unique = new Map(
    findings.map((each) => [`${each.finding} ${each.file}:${each.line} ${each.text}`, each]),
  );
  return {
    kernel: `${name} ${config}`,
    interval: numberOf(interval, constants),
    multiplications,
    multipliers,
    findings: [...unique.values()],
  };
}

/** The configuration and the name of a kernel in its mangled name. */
function nameOf(mangled: string): readonly string[] {
  const parts = [...mangled.matchAll(/(\d+)([A-Za-z_]\w*)/g)].flatMap(([, digits, text]) => {
    // Digits of a number before may run into the length.
    const lengths = digits.length > 1 ? [digits, digits.slice(1)] : [digits];
    return lengths.map((length) => text.slice(0, Number(length)));
  });
  const flat = mangled.replace(/^_ZN4nnet/, "");
  const length = Number(/^\d+/.exec(flat)?.[0] ?? 0);
  const name = flat.slice(String(length).length, String(length).length + length);
  const at = mangled.search(/\d+config_/);
  const size = Number(/\d+/.exec(mangled.slice(at))?.[0] ?? 0);
  const config = at < 0 ? "" : mangled.slice(at + String(size).length, at + String(size).length + size);
  return [parts[0] ?? "", config, name];
}

interface Body {
  readonly kernel: IrFunction;
  readonly module: Module;
  readonly values: ReadonlyMap<string, Instruction>;
  readonly active: readonly Pragma[];
  readonly constants: ReadonlyMap<string, number>;
  readonly loop: Loop;
}

interface BodyCounts {
  readonly multiplications: number;
  readonly constantProducts: readonly Instruction[];
  readonly findings: readonly Finding[];
}

const here = ({ place }: Instruction) => place ?? { file: "?", line: 0 };

function checkBody(body: Body): BodyCounts {
  const { kernel, loop } = body;
  const all = [...loop.blocks].flatMap((name) => kernel.blocks.get(name)?.instructions ?? []);
  const products = all.filter((each) => each.op === "mul" && !isWordStride(each, all, body.constants));
  const divisions = all.filter(({ op }) => /^[us](div|rem)$/.test(op));
  return {
    multiplications: products.length,
    constantProducts: products.filter(({ operands }) => operands.length < 2),
    findings: [
      ...divisions.map((each): Finding => ({
        finding: "division",
        text: `${each.op}${each.text}`,
        ...here(each),
      })),
      ...checkArrays(body, all),
      ...checkRecurrences(body, all),
    ],
  };
}

/** Whether a product is an index by the elements of a word, which no hardware computes: words are what is addressed. */
function isWordStride(
  product: Instruction,
  all: readonly Instruction[],
  constants: ReadonlyMap<string, number>,
): boolean {
  const factor = Number(/, (\d+)$/.exec(product.text)?.[1] ?? 0);
  const lanes = (constants.get("input_lanes") ?? 1) * (constants.get("output_lanes") ?? 1);
  if (factor === 0) return false;
  const isWord = factor % (constants.get("word_lanes") ?? lanes) === 0;
  const users = (name: string): boolean =>
    all.filter(({ operands }) => operands.includes(name)).every((user) =>
      // Phases of `io_parallel` have memories of their own, which the kernel names.
      (user.op === "getelementptr" && (isWord || /ptr @_ZN/.test(user.text))) ||
      (/^(add|or|shl|sext|zext)$/.test(user.op) && users(user.name))
    );
  return users(product.name);
}

/** An array of a kernel as its pragmas take it apart. */
interface Layout {
  readonly name: string;
  /** Lengths of its axes, and bytes of an element. */
  readonly axes: readonly number[];
  readonly bytes: number;
  readonly registers: boolean;
  /** Axes (from 0) each of whose indices is a memory of its own, and those that lie in one word. */
  readonly apart: ReadonlySet<number>;
  readonly together: ReadonlySet<number>;
  /** Elements of a word of a cyclic reshape. */
  readonly cyclic: number;
  readonly isLocal: boolean;
}

function layoutOf(base: string, { values, active, constants, module }: Body): Layout | undefined {
  if (base.startsWith("@") && !/^@_ZN/.test(base)) return undefined;
  const made = base.startsWith("%") ? values.get(base.slice(1)) : undefined;
  const isLocal = made?.op === "alloca";
  const type = isLocal ? splitFirst(made.text) : "";
  const held = /::held_(\w+)"?$/.exec(type)?.[1];
  const name = held ?? base.replace(/^[%@]/, "").replace(/(\.i|\.addr|\.\d+|\.sroa.*)*\d*$/, "");
  let inner = held === undefined ? type : innerType(type, module);
  const axes: number[] = [];
  for (;;) {
    const array = /^\[(\d+) x (.*)\]$/.exec(inner);
    // A beat is a struct of an array.
    const beat = inner.includes("::beat") ? innerType(inner, module) : undefined;
    if (array) axes.push(Number(array[1]));
    const next = array?.[2] ?? beat;
    if (next === undefined) break;
    inner = next;
  }
  const own = active.filter(({ options }) => options.get("variable") === name);
  const dims = (directive: string) =>
    own.filter((pragma) => pragma.directive === directive && kindOf(pragma) === "complete")
      .map(({ options }) => Number(options.get("dim") ?? 1));
  const partitions = dims("ARRAY_PARTITION");
  const cyclic = own.find((pragma) => pragma.directive === "ARRAY_RESHAPE" && kindOf(pragma) === "cyclic");
  return {
    name,
    axes,
    bytes: sizeOfType(inner === "" ? "i8" : inner, module.types),
    registers: partitions.includes(0) ||
      (axes.length > 0 && axes.every((_, i) => partitions.includes(i + 1))),
    apart: new Set(partitions.map((dim) => dim - 1)),
    together: new Set(dims("ARRAY_RESHAPE").map((dim) => dim - 1)),
    cyclic: numberOf(cyclic?.options.get("factor"), constants) ?? 1,
    isLocal,
  };
}

function splitFirst(text: string): string {
  return /^ ((?:%"[^"]*"|[^,])*)/.exec(text)?.[1].trim() ?? "";
}

function innerType(type: string, { types }: Module): string {
  return (types.get(type) ?? "").replace(/^\{ (.*) \}$/, "$1");
}

/** Where an access goes: its memory, and the word in it. */
function wordOf(address: Address, layout: Layout): { readonly bank: string; readonly word: string } {
  const strides = layout.axes.map((_, i) => layout.axes.slice(i + 1).reduce((a, b) => a * b, layout.bytes));
  if (layout.axes.length === 0 || layout.cyclic > 1) {
    return { bank: "", word: JSON.stringify([...address.terms].sort()) };
  }
  let rest = address.constant;
  const parts = strides.map((stride, axis) => {
    const index = Math.floor(rest / stride);
    rest -= index * stride;
    const upper = axis === 0 ? Infinity : strides[axis - 1];
    const terms = [...address.terms].filter(([, scale]) => scale >= stride && scale < upper);
    return { index, variable: terms.map(([value, scale]) => `${value}*${scale / stride}`).sort().join("+") };
  });
  const choices = address.others.map((other) => wordOf({ ...other, others: [] }, layout));
  const at = (axes: (axis: number) => boolean) =>
    parts.map(({ index, variable }, axis) => axes(axis) ? `${variable}${index}` : "").join(",");
  const bank = at((axis) => layout.apart.has(axis));
  const isChosen = choices.some((other) => other.bank !== bank) ||
    parts.some(({ variable }, axis) => layout.apart.has(axis) && variable !== "");
  return {
    bank: isChosen ? "*" : bank,
    word: at((axis) => !layout.apart.has(axis) && !layout.together.has(axis)),
  };
}

function checkArrays(body: Body, all: readonly Instruction[]): Finding[] {
  const { values, module, kernel, loop } = body;
  const accesses = all.filter(({ op }) => op === "load" || op === "store").map((each) => {
    const pointer = /ptr ((?:%|@)(?:"[^"]*"|[\w.$-]+))/.exec(each.text)?.[1] ?? "?";
    return { each, address: addressOf(pointer, values, module.types) };
  });
  const byBase = new Map<string, typeof accesses>();
  for (const access of accesses) {
    byBase.set(access.address.base, [...byBase.get(access.address.base) ?? [], access]);
  }
  return [...byBase].flatMap(([base, list]): Finding[] => {
    const layout = layoutOf(base, body);
    if (layout === undefined) return [];
    const isVariable = ({ terms, others }: Address) => terms.size > 0 || others.length > 0;
    const moving = list.filter(({ address }) => isVariable(address));
    if (moving.length === 0) return [];
    const first = here(moving[0].each);
    if (base.startsWith("@") || CONSTANTS.has(layout.name)) return [];
    if (layout.registers || layout.axes.length === 0 && layout.cyclic === 1) {
      return gathers(layout, moving, first);
    }
    const key = new Map(list.map(({ each, address }) => [each, wordOf(address, layout)]));
    const worst = portsOnPath({ kernel, loop }, key);
    if (worst.accesses <= PORTS) return [];
    const isLine = layout.apart.size > 0 && layout.together.size > 0;
    return [{
      finding: isLine
        ? "L2"
        : (body.constants.get("output_turns") ?? 1) > 1 && layout.name === "pixel"
        ? "C4"
        : "L8",
      text: `${layout.name}: ${worst.accesses} accesses to one memory of ${PORTS} ports in an iteration` +
        (worst.bank === "*" ? ", whose rows are chosen by a variable index" : ""),
      ...first,
    }];
  });
}

/** Registers that a variable index reads: each is a multiplexer of all that the index can be. */
function gathers(
  layout: Layout,
  moving: readonly { readonly each: Instruction; readonly address: Address }[],
  at: { readonly file: string; readonly line: number },
): Finding[] {
  const flat = moving.filter(({ each, address }) => {
    const bytes = sizeOfType(/(?:load|,)? ?(i\d+)/.exec(each.text)?.[1] ?? "i8", new Map());
    return layout.axes.length <= 1 && [...address.terms.values()].some((scale) => scale > bytes);
  });
  if (flat.length === 0) return [];
  return [{
    finding: "L5",
    text:
      `${layout.name}: ${flat.length} accesses by an index that was multiplied select among all elements, ` +
      "where a pixel's index would select among pixels",
    ...at,
  }];
}

/** The most accesses to a memory on any path through an iteration; a word that is read or written at once counts once. */
function portsOnPath(
  { kernel, loop }: Pick<Body, "kernel" | "loop">,
  key: ReadonlyMap<Instruction, { readonly bank: string; readonly word: string }>,
): { readonly accesses: number; readonly bank: string } {
  const banks = new Set([...key.values()].map(({ bank }) => bank));
  let worst = { accesses: 0, bank: "" };
  for (const bank of banks.size === 0 ? [""] : banks) {
    const ends = new Map<string, { readonly count: number; readonly last: string }>();
    for (const name of reversePostorder(kernel)) {
      const block = kernel.blocks.get(name);
      if (block === undefined || !loop.blocks.has(name)) continue;
      const before = [...kernel.blocks.values()]
        .filter((other) =>
          loop.blocks.has(other.name) && other.successors.includes(name) && name !== loop.header
        )
        .flatMap((other) => ends.get(other.name) ?? []);
      let { count, last } = before.reduce((a, b) => b.count > a.count ? b : a, { count: 0, last: "" });
      for (const each of block.instructions) {
        const place = key.get(each);
        if (place === undefined || (place.bank !== bank && place.bank !== "*" && bank !== "*")) continue;
        const now = `${each.op} ${place.word}`;
        if (now !== last) count++;
        last = now;
      }
      ends.set(name, { count, last });
      if (count > worst.accesses) worst = { accesses: count, bank };
    }
  }
  return worst;
}

function checkRecurrences(body: Body, all: readonly Instruction[]): Finding[] {
  const { kernel, loop, values, module } = body;
  const header = kernel.blocks.get(loop.header)?.instructions.filter(({ op }) => op === "phi") ?? [];
  if (loop.latches.size === 0) return [];
  const decides = decisionsOf(body);
  const users = new Map<string, Instruction[]>();
  for (const each of all) {
    const isCarried = each.op === "phi" && each.block === loop.header;
    const reads = isCarried ? [] : [...each.operands, ...each.op === "phi" ? decides(each.block) : []];
    for (const value of reads) users.set(value, [...users.get(value) ?? [], each]);
  }
  const findings: Finding[] = [];
  for (const phi of header) {
    const back = incoming(phi).find(({ from }) => loop.latches.has(from))?.value.slice(1);
    if (back === undefined || !values.has(back)) continue;
    const forward = reach(phi.name, (name) => (users.get(name) ?? []).map((each) => each.name));
    if (!forward.has(back)) continue;
    const backward = reach(back, (name) => {
      const each = values.get(name);
      if (
        each === undefined || !loop.blocks.has(each.block) ||
        (each.op === "phi" && each.block === loop.header)
      ) return [];
      return [...each.operands, ...each.op === "phi" ? decides(each.block) : []];
    });
    const cycle = [...forward].filter((name) => backward.has(name)).flatMap((name) => values.get(name) ?? []);
    const width = Number(/^ i(\d+)/.exec(phi.text)?.[1] ?? 0);
    const steps = cycle.filter((each) =>
      (each.op === "add" || each.op === "sub") && each.text.startsWith(` `)
    );
    const place = steps.map(here)[0] ?? here(phi);
    const counts = steps.length > 0 && steps.every(({ operands }) => operands.length === 1);
    const trip = cycle.length <= 2;
    if (width >= INT_BITS && counts && !trip) {
      findings.push({ finding: "L7", text: `a counter in the recurrence has ${width} bits`, ...place });
    }
    for (const load of cycle.filter(({ op }) => op === "load")) {
      const pointer = /ptr ((?:%|@)(?:"[^"]*"|[\w.$-]+))/.exec(load.text)?.[1] ?? "?";
      const { base } = addressOf(pointer, values, module.types);
      if (layoutOf(base, body)?.registers) continue;
      const table = /(\d+)(phase_\w+?|tap)E/.exec(base)?.[2];
      findings.push({
        finding: "L1",
        text: `a loop-carried value waits for a look-up in ${table ?? base.replace(/^[%@]/, "")}`,
        ...here(load),
      });
    }
    const sums = additionsOnPath(cycle, phi.name);
    if (width > 1 && sums > ADDITIONS) {
      findings.push({ finding: "L10", text: `${sums} additions in a row in a loop-carried sum`, ...place });
    }
  }
  return findings;
}

/** Sums of two values, not of a value and a constant, on the longest way round a cycle. */
function additionsOnPath(cycle: readonly Instruction[], from: string): number {
  const inside = new Map(cycle.map((each) => [each.name, each]));
  const longest = new Map<string, number>();
  const visit = (name: string): number => {
    if (name === from) return 0;
    const known = longest.get(name);
    if (known !== undefined) return known;
    longest.set(name, 0);
    const each = inside.get(name);
    if (each === undefined) return 0;
    const isSum = (one: Instruction | undefined) => one?.op === "add" && one.operands.length === 2;
    // Sums of sums without a cast between them are one: a tool balances them, with the loop-carried value last.
    const length = Math.max(
      0,
      ...each.operands.filter((other) => inside.has(other)).map((other) =>
        visit(other) + (isSum(each) && !(other !== from && isSum(inside.get(other))) ? 1 : 0)
      ),
    );
    longest.set(name, length);
    return length;
  };
  return Math.max(0, ...cycle.map(({ name }) => visit(name)));
}

function reach(from: string, next: (name: string) => readonly string[]): Set<string> {
  const seen = new Set([from]);
  const open = [from];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    for (const other of next(name)) {
      if (other === "" || seen.has(other)) continue;
      seen.add(other);
      open.push(other);
    }
  }
  return seen;
}

/** Conditions that decide from where a block is reached: those of branches below its immediate dominator, and its own. */
function decisionsOf({ kernel, loop }: Body): (block: string) => readonly string[] {
  const idom = dominatorsOf(kernel);
  const known = new Map<string, readonly string[]>();
  return (block) => {
    const found = known.get(block);
    if (found !== undefined) return found;
    const top = idom.get(block) ?? loop.header;
    const between = new Set([top]);
    const open = [...kernel.blocks.values()].filter(({ successors }) => successors.includes(block)).map((
      { name },
    ) => name);
    while (open.length > 0) {
      const name = open.pop();
      if (name === undefined || between.has(name) || !loop.blocks.has(name)) continue;
      between.add(name);
      open.push(
        ...[...kernel.blocks.values()].filter(({ successors }) => successors.includes(name)).map((each) =>
          each.name
        ),
      );
    }
    const conditions = [...between].flatMap((name) =>
      kernel.blocks.get(name)?.instructions.at(-1)?.operands.slice(0, 1) ?? []
    );
    known.set(block, conditions);
    return conditions;
  };
}
