import { assertEquals, assertRejects } from "@std/assert";
import { runGroup } from "../../src/base/processes/child.ts";
import { launchOf } from "../../src/base/processes/group_launcher.ts";

const ignore = !await Deno.stat("/usr/bin/setsid").then(({ isFile }) => isFile, () => false);

/** Runs a shell in a group and gives the numbers of its process and of its group. */
async function numbersOf(
  path: string,
): Promise<{ readonly own: string; readonly group: string; readonly pid: number }> {
  const { result } = await runGroup({
    path,
    args: ["-c", 'echo "$$ $(ps -o pgid= -p $$)"'],
    stdin: "null",
    stdout: "piped",
    timeoutSeconds: 60,
  }, async ({ process }) => ({
    text: await new Response(process.stdout).text(),
    pid: process.pid,
  }));
  const [own, group] = result.text.trim().split(/\s+/);
  return { own, group, pid: result.pid };
}

Deno.test({ name: "launchOf() finds a command and starts it by setsid", ignore }, async () => {
  const launch = await launchOf("sh");
  assertEquals(launch?.path, "/usr/bin/setsid");
  assertEquals(launch?.args[0].startsWith("/"), true);
  assertEquals(await launchOf("/bin/sh"), { path: "/usr/bin/setsid", args: ["/bin/sh"] });
});

Deno.test("launchOf() leaves to Deno what is not there, and what is relative", async () => {
  for (const command of ["interlace-no-such-command", "/no/such/command", "./sh", "/"]) {
    assertEquals(await launchOf(command), undefined, command);
  }
  await assertRejects(
    () => runGroup({ path: "/no/such/command", timeoutSeconds: 1 }, () => Promise.resolve()),
    Deno.errors.NotFound,
  );
});

Deno.test({
  name: "launchOf() leaves to Deno what a process may run that may run some programs only",
  ignore,
  permissions: { read: true, run: ["sh"], env: true, sys: true },
}, async () => assertEquals(await launchOf("sh"), undefined));

Deno.test({ name: "runGroup() starts a program that is the first of its group", ignore }, async () => {
  for (const path of ["sh", "/bin/sh"]) {
    const { own, group, pid } = await numbersOf(path);
    assertEquals([own, group], [`${pid}`, `${pid}`], path);
  }
});
