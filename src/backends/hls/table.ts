import { InterlaceError } from "../../base/mod.ts";
import type { Backend } from "./backend.ts";
import { BACKEND_NAMES, type BackendName } from "./names.ts";
import { vitis } from "./vitis.ts";
import { vivado } from "./vivado.ts";

/** Every tool that a project can be made for. */
export const BACKENDS: Readonly<Record<BackendName, Backend>> = { vitis, vivado };

/**
 * A back end by its name.
 * @throws {InterlaceError} listing the names there are.
 */
export function backendOf(name: string): Backend {
  const known = BACKEND_NAMES.find((candidate) => candidate === name);
  if (known !== undefined) return BACKENDS[known];
  throw new InterlaceError(`Cannot use backend "${name}": there is none of that name`, {
    code: "option-invalid",
    place: { field: "Backend" },
    hint: `Choose one of ${BACKEND_NAMES.join(", ")}.`,
  });
}
