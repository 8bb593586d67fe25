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
  { verb: "view", args: ["m.onnx", "-o", "m.html"], deno: ["--allow-read", "--allow-write=DIR"] },
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
          new RegExp(`^error\\[permission-missing\\]: Cannot [^]*Deno was started without ${flag} for `, "m"),
        );
        assertMatch(stderr, new RegExp(`^  hint: Start Deno with ${flag}(=\\S+)?; README`, "m"));
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

Deno.test("convert names the folder that a permission is needed for, where it was given for the project alone", () =>
  inFolder(async (folder) => {
    await prepare(folder);
    const { code, stderr } = await runProcess(["convert", "m.onnx", "-o", "out"], {
      deno: ["--allow-read", `--allow-write=${folder}/out`],
      cwd: folder,
    });
    const real = await Deno.realPath(folder);
    assertEquals([code, stderr], [
      2,
      `error[permission-missing]: Cannot write out: Deno was started without --allow-write for ${real}\n` +
      `  in file out\n  hint: Start Deno with --allow-write=${real}; README lists what each verb needs.\n`,
    ]);
  }));

for (const given of [["--allow-read"], ["--allow-read", "--allow-write"]]) {
  Deno.test(`verify with ${given.join(" ")} names every permission that a compiler needs, and no package`, () =>
    inFolder(async (folder) => {
      await prepare(folder);
      const { code, stderr } = await runProcess(["verify", "m.onnx"], { deno: given, cwd: folder });
      assertEquals(code, 2, stderr);
      const missing = ["--allow-run", "--allow-write"].filter((flag) => !given.includes(flag));
      assertMatch(
        stderr,
        new RegExp(`^error\\[permission-missing\\]: .*without ${missing.join(" and ")} for it$`, "m"),
      );
      assertMatch(stderr, new RegExp(`^  hint: Start Deno with ${missing.join(" ")};`, "m"));
      // Nor is anything begun of which nothing comes.
      assertEquals(/clang as WebAssembly|npm registry|fetched once|ONNX Runtime/.test(stderr), false, stderr);
    }));
}

Deno.test("doctor without the environment says what is not known, not that it is not there", () =>
  inFolder(async (folder) => {
    const { code, stdout } = await runProcess(["doctor"], {
      deno: ["--allow-read", "--allow-run"],
      cwd: folder,
    });
    assertEquals(code, 0);
    for (
      const line of [/^ONNX Runtime +not known without --allow-env /m, /^INTERLACE_CXX +not known without/m]
    ) {
      assertMatch(stdout, line);
    }
    assertMatch(stdout, /^compiled programs are kept in no folder: not known without --allow-env$/m);
    assertEquals(/not set|not found|are fetched when it is first used$/m.test(stdout), false, stdout);
    const json = await runProcess(["doctor", "--json"], {
      deno: ["--allow-read", "--allow-run"],
      cwd: folder,
    });
    const { packages } = JSON.parse(json.stdout);
    assertEquals(
      packages.map(({ fetched }: { readonly fetched: unknown }) => fetched),
      packages.map(() => null),
    );
  }));
