import { assertEquals } from "@std/assert";
import { RTL_MODULES } from "../../../src/backends/rtl/project/sources.ts";

/** A fault: in the module, the text that it replaces, which is there once, by another. */
export interface Mutant {
  readonly name: string;
  readonly module: string;
  readonly text: string;
  readonly fault: string;
  /** Whether it shows under stalls alone. */
  readonly stalls?: true;
}

/** What the test of a mutant is called. */
export function mutantTitle({ name, module, stalls }: Mutant): string {
  return `a ${module}.v that ${name} is caught${stalls ? ", under stalls alone" : ""}`;
}

/** The module with its fault. */
export function faultyModule({ module, text, fault }: Mutant): Readonly<Record<string, string>> {
  const parts = RTL_MODULES[module].split(text);
  assertEquals(parts.length, 2, "the text that the fault replaces is not there once");
  return { [module]: parts.join(fault) };
}
