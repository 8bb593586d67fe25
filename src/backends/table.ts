import { InterlaceError } from "../base/mod.ts";
import type { Backend } from "./backend.ts";
import { vitis } from "./vitis.ts";
import { vivado } from "./vivado.ts";

/** Every tool that a project can be made for. */
export const BACKENDS: Readonly<Record<string, Backend>> = { vitis, vivado };

/**
 * A back end by its name.
 * @throws {InterlaceError} listing the names there are.
 */
export function backendOf(name: string): Backend {
  if (Object.hasOwn(BACKENDS, name)) return BACKENDS[name];
  throw new InterlaceError(`Cannot use backend "${name}": there is none of that name`, {
    place: { field: "Backend" },
    hint: `Choose one of ${Object.keys(BACKENDS).join(", ")}.`,
  });
}
