import { checkKernel } from "./check_kernel.ts";
import type { Clang } from "./compile.ts";
import type { Finding, KernelVerdict } from "./finding.ts";
import { pragmasOf } from "./firmware_text.ts";
import { parseModule } from "./ir.ts";
import { type KernelCall, kernelCallsOf, withoutCalls } from "./kernel_calls.ts";
import type { Ledger } from "./ledger.ts";
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
  const text = lintText(firmware, limits);
  const kernels = isTooWide(text) ? [] : await compileKernels(firmware, clang);
  return { kernels, text };
}

/** What a check is made with. */
export interface LedgerCheck {
  readonly clang: Clang;
  readonly limits: ToolLimits;
  readonly ledger: Ledger;
  /** By configurations, firmware of kernels that are checked at fewer channels. */
  readonly narrow?: ReadonlyMap<string, Firmware>;
}

/**
 * As `checkFirmware()`, but compiles those kernels alone whose verdict a ledger does not know, and notes it. Verdicts come in
 * the order of the calls.
 */
export async function checkWithLedger(
  firmware: Firmware,
  { clang, limits, ledger, narrow = new Map() }: LedgerCheck,
): Promise<DesignVerdict> {
  const text = lintText(firmware, limits);
  if (isTooWide(text)) return { kernels: [], text };
  const calls = kernelCallsOf(firmware);
  const wide = calls.filter(({ config }) => narrow.has(config));
  const kernels = await judgeCalls(withoutCalls(firmware, wide), { clang, ledger });
  for (const { config } of wide) {
    kernels.push(...await judgeCalls(narrow.get(config) ?? new Map(), { clang, ledger }));
  }
  const order = calls.map(({ kernel }) => kernel);
  return { kernels: kernels.sort((a, b) => order.indexOf(a.kernel) - order.indexOf(b.kernel)), text };
}

async function judgeCalls(
  firmware: Firmware,
  { clang, ledger }: Pick<LedgerCheck, "clang" | "ledger">,
): Promise<KernelVerdict[]> {
  const kernels: KernelVerdict[] = [];
  const known: KernelCall[] = [];
  const open: KernelCall[] = [];
  for (const call of kernelCallsOf(firmware)) {
    const verdict = await ledger.find(call.identity);
    if (verdict === undefined) open.push(call);
    else {
      known.push(call);
      kernels.push({ ...verdict, kernel: call.kernel });
    }
  }
  if (open.length === 0) return kernels;
  const compiled = await compileKernels(withoutCalls(firmware, known), clang);
  for (const { kernel, identity } of open) {
    // Kernels without a configuration differ by types alone, and one name may stand for several.
    const own = compiled.filter((each) => each.kernel === kernel);
    if (own.length === 0) throw new Error(`Cannot check ${kernel}: clang left nothing of it`);
    const worst = own.reduce((a, b) => b.findings.length > a.findings.length ? b : a);
    await ledger.add(identity, worst);
    kernels.push(worst);
  }
  return kernels;
}

function isTooWide(text: readonly Finding[]): boolean {
  return text.some(({ finding }) => finding === "C3");
}

async function compileKernels(firmware: Firmware, clang: Clang): Promise<KernelVerdict[]> {
  const top = [...firmware.keys()].find((path) => path.endsWith(".cpp"));
  if (top === undefined) throw new Error("Cannot check firmware: it has no C++ file");
  const module = parseModule(await clang.emit(firmware, top.replace(/^firmware\//, "")));
  const pragmas = pragmasOf(firmware);
  return module.functions.filter(({ name }) => name.startsWith("_ZN4nnet")).map((kernel) =>
    checkKernel(kernel, { module, firmware, pragmas })
  );
}
