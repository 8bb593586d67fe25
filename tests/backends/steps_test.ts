import { assertEquals } from "@std/assert";
import { BUILD_STEPS, stepsLeft, stepsToRun } from "../../src/backends/tools/steps.ts";
import { FAMILY_TOOLS } from "../../src/backends/mod.ts";
import { renderProject } from "../../src/project/mod.ts";
import { createDesign } from "../../src/design/mod.ts";
import { buildModel } from "../../src/model/mod.ts";

const STEPS = BUILD_STEPS.hls;
const named = (...names: string[]) => STEPS.filter(({ name }) => names.includes(name));
const namesOf = (steps: typeof STEPS) => steps.map(({ name }) => name);

Deno.test("stepsToRun() adds what a step works on, unless that was done, and repeats nothing", () => {
  assertEquals(namesOf(stepsToRun(STEPS, ["cosim"], [])), ["synth", "cosim"]);
  assertEquals(namesOf(stepsToRun(STEPS, ["vsynth", "csim"], ["synth", "csim"])), ["vsynth"]);
  assertEquals(namesOf(stepsToRun(STEPS, ["csim", "synth"], ["csim", "synth"])), []);
});

Deno.test("stepsToRun() follows a chain of steps to its beginning, in the order in which they run", () => {
  const chain = ["place", "route", "pack"].map((name, i, all) => ({
    name,
    title: name,
    help: name,
    reports: true,
    isDefault: true,
    ...i > 0 ? { after: all[i - 1] } : {},
  }));
  assertEquals(stepsToRun(chain, ["pack"], []).map(({ name }) => name), ["place", "route", "pack"]);
  assertEquals(stepsToRun(chain, ["pack"], ["route"]).map(({ name }) => name), ["pack"]);
  assertEquals(stepsLeft(chain, [chain[0]], ["place", "route", "pack"]), []);
});

Deno.test("stepsLeft() forgets what was made of a synthesis that runs again, and keeps the verdict of simulation", () => {
  assertEquals(stepsLeft(STEPS, named("synth"), ["csim", "synth", "cosim", "export"]), ["csim"]);
  assertEquals(stepsLeft(STEPS, named("export"), ["csim", "synth", "cosim", "export"]), [
    "csim",
    "synth",
    "cosim",
  ]);
});

Deno.test("build_prj.tcl knows every step of its family, by the same name and title", () => {
  const design = createDesign(buildModel("tiny", (b) => b.relu(b.input({ features: 3 }))));
  const [{ steps, announced }] = FAMILY_TOOLS.hls.recipes({ target: design.target, part: design.part });
  const text = String(renderProject(design).get("build_prj.tcl"));
  const defaults = text.match(/^array set steps \{reset 0 (.*)\}$/m)?.[1];
  assertEquals(defaults, steps.map(({ name, isDefault }) => `${name} ${isDefault ? 1 : 0}`).join(" "));
  const titles = [...text.matchAll(/puts "(\*{5} .* \*{5})"/g)].map(([, line]) => announced(line));
  assertEquals(titles, steps.map(({ title }) => title));
});
