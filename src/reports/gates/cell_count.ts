import { z } from "npm:zod@4.6.7";
import { parseReport } from "../text/parse_report.ts";
import { resourcesOfCells } from "./cells.ts";
import type { ReportPart } from "../part.ts";
import { NO_FIGURES, NO_TIMING } from "../report.ts";

const counted = z.object({ num_cells_by_type: z.record(z.string(), z.number().nonnegative()) });
const schema = z.object({
  creator: z.string(),
  modules: z.record(z.string(), counted),
  design: counted.optional(),
});

type Modules = z.infer<typeof schema>["modules"];

/** Whether a text is what `stat -json` of Yosys writes. */
export function isCellCount(text: string): boolean {
  return /^\s*\{\s*"creator":\s*"Yosys [^"]{0,500}",\s*"invocation":\s*"stat /.test(text);
}

/**
 * Reads how many cells of each type there are, in all and in the instances below the top.
 * @throws {InterlaceError} if it is damaged.
 */
export function readCellCount(text: string, file: string): ReportPart {
  const { modules, design, creator } = parseReport(schema, text, file);
  const instances = Object.values(modules).flatMap(({ num_cells_by_type }) => Object.keys(num_cells_by_type));
  const names = Object.keys(modules);
  const inner = names.filter((name) => instances.includes(plain(name)) || instances.includes(name));
  const top = names.find((name) => !inner.includes(name));
  const all = design ?? (top === undefined ? undefined : modules[top]);
  return {
    version: creator.match(/^Yosys (\d[\w.+-]*)/)?.[1] ?? null,
    netlist: top === undefined ? null : plain(top),
    synthesis: { resources: resourcesOfCells(all?.num_cells_by_type ?? {}, null), timing: NO_TIMING },
    modules: inner.filter((name) => isCounted(modules, name)).map((name) => ({
      ...NO_FIGURES,
      name: instanceOf(plain(name)),
      resources: resourcesOfCells(modules[name].num_cells_by_type, null),
    })),
  };
}

/** Modules that hold nothing but others say nothing of their own. */
function isCounted(modules: Modules, name: string): boolean {
  const others = new Set(Object.keys(modules).map(plain));
  return Object.keys(modules[name].num_cells_by_type).some((type) => !others.has(plain(type)));
}

/** A name without the backslash that marks it as one that a person chose. */
function plain(name: string): string {
  return name.replace(/^\\/, "");
}

/** `uniquify` calls a module after the path of its instance: the last step of it. */
function instanceOf(name: string): string {
  return name.split(".").at(-1)!;
}
