import { assertEquals, assertMatch } from "@std/assert";
import { formatNpyHeader } from "../../src/tensor/npy_header.ts";
import { decoderProto, inFolder, runCli, writeModel, writeOwnModel } from "./harness.ts";
import { canOpenTerminals, Terminal } from "./terminal.ts";

const CLI = new URL("../../cli.ts", import.meta.url).pathname;
const ignore = !await canOpenTerminals();

/** A compiler, and a vendor's tool, that never end. */
const STUCK = `#!/bin/sh
case "$*" in
  --version) echo "g++ (stand-in) 12.2.0" ;;
  *-dM*) echo "#define __cplusplus 201402L" ;;
  *) echo "INFO: begun"; sleep 300 ;;
esac
`;

/** What is typed and what shows that the verb is in the midst of its work. */
interface Case {
  readonly verb: string;
  readonly arguments: (folder: string) => string;
  readonly during: RegExp;
}

const CASES: readonly Case[] = [
  {
    verb: "verify",
    arguments: (folder) => `${folder}/own.json --compiler ${folder}/g++`,
    during: /█.* 3\/\d generated/,
  },
  {
    verb: "simulate",
    arguments: (folder) => `${folder}/m.onnx --data ${folder}/x.npy -o ${folder}/y.npy --threads 1`,
    during: /sample \d+ of 50000000/,
  },
  {
    verb: "build",
    arguments: (folder) => `${folder}/project --tool-path ${folder}/vitis_hls`,
    during: /INFO: begun/,
  },
];

/** A folder with a model, its project, data without end and tools that never end. */
async function prepare(folder: string): Promise<void> {
  await writeModel(`${folder}/m.onnx`, decoderProto());
  await writeOwnModel(`${folder}/own.json`);
  for (const tool of ["g++", "vitis_hls"]) {
    await Deno.writeTextFile(`${folder}/${tool}`, STUCK, { mode: 0o755 });
  }
  const samples = 50_000_000;
  await Deno.writeFile(`${folder}/x.npy`, formatNpyHeader({ descr: "<f8", shape: [samples, 2, 3, 4] }));
  await Deno.truncate(`${folder}/x.npy`, 128 + samples * 24 * 8);
  assertEquals((await runCli(["convert", `${folder}/m.onnx`, "-o", `${folder}/project`])).code, 0);
}

for (const { verb, arguments: argumentsIn, during } of CASES) {
  for (
    const [what, code, stop] of [
      ["Ctrl-C", 130, (terminal: Terminal) => terminal.type("C-c")],
      ["SIGTERM", 143, (_: Terminal, folder: string) => kill({ verb, folder, signal: "TERM" })],
      ["SIGKILL", 137, (_: Terminal, folder: string) => kill({ verb, folder, signal: "KILL" })],
    ] as const
  ) {
    Deno.test({
      name: `${verb} leaves cursor and line ends of the terminal as they were on ${what}`,
      ignore,
      fn: () =>
        inFolder(async (folder) => {
          await prepare(folder);
          await using terminal = await Terminal.open({ INTERLACE_CACHE: `${folder}/cache` });
          assertEquals(await terminal.flags(), "1 1");
          const command = `${Deno.execPath()} run -A --no-check ${CLI} ${verb} ${argumentsIn(folder)}`;
          await terminal.type(`cd ${folder}; ${command}`, "Enter");
          await terminal.until(during);
          await stop(terminal, folder);
          // A shell that hears of the interruption while somebody types forgets what was typed.
          await terminal.prompt();
          await terminal.type('echo "ended with $?"', "Enter");
          const screen = await terminal.until(/^.*ended with \d+$/m);
          assertMatch(screen, new RegExp(`ended with ${code}`));
          assertEquals(await terminal.flags(), "1 1");
        }),
    });
  }
}

for (const verb of ["inspect", "config", "convert", "report", "doctor"]) {
  Deno.test({
    name:
      `${verb} leaves cursor and line ends of the terminal as they were on Ctrl-C, however far it has come`,
    ignore,
    fn: () =>
      inFolder(async (folder) => {
        await writeModel(`${folder}/m.onnx`, decoderProto());
        const args =
          { inspect: "m.onnx", config: "m.onnx", convert: "m.onnx -o out", report: ".", doctor: "" }[verb];
        await using terminal = await Terminal.open({ INTERLACE_CACHE: `${folder}/cache` });
        for (const wait of [0, 200, 600]) {
          await terminal.type(
            `clear; cd ${folder}; ${Deno.execPath()} run -A --no-check ${CLI} ${verb} ${args}`,
            "Enter",
          );
          await new Promise((resolve) => setTimeout(resolve, wait));
          await terminal.type("C-c");
          // A shell that hears of the interruption while somebody types forgets what was typed: said until it is heard.
          const ended = new RegExp(`ended after ${wait + 1}$`, "m");
          for (let times = 0; times < 60 && !ended.test(await terminal.screen()); times++) {
            await terminal.type(`echo "ended after $((${wait} + 1))"`, "Enter");
            await new Promise((resolve) => setTimeout(resolve, 200 + 100 * times));
          }
          await terminal.until(ended);
          assertEquals(await terminal.flags(), "1 1");
        }
      }),
  });
}

/** Sends a signal to the only process of the command line that runs a verb on files of a folder. */
async function kill(
  { verb, folder, signal }: { readonly verb: string; readonly folder: string; readonly signal: string },
): Promise<void> {
  const { stdout } = await new Deno.Command("ps", { args: ["-eo", "pid,args"] }).output();
  const line = new TextDecoder().decode(stdout).split("\n")
    .find((text) => text.includes(` ${verb} `) && text.includes(folder) && /^\s*\d+ \S*deno /.test(text));
  await new Deno.Command("kill", { args: [`-${signal}`, line!.trim().split(" ")[0]] }).output();
}
