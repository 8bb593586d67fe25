import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { repeatable, repeatCommand } from "./repeat.ts";

const TEST = { name: "ap_fixed<8,4> isn't (x/y)", origin: import.meta.url };

Deno.test("repeatCommand() names the file, the test exactly, and the case, quoted for a shell", () => {
  assertEquals(
    repeatCommand(TEST, { INTERLACE_SEED: 1, INTERLACE_CASE: "2d 3x3 rf4" }),
    "INTERLACE_SEED=1 INTERLACE_CASE='2d 3x3 rf4' deno test -A tests/support/repeat_test.ts --filter " +
      `'/^ap_fixed<8,4> isn'\\''t \\(x\\/y\\)$/'`,
  );
});

Deno.test("repeatable() ends what failed with its command, and keeps the cause", async () => {
  const cause = new TypeError("no");
  const error = await assertRejects(() => repeatable(TEST, 17, () => Promise.reject(cause)), Error);
  assertStringIncludes(error.message, `no\nThis case alone:\n${repeatCommand(TEST, { INTERLACE_CASE: 17 })}`);
  assertEquals(error.cause, cause);
  assertEquals(await repeatable(TEST, 17, () => 3), 3);
});

/** A test of three cases, of which one fails and which must be judged together. */
const SCRIPT = `
import { forEachSeed, seedsFrom } from "${new URL("./repeat.ts", import.meta.url)}";

Deno.test("cases (of three)", async (test) => {
  const ran = [];
  const all = await forEachSeed(test, seedsFrom(5, 3), (seed) => {
    ran.push(seed);
    if (seed === 6 && Deno.env.get("BROKEN")) throw new Error("six");
  });
  if (all !== (ran.length === 3)) throw new Error("not all");
  console.log("ran " + ran);
});
`;

Deno.test("forEachSeed() prints a command that runs the one case that failed", async () => {
  const folder = await Deno.makeTempDir();
  const run = async (command: string, env: Record<string, string>) => {
    const shell = new Deno.Command("sh", {
      args: ["-c", command],
      cwd: new URL("../../", import.meta.url),
      env: { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1", ...env },
    });
    const { code, stdout, stderr } = await shell.output();
    return { code, text: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr) };
  };
  try {
    await Deno.writeTextFile(`${folder}/a_test.ts`, SCRIPT);
    const start = `deno test -A --no-check --no-config ${folder}/a_test.ts`;
    assertStringIncludes((await run(start, {})).text, "ran 5,6,7");
    const failed = await run(start, { BROKEN: "1" });
    assertEquals(failed.code, 1);
    const printed = failed.text.match(/This case alone:\n(.*)\n/)![1];
    assertStringIncludes(printed, "INTERLACE_CASE=6 ");
    const command = printed.replace("deno test -A", "deno test -A --no-check --no-config");
    const again = await run(command, { BROKEN: "1" });
    assertEquals(again.code, 1);
    assertStringIncludes(again.text, "six");
    const mended = await run(command, {});
    assertEquals(mended.code, 0, mended.text);
    assertStringIncludes(mended.text, "ran 6\n");
    assertStringIncludes((await run(command.replace("=6", "=9"), {})).text, "There is no case 9");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("repeatCommand() names the room of a test whose file shares a module with others", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${folder}/design`);
    const script = `${folder}/design/1.ts`;
    await Deno.writeTextFile(
      script,
      `import { repeatCommand } from "${new URL("./repeat.ts", import.meta.url)}";
      console.log(repeatCommand({ name: "x", origin: import.meta.url }, { INTERLACE_CASE: 3 }));`,
    );
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", script],
      env: { INTERLACE_TEST_GROUPS: folder, DENO_NO_UPDATE_CHECK: "1" },
    }).output();
    assertStringIncludes(
      new TextDecoder().decode(stdout),
      "INTERLACE_CASE=3 deno test -A tests/design --filter '/^x$/'",
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
