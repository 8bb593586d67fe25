import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { openJob, writeJobs } from "../../src/cli/slurm/job_folder.ts";
import { ResultReader } from "../../src/cli/slurm/results.ts";
import { shellWord } from "../../src/cli/slurm/script.ts";
import { seededRandom } from "../../src/simulate/mod.ts";
import { formatNpy } from "../../src/tensor/mod.ts";
import { decoderProto, inFolder, runCli, writeModel } from "./harness.ts";
import { ignore } from "./stand_in_tool.ts";

/** Shell scripts in place of Slurm's programs, which note how they were called. */
async function writeSlurm(folder: string, programs: Readonly<Record<string, string>>): Promise<string> {
  const commands = `${folder}/commands`;
  await Deno.mkdir(commands, { recursive: true });
  for (const [name, text] of Object.entries(programs)) {
    const script = `#!/bin/sh\necho "${name} $*" >> '${folder}/calls.txt'\n${text}\n`;
    await Deno.writeTextFile(`${commands}/${name}`, script, { mode: 0o755 });
  }
  return commands;
}

/** Two candidates of a small model, in two tasks. */
async function exploreIn(folder: string): Promise<readonly string[]> {
  await writeModel(`${folder}/decoder.onnx`, decoderProto());
  await writeData(folder, 1);
  return [
    "explore",
    `${folder}/decoder.onnx`,
    ...["--data", `${folder}/x.npy`, "-o", `${folder}/map`, "--intervals", "80", "--widths", "8"],
    ...["--budget", "30", "--engine", "slurm", "--poll", "0.01"],
  ];
}

async function writeData(folder: string, seed: number): Promise<void> {
  const random = seededRandom(seed);
  const data = Float64Array.from({ length: 16 * 24 }, () => random.next() * 2 - 1);
  await Deno.writeFile(`${folder}/x.npy`, formatNpy({ shape: [16, 2, 3, 4], data }));
}

Deno.test({
  name: "shellWord() gives a shell every word as it is",
  ignore,
  async fn() {
    const words = [
      "a",
      "",
      "it's",
      "$(id)",
      "`id`",
      "a\nb",
      '"\\"',
      "-n",
      "*",
      "~",
      "a;b&c|d",
      "%a #x",
      "!!",
      "é\t",
    ];
    const command = `for word in ${words.map(shellWord).join(" ")}; do printf '%s\\000' "$word"; done`;
    const { stdout } = await new Deno.Command("sh", { args: ["-c", command] }).output();
    assertEquals(new TextDecoder().decode(stdout).split("\0").slice(0, -1), words);
  },
});

Deno.test("explore refuses what Slurm would not understand, and flags about jobs without Slurm, and writes nothing", () =>
  inFolder(async (folder) => {
    const args = await exploreIn(folder);
    const refused = async (args: readonly string[], ...flags: string[]) => {
      const { code, stderr } = await runCli([...args, ...flags]);
      assertEquals([code, await Deno.stat(`${folder}/map`).catch(() => null)], [2, null], flags.join(" "));
      return stderr;
    };
    for (
      const [flag, value] of [
        ["account", "a b"],
        ["account", "a\n#SBATCH --wrap=x"],
        ["partition", "p;id"],
        ["time", "soon"],
        ["memory", "8GB"],
        ["constraint", "$(id)"],
        ["constraint", "a#b"],
      ]
    ) assertMatch(await refused(args, `--${flag}`, value), /Slurm would not understand it/);
    assertMatch(await refused(args, "--at-once", "0"), /it is not an integer of at least 1/);
    assertMatch(
      await refused(args, "--resume", "--cancel"),
      /Cannot use --cancel: --resume says something else/,
    );
    const local = args.filter((arg) => !["--engine", "slurm", "--poll", "0.01"].includes(arg));
    for (const flag of ["--resume", "--cancel", "--prepare", "--account=a", "--time=90", "--cpus=2"]) {
      assertMatch(await refused(local, flag), /it is about jobs of a cluster\n[^]*--engine slurm too/);
    }
  }));

Deno.test({
  name: "explore keeps what was prepared where Slurm refuses it, does not answer, or is not there",
  ignore,
  fn: () =>
    inFolder(async (folder) => {
      const args = await exploreIn(folder);
      const nowhere = await runCli(args, { env: { PATH: folder } });
      assertEquals(nowhere.code, 1);
      assertMatch(nowhere.stderr, /Cannot use Slurm: sbatch is not there\n[^]*--prepare/);
      const PATH = await writeSlurm(folder, {
        sbatch: "echo 'sbatch: error: invalid account' >&2; exit 1",
        squeue: "exit 0",
      });
      const refused = await runCli([...args, "--account", "none", "--time", "1-12"], { env: { PATH } });
      assertEquals(refused.code, 1);
      assertMatch(refused.stderr, /Cannot submit jobs: sbatch: error: invalid account/);
      // What is not said by a flag is left to SBATCH_* variables.
      const [call] = (await Deno.readTextFile(`${folder}/calls.txt`)).split("\n").filter((line) =>
        line.startsWith("sbatch")
      );
      assertMatch(
        call,
        /^sbatch --parsable --job-name=interlace-explore-[\da-f-]+ --array=0-1 .* --account=none --time=1-12 --cpus-per-task=1 job\.sh$/,
      );
      await writeSlurm(folder, { squeue: "echo 'Unable to contact slurm controller' >&2; exit 1" });
      const silent = await runCli([...args, "--resume"], { env: { PATH } });
      assertMatch(silent.stderr, /Cannot tell which jobs go on: Slurm does not answer/);
      const cancel = await runCli([...args, "--cancel"], { env: { PATH } });
      assertMatch(cancel.stderr, /Cannot end the jobs of .*: Slurm does not answer/);
    }),
});

Deno.test({
  name:
    "explore says what accounting knows of tasks that the queue has forgotten, and goes on with other results",
  ignore,
  fn: () =>
    inFolder(async (folder) => {
      const args = await exploreIn(folder);
      // One task is done at once; the queue does not answer at first.
      const PATH = await writeSlurm(folder, {
        sbatch: "SLURM_ARRAY_JOB_ID=7 SLURM_ARRAY_TASK_ID=1 sh job.sh && echo 7",
        squeue: `[ -e '${folder}/asked' ] || { touch '${folder}/asked'; exit 1; }`,
        sacct: "printf '7_0|TIMEOUT\\n7_1|COMPLETED\\n7_0.batch|CANCELLED\\n'",
      });
      const { code, stdout, stderr } = await runCli(args, { env: { PATH } });
      assertEquals(code, 1);
      assertMatch(stderr, /warning: Slurm does not answer: jobs go on/);
      assertMatch(stderr, /1 of 2 candidates are missing: tasks 7_0 \(TIMEOUT\) ended/);
      assertMatch(stdout, /1 of 1 candidates/);
      assertEquals((await Deno.readTextFile(`${folder}/map/records.jsonl`)).trimEnd().split("\n").length, 1);
      // A task of jobs whose data are others by now, and one that there is not.
      const task = `${folder}/map/slurm/1`;
      await writeData(folder, 2);
      const local = args.filter((arg) => !["--engine", "slurm"].includes(arg));
      const changed = await runCli([...local, "--task", task], { env: { SLURM_ARRAY_TASK_ID: "0" } });
      assertEquals(changed.code, 2);
      assertStringIncludes(changed.stderr, "are others than when it was written");
      for (const index of ["2", "-1", "1x", ""]) {
        const run = await runCli([...local, "--task", task], { env: { SLURM_ARRAY_TASK_ID: index } });
        assertEquals(run.code, 2);
        assertStringIncludes(run.stderr, "It is a number from 0 to 1");
      }
    }),
});

Deno.test({
  name: "ResultReader gives a line when it is whole, once, and follows no link",
  ignore,
  fn: () =>
    inFolder(async (folder) => {
      const { folder: jobs } = await writeJobs({
        parent: `${folder}/jobs`,
        verb: "explore",
        slices: [[{ key: "a" }], [{ key: "b" }]],
        settings: { options: [], atOnce: null },
        commandIn: () => ["true"],
      });
      assertEquals(await openJob(jobs.path), jobs);
      const reader = new ResultReader();
      const file = `${jobs.path}/results/1.7.0.jsonl`;
      await Deno.writeTextFile(file, '{"key":"b"}\n{"ke');
      await Deno.symlink("/dev/zero", `${jobs.path}/results/0.7.0.jsonl`);
      assertEquals(await reader.newLines(jobs), ['{"key":"b"}']);
      assertEquals(await reader.newLines(jobs), []);
      await Deno.writeTextFile(file, 'y":"c"}\n', { append: true });
      assertEquals(await reader.newLines(jobs), ['{"key":"c"}']);
      assertEquals((await new ResultReader().newLines(jobs, 1)).length, 2);
      assertEquals(await new ResultReader().newLines(jobs, 0), []);
      await Deno.writeTextFile(`${jobs.path}/slices.jsonl`, "[1]\n");
      const damaged = await openJob(jobs.path).catch((error) => error.summary);
      assert(/slices\.jsonl: it is not what was written for jobs/.test(damaged));
    }),
});
