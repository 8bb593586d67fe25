import { assert, assertEquals, assertMatch } from "@std/assert";
import { findCompilers } from "../../src/backends/hls/csim/mod.ts";
import { LOOPS_XML } from "../reports/samples.ts";
import { decoderProto, inFolder, writeModel } from "./harness.ts";
import { runProcess } from "./process.ts";

/** What each verb is documented to need, `DIR` being the folder that it writes to. */
const NEEDS: readonly {
  readonly verb: string;
  readonly args: readonly string[];
  readonly deno: readonly string[];
}[] = [
  { verb: "inspect", args: ["m.onnx"], deno: ["--allow-read"] },
  { verb: "convert", args: ["m.onnx", "-o", "out"], deno: ["--allow-read", "--allow-write=DIR"] },
  {
    verb: "simulate",
    args: ["m.onnx", "--data", "x.csv", "-o", "y.npy"],
    deno: ["--allow-read", "--allow-write=DIR"],
  },
  {
    verb: "verify",
    args: ["m.onnx", "--samples", "1"],
    deno: ["--allow-read", "--allow-write", "--allow-run"],
  },
  { verb: "report", args: ["csynth.xml"], deno: ["--allow-read"] },
  { verb: "doctor", args: [], deno: ["--allow-read", "--allow-run"] },
];

const native = (await findCompilers()).some(({ kind, available }) => kind === "native" && available);

async function prepare(folder: string): Promise<void> {
  await writeModel(`${folder}/m.onnx`, decoderProto());
  await Deno.writeTextFile(`${folder}/csynth.xml`, LOOPS_XML);
  await Deno.writeTextFile(`${folder}/x.csv`, Array.from({ length: 24 }, (_, i) => i / 8).join());
}

for (const { verb, args, deno } of NEEDS) {
  Deno.test({
    name: `${verb} runs with ${deno.join(" ")}, as README says`,
    ignore: verb === "verify" && !native,
    fn: () =>
      inFolder(async (folder) => {
        await prepare(folder);
        const permissions = deno.map((flag) => flag.replace("DIR", folder));
        const { code, stderr } = await runProcess([verb, ...args], { deno: permissions, cwd: folder });
        assertEquals(code, 0, stderr);
        const readme = await Deno.readTextFile(new URL("../../README.md", import.meta.url));
        assert(
          readme.split("\n").some((line) =>
            line.includes(`\`${verb}\``) && line.includes(`\`${deno.join(" ")}\``)
          ),
          `README does not say that ${verb} needs ${deno.join(" ")}`,
        );
      }),
  });

  // Of a compiler that may not be run, WebAssembly takes the place, which needs permissions of its own.
  for (const missing of deno.filter((flag) => verb !== "doctor" && flag !== "--allow-run")) {
    Deno.test(`${verb} without ${missing} says which permission is missing, and writes nothing`, () =>
      inFolder(async (folder) => {
        await prepare(folder);
        const permissions = deno.filter((flag) => flag !== missing).map((flag) =>
          flag.replace("DIR", folder)
        );
        const { code, stderr } = await runProcess([verb, ...args], { deno: permissions, cwd: folder });
        assertEquals(code, 2, stderr);
        const flag = missing.replace(/=.*/, "");
        assertMatch(
          stderr,
          new RegExp(`^error(\\[[a-z-]+\\])?: Cannot [^]*Deno was started without ${flag} for it`, "m"),
        );
        assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name).sort(), [
          "csynth.xml",
          "m.onnx",
          "x.csv",
        ]);
      }));
  }
}

Deno.test("No verb needs a variable of the environment", () =>
  inFolder(async (folder) => {
    await prepare(folder);
    const { code, stderr } = await runProcess(["convert", "m.onnx", "-o", "out"], {
      deno: ["--allow-read", `--allow-write=${folder}`],
      env: { PATH: "", HOME: "" },
      cwd: folder,
    });
    assertEquals(code, 0, stderr);
  }));
