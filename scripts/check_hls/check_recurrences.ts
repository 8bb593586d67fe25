import { addressOf } from "./address.ts";
import { type Body, here, pointerOf } from "./body.ts";
import { carriedBits } from "./carried_bits.ts";
import { demandedBits } from "./demanded_bits.ts";
import type { Finding } from "./finding.ts";
import { incoming, type Instruction } from "./ir.ts";
import { layoutOf } from "./layout.ts";
import { dominatorsOf } from "./loops.ts";

/** Counters of C++'s int, which hardware would have in full. */
const INT_BITS = 32;

/** Additions that a cycle is assumed to hold in a loop-carried value: one, and the cast behind it. */
const ADDITIONS = 2;

/** What lies between a loop-carried value and its next: look-ups, additions, counters that are too wide. */
export function checkRecurrences(body: Body, all: readonly Instruction[]): Finding[] {
  const { kernel, loop, values, module, interval } = body;
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
    const back = nameOf(incoming(phi).find(({ from }) => loop.latches.has(from))?.value);
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
    if (
      width >= INT_BITS && counts && !trip &&
      !(width === INT_BITS && isPacked(back, { carried: phi.name, values })) &&
      carriedBits(back, { carried: phi.name, values }) >= INT_BITS &&
      demandedBits(phi.name, { width, kernel }) >= INT_BITS
    ) {
      findings.push({ finding: "L7", text: `a counter in the recurrence has ${width} bits`, ...place });
    }
    for (const load of cycle.filter(({ op }) => op === "load")) {
      const pointer = pointerOf(load);
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
    if (width > 1 && sums > ADDITIONS * interval) {
      findings.push({ finding: "L10", text: `${sums} additions in a row in a loop-carried sum`, ...place });
    }
  }
  return findings;
}

/** The name of a value; undefined for a constant. */
function nameOf(value: string | undefined): string | undefined {
  return value?.startsWith("%") ? value.slice(1) : undefined;
}

/** Whether a value is a small struct that LLVM keeps in one word: its counters, side by side, are narrower than the word. */
function isPacked(
  name: string,
  { carried, values }: { readonly carried: string; readonly values: ReadonlyMap<string, Instruction> },
): boolean {
  const value = values.get(name);
  if (value?.op === "phi" && name !== carried) {
    const others = incoming(value).map((each) => nameOf(each.value) ?? "").filter((other) =>
      other !== carried
    );
    return others.length < incoming(value).length &&
      others.every((other) => isPacked(other, { carried, values }));
  }
  return value?.op === "or" && /\.insert\.insert(\.i)*\d*$/.test(name);
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
function decisionsOf({ kernel, loop }: Pick<Body, "kernel" | "loop">): (block: string) => readonly string[] {
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
