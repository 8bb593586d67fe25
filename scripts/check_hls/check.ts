import { checkKernel } from "./check_kernel.ts";
import type { Clang } from "./compile.ts";
import type { Finding, KernelVerdict } from "./finding.ts";
import { pragmasOf } from "./firmware_text.ts";
import { parseModule } from "./ir.ts";
import type { Firmware } from "./source.ts";
import { lintText, type ToolLimits, VIVADO_LIMITS } from "./text_lints.ts";

/** Verdict of a design. */
export interface DesignVerdict {
  readonly kernels: readonly KernelVerdict[];
  /** What the text alone shows. A body of more products than a tool unrolls (C3) is not compiled. */
  readonly text: readonly Finding[];
}

/** Checks the firmware of a design for a tool; its only C++ file is the top function. */
export async function checkFirmware(
  firmware: Firmware,
  clang: Clang,
  limits: ToolLimits = VIVADO_LIMITS,
): Promise<DesignVerdict> {
  const top = [...firmware.keys()].find((path) => path.endsWith(".cpp"));
  if (top === undefined) throw new Error("Cannot check firmware: it has no C++ file");
  const text = lintText(firmware, limits);
  if (text.some(({ finding }) => finding === "C3")) return { kernels: [], text };
  const main = top.replace(/^firmware\//, "");
  const module = parseModule(await clang.emit(firmware, main));
  const pragmas = pragmasOf(firmware);
  const kernels = module.functions.filter(({ name }) => name.startsWith("_ZN4nnet"));
  return {
    kernels: kernels.map((kernel) => checkKernel(kernel, { module, firmware, pragmas })),
    text,
  };
}
