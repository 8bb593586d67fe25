import { assert, assertEquals, assertMatch } from "@std/assert";
import { progressBar } from "../../src/cli/terminal/progress.ts";
import { decoderProto, inFolder, runCli, writeModel } from "./harness.ts";

Deno.test("convert shows on a terminal how far it has come, and takes it away again", () =>
  inFolder(async (folder) => {
    const model = await writeModel(`${folder}/m.onnx`, decoderProto());
    const { code, stderr } = await runCli(["convert", model, "-o", `${folder}/out`], { terminal: true });
    assertEquals(code, 0);
    const steps = ["0/4 model", "1/4 types, factors and FIFOs", "2/4 firmware and test bench", "3/4 files"];
    const places = steps.map((step) => stderr.indexOf(step));
    assert(places.every((place, i) => place > (places[i - 1] ?? -1)), JSON.stringify(stderr));
    // The line is emptied at the end: nothing of the bar is left on the screen.
    assertEquals(stderr.slice(stderr.lastIndexOf("3/4 files")).includes("\x1b[2K"), true);
  }));

Deno.test("convert shows no progress where nobody watches, and none is left behind by an error", () =>
  inFolder(async (folder) => {
    const model = await writeModel(`${folder}/m.onnx`, decoderProto());
    assertEquals((await runCli(["convert", model, "-o", `${folder}/out`])).stderr.includes("/4"), false);
    const failed = await runCli(["convert", `${folder}/none.onnx`, "-o", `${folder}/new`], {
      terminal: true,
    });
    assertEquals(failed.code, 2);
    const behind = failed.stderr.split("\x1b[2K").at(-1)!;
    assert(behind.startsWith("error"), JSON.stringify(failed.stderr));
  }));

Deno.test("long work tells a pipe what takes so long, again and again, and short work nothing", async () => {
  const lines: string[] = [];
  const stream = { isTerminal: false, write: (text: string) => void lines.push(text) };
  const io = { stdout: stream, stderr: stream, env: () => undefined };
  const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  const slow = await progressBar(io, 3, 40);
  slow.step("first");
  slow.step("second");
  await wait(200);
  slow.stop();
  const told = lines.length;
  assert(told >= 2, `${told} lines in five times as long as is silent`);
  for (const line of lines) assertMatch(line, /^2 of 3: second, \d+ s so far\n$/);
  await wait(100);
  assertEquals(lines.length, told, "nothing is said behind the end");
  const quick = await progressBar(io, 3);
  quick.step("first");
  quick.step("second");
  quick.stop();
  assertEquals(lines.length, told);
});
