import type { Block, IrFunction } from "./ir.ts";

/** A natural loop: the blocks that its back edges reach backwards without passing the header. */
export interface Loop {
  readonly header: string;
  readonly blocks: ReadonlySet<string>;
  /** Blocks that jump back to the header. */
  readonly latches: ReadonlySet<string>;
}

/** Blocks in an order in which, but for back edges, a block stands behind those that lead to it. */
export function reversePostorder({ blocks, entry }: Pick<IrFunction, "blocks" | "entry">): string[] {
  const seen = new Set<string>();
  const order: string[] = [];
  const stack: { readonly name: string; next: number }[] = [{ name: entry, next: 0 }];
  seen.add(entry);
  while (stack.length > 0) {
    const top = stack[stack.length - 1];
    const successors = blocks.get(top.name)?.successors ?? [];
    if (top.next < successors.length) {
      const name = successors[top.next++];
      if (!seen.has(name) && blocks.has(name)) {
        seen.add(name);
        stack.push({ name, next: 0 });
      }
    } else {
      order.push(top.name);
      stack.pop();
    }
  }
  return order.reverse();
}

export function predecessorsOf(blocks: ReadonlyMap<string, Block>): Map<string, string[]> {
  const before = new Map<string, string[]>();
  for (const { name, successors } of blocks.values()) {
    for (const next of successors) before.set(next, [...before.get(next) ?? [], name]);
  }
  return before;
}

/** Immediate dominators (Cooper, Harvey, Kennedy: "A Simple, Fast Dominance Algorithm"). */
export function dominatorsOf(body: Pick<IrFunction, "blocks" | "entry">): ReadonlyMap<string, string> {
  const order = reversePostorder(body);
  const index = new Map(order.map((name, i) => [name, i]));
  const before = predecessorsOf(body.blocks);
  const idom = new Map<string, string>([[body.entry, body.entry]]);
  const at = (name: string) => index.get(name) ?? 0;
  const meet = (a: string, b: string): string => {
    while (a !== b) {
      while (at(a) > at(b)) a = idom.get(a) ?? body.entry;
      while (at(b) > at(a)) b = idom.get(b) ?? body.entry;
    }
    return a;
  };
  for (let changed = true; changed;) {
    changed = false;
    for (const name of order.slice(1)) {
      const ready = (before.get(name) ?? []).filter((other) => idom.has(other));
      const next = ready.reduce(meet);
      if (idom.get(name) !== next) {
        idom.set(name, next);
        changed = true;
      }
    }
  }
  return idom;
}

/** The natural loops of a function that have no loop in them. */
export function innermostLoops(body: Pick<IrFunction, "blocks" | "entry">): Loop[] {
  const idom = dominatorsOf(body);
  const before = predecessorsOf(body.blocks);
  const dominates = (a: string, b: string): boolean => {
    for (let at = b;; at = idom.get(at) ?? body.entry) {
      if (at === a) return true;
      if (at === body.entry) return false;
    }
  };
  const loops = new Map<string, { blocks: Set<string>; latches: Set<string> }>();
  for (const { name, successors } of body.blocks.values()) {
    if (!idom.has(name)) continue;
    for (const header of successors.filter((next) => dominates(next, name))) {
      const loop = loops.get(header) ?? { blocks: new Set([header]), latches: new Set() };
      loop.latches.add(name);
      const open = [name];
      while (open.length > 0) {
        const block = open.pop();
        if (block === undefined || loop.blocks.has(block)) continue;
        loop.blocks.add(block);
        open.push(...before.get(block) ?? []);
      }
      loops.set(header, loop);
    }
  }
  const all = [...loops].map(([header, loop]) => ({ header, ...loop }));
  return all.filter(({ header, blocks }) =>
    !all.some((other) => other.header !== header && blocks.has(other.header))
  );
}
