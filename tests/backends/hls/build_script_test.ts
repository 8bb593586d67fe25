import { assertEquals } from "@std/assert";
import { createDesign } from "../../../src/design/mod.ts";
import { buildModel } from "../../../src/model/mod.ts";
import { renderProject } from "../../../src/project/mod.ts";
import { type Target, targetOf } from "../../../src/target/mod.ts";
import { decoderDesign } from "./designs.ts";

// No HLS tool is installed where this runs: Tcl's own shell runs the script, with commands that only print themselves.

const STAND_IN = `
foreach name {open_project set_top add_files open_solution set_part create_clock
              set_clock_uncertainty csim_design csynth_design cosim_design export_design} {
    proc $name args "puts \\[concat {$name} \\$args\\]"
}
`;

/** What a tool of a back end has that the other has not: Vitis HLS refuses the option of Vivado HLS in the log. */
const OWN_COMMANDS: Readonly<Record<string, string>> = {
  vitis: "",
  vivado: 'proc config_array_partition args "puts \\[concat config_array_partition \\$args\\]"\n',
};

/** `vitis-run` keeps its arguments to itself, the others hand them on. */
const ARGUMENTS = { none: "unset argv\n", given: "set argv {-tclargs csim=0 synth=1}\n" } as const;

const ignore = !(await new Deno.Command("tclsh", { args: [], stdin: "null", stdout: "null", stderr: "null" })
  .output().then(() => true, () => false));

/** Commands that the script gives the tool for some steps. */
async function commandsOf(
  backend: string,
  steps: string,
  given: keyof typeof ARGUMENTS = "none",
): Promise<readonly string[]> {
  const project = renderProject(decoderDesign({ target: backend }));
  const file = await Deno.makeTempFile({ suffix: ".tcl" });
  try {
    const script = project.get("build_prj.tcl");
    await Deno.writeTextFile(
      file,
      STAND_IN + OWN_COMMANDS[backend] + ARGUMENTS[given] +
        (typeof script === "string" ? script : new TextDecoder().decode(script)),
    );
    const { stdout, success } = await new Deno.Command("tclsh", {
      args: [file],
      env: { INTERLACE_STEPS: steps },
    }).output();
    assertEquals(success, true);
    return new TextDecoder().decode(stdout).trim().split("\n");
  } finally {
    await Deno.remove(file);
  }
}

for (const [backend, solution] of [["vitis", "solution1 -flow_target vivado"], ["vivado", "solution1"]]) {
  const only = (commands: readonly string[], pattern: RegExp) =>
    commands.filter((line) => pattern.test(line));

  Deno.test({
    name:
      `build_prj.tcl empties the solution for a synthesis alone, run by tclsh in place of the tool (${backend})`,
    ignore,
    async fn() {
      const solutionFor = async (steps: string) => {
        const [command] = only(await commandsOf(backend, steps), /^open_solution/);
        return command;
      };
      const kept = `open_solution ${solution}`;
      const emptied = `open_solution -reset ${solution}`;
      assertEquals(await solutionFor(""), emptied);
      assertEquals(await solutionFor("csim=1 synth=0"), kept);
      assertEquals(await solutionFor("csim=0 synth=0 cosim=1"), kept);
      assertEquals(await solutionFor("csim=0 synth=1 cosim=1"), emptied);
      assertEquals(await solutionFor("reset=1 csim=1 synth=0"), emptied);
    },
  });

  Deno.test({
    name:
      `build_prj.tcl runs just the steps that are asked for, run by tclsh in place of the tool (${backend})`,
    ignore,
    async fn() {
      const steps = /^(csim|csynth|cosim|export)_design/;
      assertEquals(only(await commandsOf(backend, ""), steps), ["csim_design", "csynth_design"]);
      assertEquals(only(await commandsOf(backend, "", "given"), steps), ["csynth_design"]);
      assertEquals(only(await commandsOf(backend, "synth=0 csim=1", "given"), steps), ["csim_design"]);
      assertEquals(only(await commandsOf(backend, "csim=0 synth=0 cosim=1"), steps), [
        "cosim_design -rtl verilog",
      ]);
      assertEquals(only(await commandsOf(backend, "csim=0 synth=0 export=1 vsynth=1"), steps), [
        "export_design -format ip_catalog",
        "export_design -flow syn -rtl verilog -format ip_catalog",
      ]);
    },
  });
}

Deno.test("build_prj.tcl lets Vivado HLS take apart every array that the design's target allowed", () => {
  const vivado = targetOf("vivado");
  const { limits } = vivado;
  const wide: Target = {
    ...vivado,
    name: "wide",
    limits: { ...limits, partitionElements: Infinity, unrolledProducts: Infinity },
  };
  const bound = (features: number, outputs: number, target: Target = wide) => {
    const model = buildModel("wide", (b) => {
      const weights = { shape: [features, outputs], data: new Float64Array(features * outputs).fill(0.5) };
      return b.dense(b.input({ features }), { weights });
    });
    const script = renderProject(createDesign(model, { target, io: "io_parallel" })).get(
      "build_prj.tcl",
    );
    return /^config_array_partition -maximum_size (\d+)$/m.exec(String(script))?.[1];
  };
  assertEquals(bound(8, 2, vivado), "4096");
  assertEquals(bound(4099, 1), "4099");
  assertEquals(bound(2053, 3), "6159");
});
