/** Standard output and error that cannot be written to. */
import { assertEquals } from "@std/assert";
import { decoderProto, inFolder, writeModel } from "../cli/harness.ts";
import { cliCommand } from "../cli/process.ts";

/** A device that is always full. */
const FULL = "/dev/full";

const ignore = Deno.build.os !== "linux";

/** Runs the command line with a shell's redirection of its streams; what is left of standard error, and the exit code. */
async function runRedirected(
  args: readonly string[],
  redirection: string,
): Promise<{ readonly code: number; readonly stderr: string }> {
  const cli = new URL("../../cli.ts", import.meta.url).pathname;
  const script = `exec "$0" run --quiet --no-prompt --no-check -A "$@" ${redirection}`;
  const { code, stderr } = await new Deno.Command("sh", {
    args: ["-c", script, Deno.execPath(), cli, ...args],
    env: { DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" },
    stdin: "null",
  }).output();
  return { code, stderr: new TextDecoder().decode(stderr) };
}

for (const flags of [[], ["--json"]]) {
  Deno.test({
    name: `inspect ${flags.join("")} says that its output cannot be written, and fails`,
    ignore,
    fn: () =>
      inFolder(async (folder) => {
        const model = await writeModel(`${folder}/m.onnx`, decoderProto());
        const { code, stderr } = await runRedirected(["inspect", model, ...flags], `> ${FULL}`);
        assertEquals(stderr, "error[file-unwritable]: Cannot write to standard output: the disk is full\n");
        assertEquals(code, 1);
      }),
  });
}

Deno.test({
  name: "A standard error that cannot be written to changes no exit code",
  ignore,
  fn: () =>
    inFolder(async (folder) => {
      assertEquals((await runRedirected(["inspect", `${folder}/none.onnx`], `2> ${FULL}`)).code, 2);
      const model = await writeModel(`${folder}/m.onnx`, decoderProto());
      assertEquals((await runRedirected(["inspect", model], `> ${FULL} 2> ${FULL}`)).code, 1);
    }),
});

Deno.test({
  name: "A reader that has seen enough of the output is no failure",
  ignore,
  fn: () =>
    inFolder(async (folder) => {
      const model = await writeModel(`${folder}/m.onnx`, decoderProto());
      const child = cliCommand(["inspect", model]).spawn();
      await child.stdout.cancel();
      const { code } = await child.status;
      assertEquals([code, await new Response(child.stderr).text()], [0, ""]);
    }),
});
