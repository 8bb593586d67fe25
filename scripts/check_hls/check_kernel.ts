import { type Body, here } from "./body.ts";
import { checkArrays } from "./check_arrays.ts";
import { checkRecurrences } from "./check_recurrences.ts";
import type { Finding, KernelVerdict } from "./finding.ts";
import { activePragmas, constantsOf, numberOf, type Pragma } from "./firmware_text.ts";
import type { Instruction, IrFunction, Module } from "./ir.ts";
import { innermostLoops, type Loop } from "./loops.ts";
import type { Firmware } from "./source.ts";

/** Looks at every pipelined body of a kernel. */
export function checkKernel(
  kernel: IrFunction,
  { module, firmware, pragmas }: {
    readonly module: Module;
    readonly firmware: Firmware;
    readonly pragmas: readonly Pragma[];
  },
): KernelVerdict {
  const { name, config } = nameOf(kernel.name);
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
  const claimed = numberOf(interval, constants);
  // A loop of one iteration is none, and its body lies between others; a dense layer multiplies between two loops. There the
  // schedule counts as many cycles as the reuse factor.
  const straight = constants.get("reuse_factor") ?? claimed ?? 1;
  const checked = (loops.length > 0 ? loops : [whole]).map((loop) => {
    const own = loops.length > 0 ? intervalOf({ ...body, loop }) : straight;
    return { ...checkBody({ ...body, loop, interval: own }), interval: own };
  });
  const inLoops = new Set(loops.flatMap(({ blocks }) => [...blocks]));
  const outside = { ...whole, blocks: new Set([...whole.blocks].filter((block) => !inLoops.has(block))) };
  // What is unrolled shares multipliers between all cycles until the next iteration; turns have one a product.
  const takesTurns = (constants.get("turns") ?? 1) * (constants.get("output_turns") ?? 1) > 1;
  const perCycle = (each: { readonly multiplications: number; readonly interval: number }) =>
    takesTurns ? each.multiplications : Math.ceil(each.multiplications / each.interval);
  const between = { multiplications: countProducts({ ...body, loop: outside }).length, interval: straight };
  const multiplications = Math.max(...[between, ...checked].map(perCycle));
  const multipliers = numberOf(limit, constants);
  const findings = checked.flatMap((each) => each.findings);
  if (multipliers !== undefined && multiplications > multipliers) {
    const most = checked.find((each) => perCycle(each) === multiplications);
    const constant = most?.constantProducts[0];
    findings.push({
      finding: (constants.get("output_turns") ?? 1) > 1 ? "C4" : "L9",
      text: `${multiplications} multiplications for ${multipliers} multipliers`,
      ...constant?.place ?? { file: "?", line: 0 },
    });
  }
  if (multipliers !== undefined && multiplications < multipliers && constants.get("weight_bits") !== 1) {
    // Whoever finds fewer has not found the body, and shows nothing; products by one bit are gates.
    const text = `${multiplications} multiplications for ${multipliers} multipliers: the body was not found`;
    findings.push({ finding: "unseen", text, file: "parameters.h", line: 0 });
  }
  const unique = new Map(
    findings.map((each) => [`${each.finding} ${each.file}:${each.line} ${each.text}`, each]),
  );
  return {
    kernel: `${name} ${config}`,
    interval: claimed,
    multiplications,
    multipliers,
    findings: [...unique.values()],
  };
}

/** The name of a kernel and its configuration in its mangled name, where each stands behind its length. */
function nameOf(mangled: string): { readonly name: string; readonly config: string } {
  const sized = (from: number): string => {
    const digits = /^\d+/.exec(mangled.slice(from))?.[0] ?? "";
    return mangled.slice(from + digits.length, from + digits.length + Number(digits));
  };
  const at = mangled.search(/\d+config_/);
  return { name: sized("_ZN4nnet".length), config: at < 0 ? "" : sized(at) };
}

/** The initiation interval that the pragma of a loop claims, which stands in the line below its head; 1 where none does. */
function intervalOf({ kernel, loop, active, constants }: Omit<Body, "interval">): number {
  const places = [...loop.blocks].flatMap((name) => kernel.blocks.get(name)?.instructions ?? []).map(here);
  const own = active.find(({ directive, file, line }) =>
    directive === "PIPELINE" && places.some((place) => place.file === file && place.line === line - 1)
  );
  return numberOf(own?.options.get("II"), constants) ?? 1;
}

interface BodyCounts {
  readonly multiplications: number;
  readonly constantProducts: readonly Instruction[];
  readonly findings: readonly Finding[];
}

/** Multiplications of a body. */
function countProducts({ kernel, loop, constants }: Omit<Body, "interval">): readonly Instruction[] {
  const all = [...loop.blocks].flatMap((name) => kernel.blocks.get(name)?.instructions ?? []);
  return all.filter((each) => each.op === "mul" && !isWordStride(each, all, constants));
}

function checkBody(body: Body): BodyCounts {
  const { kernel, loop } = body;
  const all = [...loop.blocks].flatMap((name) => kernel.blocks.get(name)?.instructions ?? []);
  const products = countProducts(body);
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
