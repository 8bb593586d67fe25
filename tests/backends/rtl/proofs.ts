import { assert } from "@std/assert";
import { RTL_MODULES } from "../../../src/backends/rtl/project/sources.ts";
import { runWith, YOSYS } from "./verilog.ts";

/** A module whose properties are proved, in one size. */
export interface Proof {
  /** Also the name of the file of its properties. */
  readonly module: string;
  readonly parameters: Readonly<Record<string, number>>;
  /** Files that it reads, by the parameter that names them. */
  readonly files?: Readonly<Record<string, string>>;
  /** Cycles behind a reset in which the order of the beats is checked where no induction reaches it; 0 where one does. */
  readonly orderCycles: number;
}

/** What modules that pass beats on consist of. */
const PARTS = ["axis_walk", "cast", "delay", "mux", "ram", "rom"];

/** Steps that an induction may take. */
const INDUCTION_STEPS = 6;

/** Cycles behind a reset in which a fault shows at the latest. */
const FAULT_CYCLES = 14;

/** A proof, and the text of its module where that has a fault. */
export interface Attempt extends Proof {
  readonly name: string;
  readonly text?: string;
}

/** Proves properties for all time, or shows of each attempt that something fails within so many cycles. */
export async function prove(attempts: readonly Attempt[], wanted: "holds" | "fails"): Promise<void> {
  const files = new Map(PARTS.map((name) => [`${name}.v`, RTL_MODULES[name]]));
  const script: string[] = [];
  for (const [index, attempt] of attempts.entries()) {
    const own = `attempt_${index}.v`;
    files.set(own, await withProperties(attempt));
    for (const [parameter, text] of Object.entries(attempt.files ?? {})) files.set(`${parameter}.mem`, text);
    const sizes = Object.entries(attempt.parameters).map(([name, value]) => `-chparam ${name} ${value}`);
    const load = (define: string) => [
      "design -reset",
      `read_verilog -formal ${define} ${own} ${PARTS.map((name) => `${name}.v`).join(" ")}`,
      `hierarchy -top ${attempt.module} ${sizes.join(" ")}`,
      "proc; memory -nomap; memory_map; flatten; opt -full; chformal -lower",
    ];
    const sat = (how: string) => `sat -tempinduct -seq 1 ${how} -prove-asserts -set-assumes`;
    const base = (cycles: number) => sat(`-tempinduct-baseonly -maxsteps ${cycles}`);
    // Yosys tells of the attempt it stops at.
    script.push(`log attempt: ${attempt.name}`);
    if (wanted === "fails") script.push(...load("-DORDER"), `${base(FAULT_CYCLES)} -falsify`);
    else {
      script.push(...load(""), `${sat(`-maxsteps ${INDUCTION_STEPS}`)} -verify`);
      if (attempt.orderCycles > 0) script.push(...load("-DORDER"), `${base(attempt.orderCycles)} -verify`);
    }
  }
  script.push("log all attempts were made");
  files.set("proof.ys", `${script.join("\n")}\n`);
  const { success, text } = await runWith([YOSYS, "-Q", "-T", "proof.ys"], files);
  const last = text.lastIndexOf("attempt: ");
  const told = `${text.slice(last).split("\n", 1)[0]}\n${text.slice(-1500)}`;
  assert(success && text.includes("\nall attempts were made"), told);
}

async function withProperties({ module, files = {}, text = RTL_MODULES[module] }: Attempt): Promise<string> {
  const properties = await Deno.readTextFile(new URL(`properties/${module}.v`, import.meta.url));
  const named = Object.keys(files).reduce(
    (now, parameter) => now.replace(`${parameter} = ""`, `${parameter} = "${parameter}.mem"`),
    text,
  );
  const end = named.lastIndexOf("endmodule");
  return `${named.slice(0, end)}${properties}endmodule\n`;
}
