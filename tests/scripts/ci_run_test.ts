import { assertEquals } from "@std/assert";

const RUN = new URL("../../.ci/run", import.meta.url);

const ignore = Deno.build.os === "windows";

/** What a task prints and how it ends, as lines of a shell. */
type Tasks = Readonly<
  Record<"ok" | "demo" | "test" | "test:matrix" | "bench:kernels" | "bench:check", string>
>;

const GOOD: Tasks = {
  ok: "echo 'ok | 0 passed | 0 failed (1s)'",
  demo: "echo fine",
  test:
    "echo './tests/a_test.ts => a ... ok (1ms)'; echo 'ok | 12 passed (30 steps) | 0 failed | 2 ignored (3s)'",
  "test:matrix": "echo 'ok | 3 passed (5000 steps) | 0 failed (1m3s)'",
  "bench:kernels": "echo fine",
  "bench:check": "echo fine",
};

/** Tasks in the order in which they run. */
const ORDER = [
  "ok",
  "demo",
  "test",
  "test:matrix",
  ...["demo", "bench:kernels", "bench:check"].map((task) => `${task} in a plain clone`),
];

/** What `.ci/run` prints, and its exit code, where `npx deno task` does what is said. */
async function linesWith(
  tasks: Partial<Tasks>,
): Promise<{ readonly lines: readonly string[]; readonly code: number }> {
  const folder = await Deno.makeTempDir();
  try {
    const cases = Object.entries({ ...GOOD, ...tasks }).map(([task, does]) => `${task}) ${does} ;;`);
    await Deno.mkdir(`${folder}/.ci`);
    await Deno.copyFile(RUN, `${folder}/.ci/run`);
    // Called as `npx -y deno@2.9.6 task NAME`.
    await Deno.writeTextFile(`${folder}/npx`, `#!/bin/sh\ncase "$4" in\n${cases.join("\n")}\nesac\n`, {
      mode: 0o755,
    });
    // Called as `git clone -q . FOLDER`.
    await Deno.writeTextFile(`${folder}/git`, '#!/bin/sh\nmkdir -p "$4"\n', { mode: 0o755 });
    // Python says that its packages are there: asking it takes a second of every run, and nothing is to be installed.
    for (const command of ["python3", "apt-get"]) {
      await Deno.writeTextFile(`${folder}/${command}`, "#!/bin/sh\n", { mode: 0o755 });
    }
    const { code, stdout } = await new Deno.Command("bash", {
      args: [`${folder}/.ci/run`],
      // Headers that are there are not downloaded.
      env: { PATH: `${folder}:${Deno.env.get("PATH")}`, INTERLACE_AP_INCLUDE: folder },
      stderr: "null",
    }).output();
    return { lines: new TextDecoder().decode(stdout).trimEnd().split("\n"), code };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The last line, and the exit code. */
async function runWith(tasks: Partial<Tasks>): Promise<{ readonly last: string; readonly code: number }> {
  const { lines, code } = await linesWith(tasks);
  return { last: lines.at(-1)!, code };
}

Deno.test(
  { name: ".ci/run says how long each task took, and how long it kept cores busy", ignore },
  async () => {
    // Two loops beside each other.
    const loop = "(i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done) &";
    const { lines } = await linesWith({ ok: `${loop} ${loop} wait; ${GOOD.ok}` });
    const times = lines.slice(-1 - ORDER.length, -1).map((line) =>
      /^ *\d+ s, *(\d+\.\d\d) s of CPU {2}deno task (.+)$/.exec(line)
    );
    assertEquals(times.map((found) => found?.[2]), ORDER);
    const [busy, ...others] = times.map((found) => Number(found?.[1]));
    assertEquals(others.every((seconds) => seconds < busy), true, `${[busy, ...others]}`);
  },
);

Deno.test({ name: ".ci/run adds up the tests of all tasks", ignore }, async () => {
  assertEquals(await runWith({}), { last: "15 passed, 0 failed", code: 0 });
});

Deno.test({ name: ".ci/run counts every failing test, and a failing task as one", ignore }, async () => {
  const summary = "FAILED | 11 passed (1 step) | 2 failed (4s)";
  assertEquals(await runWith({ test: `echo '${summary}'; exit 1` }), {
    last: "14 passed, 2 failed",
    code: 1,
  });
  assertEquals(await runWith({ test: `echo '${summary}'; exit 1`, demo: "exit 3" }), {
    // Once here, once in a plain clone.
    last: "14 passed, 4 failed",
    code: 1,
  });
});

Deno.test({ name: ".ci/run reports a failure where Deno ends before its summary", ignore }, async () => {
  for (
    const dies of [
      "echo 'a ... ok (1ms)'; kill -KILL $$",
      "echo 'a ... ok (1ms)'; exit 0",
      // The summary of a Deno that a test started is none of the task itself: there is another exit code.
      "echo 'ok | 4 passed | 0 failed (1s)'; kill -KILL $$",
    ]
  ) {
    const { last, code } = await runWith({ "test:matrix": dies });
    assertEquals([/, 1 failed$/.test(last), code], [true, 1], `${dies}: ${last}`);
  }
});

Deno.test({ name: ".ci/run takes the last summary of a task as its own", ignore }, async () => {
  const test = "echo 'FAILED | 0 passed | 1 failed (1s)'; echo 'ok | 7 passed | 0 failed (2s)'";
  assertEquals(await runWith({ test }), { last: "10 passed, 0 failed", code: 0 });
});
