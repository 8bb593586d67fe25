import { type Address, sizeOfType } from "./address.ts";
import type { Body } from "./body.ts";
import { kindOf, numberOf } from "./firmware_text.ts";
import type { Module } from "./ir.ts";

/** An array of a kernel as its pragmas take it apart. */
export interface Layout {
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

/** How the array at a base lies, as far as its type and pragmas say. */
export function layoutOf(base: string, { values, active, constants, module }: Body): Layout | undefined {
  if (base.startsWith("@") && !/^@_ZZ?N/.test(base)) return undefined;
  const made = base.startsWith("%") ? values.get(base.slice(1)) : undefined;
  const isLocal = made?.op === "alloca";
  const type = isLocal ? splitFirst(made.text) : "";
  const held = /::held_(\w+)"?$/.exec(type)?.[1];
  // A table in a function of a configuration: its name stands at the end, behind its length.
  const table = /^@_ZZN.*E\d+([a-z]\w*)$/.exec(base)?.[1];
  const name = held ?? table ?? base.replace(/^[%@]/, "").replace(/(\.i|\.addr|\.\d+|\.sroa.*)*\d*$/, "");
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
export function wordOf(address: Address, layout: Layout): { readonly bank: string; readonly word: string } {
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
