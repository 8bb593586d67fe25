import { assert, assertEquals } from "@std/assert";
import { runGroup } from "../../src/base/processes/child.ts";

const ignore = Deno.build.os === "windows";

/** Whether a process is still there. */
function isAlive(pid: number): boolean {
  try {
    Deno.kill(pid, "SIGCONT");
    return true;
  } catch {
    return false;
  }
}

/** Waits until something holds, at most ten seconds. */
async function until(holds: () => boolean): Promise<boolean> {
  for (let tries = 0; tries < 200 && !holds(); tries++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return holds();
}

const SHELL = { path: "sh", stdin: "null", stdout: "piped", stderr: "null" } as const;

Deno.test({
  name: "runGroup() gives status and what was made of the streams",
  ignore,
  async fn() {
    const command = { ...SHELL, args: ["-c", "echo text; exit 3"], timeoutSeconds: 60 };
    const { status, late, result } = await runGroup(
      command,
      ({ process }) => new Response(process.stdout).text(),
    );
    assertEquals([status.code, late, result], [3, false, "text\n"]);
  },
});

Deno.test({
  name: "runGroup() kills a process that takes too long, and what it started",
  ignore,
  async fn() {
    const command = { ...SHELL, args: ["-c", "sleep 300 & echo $!; wait"], timeoutSeconds: 0.5 };
    const { late, result } = await runGroup(command, ({ process }) => new Response(process.stdout).text());
    assertEquals(late, true);
    assert(await until(() => !isAlive(Number(result))));
  },
});

Deno.test({
  name: "runGroup() kills a program that was to make itself a group and has not yet",
  ignore,
  async fn() {
    const command = { ...SHELL, args: ["-c", "exec sleep 300"], timeoutSeconds: 0.2, makesGroup: true };
    const { status, late } = await runGroup(command, ({ process }) => process.stdout.cancel());
    assertEquals([status.signal, late], ["SIGKILL", true]);
  },
});

/** A program that starts a group as compilers are started, and prints the number of its grandchild. */
const PROGRAM = `
  import { runGroup } from ${
  JSON.stringify(new URL("../../src/base/processes/child.ts", import.meta.url).href)
};
  import { endOnSignals } from ${
  JSON.stringify(new URL("../../src/cli/terminal/signals.ts", import.meta.url).href)
};
  import { makeWorkFolder } from ${
  JSON.stringify(new URL("../../src/base/files/work_folder.ts", import.meta.url).href)
};
  endOnSignals();
  const work = await makeWorkFolder(Deno.args[0]);
  const command = { path: "sh", args: ["-c", "sleep 300 & echo $!; wait"], timeoutSeconds: 60, stdout: "piped" };
  await runGroup(command, async ({ process }) => {
    for await (const chunk of process.stdout) await Deno.stdout.write(chunk);
  });
`;

for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 129]] as const) {
  Deno.test({
    name: `${signal} ends a process with ${code}, with all that it started, and its work folder goes`,
    ignore,
    async fn() {
      const folder = await Deno.makeTempDir();
      try {
        const child = new Deno.Command(Deno.execPath(), {
          args: ["run", "-A", "--no-check", `data:text/javascript,${encodeURIComponent(PROGRAM)}`, folder],
          stdin: "null",
          stdout: "piped",
          stderr: "inherit",
        }).spawn();
        const reader = child.stdout.getReader();
        const grandchild = Number(new TextDecoder().decode((await reader.read()).value));
        assert(grandchild > 0 && isAlive(grandchild));
        child.kill(signal);
        assertEquals((await child.status).code, code);
        await reader.cancel();
        assert(await until(() => !isAlive(grandchild)));
        assertEquals([...Deno.readDirSync(folder)], []);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}

Deno.test({
  name: "A signal ends a busy process at once where there is nothing to undo",
  ignore,
  async fn() {
    const program = `
      import { endOnSignals } from ${
      JSON.stringify(new URL("../../src/cli/terminal/signals.ts", import.meta.url).href)
    };
      endOnSignals();
      console.log("busy");
      for (;;);
    `;
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", `data:text/javascript,${encodeURIComponent(program)}`],
      stdout: "piped",
    }).spawn();
    const reader = child.stdout.getReader();
    await reader.read();
    child.kill("SIGINT");
    assertEquals((await child.status).signal, "SIGINT");
    await reader.cancel();
  },
});
