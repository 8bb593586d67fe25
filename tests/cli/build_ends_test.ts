import { assertEquals, assertStringIncludes } from "@std/assert";
import { ignore, start, withProject } from "./stand_in_tool.ts";

/** A step that starts a process of its own and waits. */
const HANGS = "sleep 300 &\necho $! > child.pid\nwait";

async function childIsAlive(project: string): Promise<boolean> {
  const pid = (await Deno.readTextFile(`${project}/child.pid`).catch(() => "")).trim();
  // A shell makes the file before it writes the number, and `/proc/stat` is there without one.
  if (pid === "") return false;
  // A process that ended may stay as a zombie until somebody asks for it.
  const state = await Deno.readTextFile(`/proc/${pid}/stat`).catch(() => "");
  return state !== "" && !/\) Z /.test(state);
}

/** Waits for a condition, at most five minutes: on a machine that does much else a start alone may take one. */
async function until(condition: () => Promise<boolean>): Promise<boolean> {
  const end = Date.now() + 300_000;
  while (Date.now() < end) {
    if (await condition()) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}

Deno.test({
  name: "build ends a stand-in tool that takes too long, with what it started",
  ignore,
  async fn() {
    await withProject({ csim: HANGS }, async ({ project, tool }) => {
      const run = await start(project, "--tool-path", tool, "--timeout", "0.01");
      assertEquals(run.code, 1);
      assertStringIncludes(run.stderr, "took longer than 0.01 min and was ended during C simulation");
      assertEquals(await until(async () => !(await childIsAlive(project))), true);
    });
  },
});

Deno.test({
  name: "build ends a stand-in tool and what it started on Ctrl-C",
  ignore,
  async fn() {
    await withProject({ csim: HANGS }, async ({ project, tool }) => {
      const cli = new URL("../../cli.ts", import.meta.url).pathname;
      const child = new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--no-lock", cli, "build", project, "--tool-path", tool],
        stdout: "null",
        stderr: "piped",
      }).spawn();
      assertEquals(await until(() => childIsAlive(project)), true);
      child.kill("SIGINT");
      const { code, stderr } = await child.output();
      assertEquals(code, 130);
      assertStringIncludes(new TextDecoder().decode(stderr), "it was interrupted during C simulation");
      assertEquals(await until(async () => !(await childIsAlive(project))), true);
    });
  },
});
