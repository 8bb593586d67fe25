/**
 * The memories that a design plans, held against those that its Verilog is elaborated to: every module that has one says
 * which it is when it begins, wherever it stands in the hierarchy.
 */
import { assert, assertEquals } from "@std/assert";
import { renderRtl } from "../../../src/backends/rtl/project/render.ts";
import { RTL_MODULES } from "../../../src/backends/rtl/project/sources.ts";
import { naming } from "../../../src/backends/rtl/text/names.ts";
import { type Design, memoriesOfDesign } from "../../../src/design/mod.ts";
import { RTL_DESIGNS, smallUp } from "./designs.ts";
import { noIcarus, runFiles } from "./verilog.ts";

/** Modules with a memory, and what says the bits and words of it. */
const HOLDERS: Readonly<Record<string, readonly [bits: string, words: string]>> = {
  rom: ["WIDTH", "DEPTH"],
  ram: ["WIDTH", "DEPTH"],
  shuffle: ["DEEP_WIDTH", "PIXELS"],
};

/** A memory of an instance in the top module. */
interface Built {
  readonly instance: string;
  readonly words: number;
  readonly bits: number;
}

/** A module that says something of its parameters when it begins. */
function saying(text: string, format: string, parameters: readonly string[]): string {
  return text.replace("endmodule", `initial $display("${format}", ${parameters.join(", ")});\nendmodule`);
}

/** Every memory of the Verilog of a design. A ROM of one word never changes: it is constants. */
async function builtMemories(design: Design): Promise<readonly Built[]> {
  const { files, top } = renderRtl(design);
  const lines = await runFiles(
    top,
    new Map(Array.from(files, ([name, text]) => {
      const holder = HOLDERS[name.replace(/\.v$/, "")];
      return [name, holder ? saying(text, `memory %m ${name} %0d %0d`, holder) : text];
    })),
  );
  return lines.flatMap((line): Built[] => {
    const [, path, module, bits, words] = line.match(/^memory (\S+) (\S+) (\d+) (\d+)$/) ?? [];
    if (path === undefined || (module === "rom.v" && words === "1")) return [];
    return [{ instance: path.split(".")[1], words: Number(words), bits: Number(bits) }];
  });
}

const textOf = ({ instance, words, bits }: Built) => `${instance}: ${words} words of ${bits} bits`;

Deno.test("no module of Verilog but those that say so holds a memory", () => {
  const holders = Object.entries(RTL_MODULES).filter(([, text]) => /^\s*reg\b[^;]*\]\s*\w+\s*\[/m.test(text));
  assertEquals(holders.map(([name]) => name).sort(), Object.keys(HOLDERS).sort());
});

for (const [name, make] of Object.entries(RTL_DESIGNS)) {
  Deno.test({
    name: `a design plans the memories that its Verilog has: ${name}`,
    ignore: noIcarus,
    async fn() {
      const design = make();
      const idOf = new Map(design.stages.map(({ name, id }) => [name, id]));
      const planned = memoriesOfDesign(design).flatMap(({ of, role, words, bits, count }) => {
        // One place is a register.
        if (role === "fifo" && words === 1) return [];
        const instance = role === "fifo"
          ? naming.fifo(design.tensors.get(of)!.id)
          : naming.stage(idOf.get(of)!);
        return Array.from({ length: count }, () => textOf({ instance, words, bits }));
      });
      const built = await builtMemories(design);
      assert(built.length > 3, `${built.length}`);
      assertEquals(planned.sort(), built.map(textOf).sort());
    },
  });
}

Deno.test({
  name:
    "weights in logic are found by at most eight addresses, with each of which Yosys takes three times as long",
  ignore: noIcarus,
  async fn() {
    const { files, top } = renderRtl(smallUp({ reuseFactor: 1 }));
    const rom = saying(files.get("rom.v")!, "%0d addresses for %0d bits", ["COPIES", "WIDTH"]);
    const lines = await runFiles(top, new Map([...files, ["rom.v", rom]]));
    assert(lines.includes("8 addresses for 1024 bits"), lines.join("\n"));
  },
});
