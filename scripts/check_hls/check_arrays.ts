import { type Address, addressOf, sizeOfType } from "./address.ts";
import { type Body, here, pointerOf } from "./body.ts";
import type { Finding } from "./finding.ts";
import type { Instruction } from "./ir.ts";
import { type Layout, layoutOf, wordOf } from "./layout.ts";
import { reversePostorder } from "./loops.ts";

/** Ports of a memory. */
const PORTS = 2;

/** Arguments of kernels that are constants: what selects among them is no register's multiplexer. */
const CONSTANTS: ReadonlySet<string> = new Set(["weights", "biases"]);

/** Accesses of every array of a body against the ports that its pragmas leave it. */
export function checkArrays(body: Body, all: readonly Instruction[]): Finding[] {
  const { values, module, kernel, loop, interval } = body;
  const accesses = all.filter(({ op }) => op === "load" || op === "store").map((each) => {
    const pointer = pointerOf(each);
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
      // Each register that is written compares the index with its own: there is nothing to select.
      return gathers(layout, moving.filter(({ each }) => each.op === "load"), first);
    }
    const key = new Map(list.map(({ each, address }) => [each, wordOf(address, layout)]));
    const worst = portsOnPath({ kernel, loop }, key);
    if (worst.accesses <= PORTS * interval) return [];
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
