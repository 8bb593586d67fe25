import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { seededRandom } from "../../src/simulate/mod.ts";
import { formatNpy } from "../../src/tensor/mod.ts";
import { decoderProto, inFolder, runCli, writeModel } from "./harness.ts";
import { cliCommand } from "./process.ts";
import { isSlurmHere, type RealSlurm, startSlurm, until } from "./real_slurm.ts";
import { LEAVE_REPORT, runsOf, writeTool } from "./stand_in_tool.ts";

/** What no shell may see as it is. */
const HOSTILE = "it's $(touch hacked) `touch hacked` %a\n#SBATCH --wrap=x; touch hacked #";

/**
 * A metric that holds its task behind its first candidate as long as there is a file `hold`, and leaves its process id
 * in `held.TASK` meanwhile.
 */
const METRIC = `const folder = new URL(".", import.meta.url);
const task = Deno.env.get("SLURM_ARRAY_TASK_ID");
const exists = (path) => { try { return Deno.statSync(new URL(path, folder)).isFile; } catch { return false; } };
function hasResult() {
  const results = new URL("map/slurm/1/results/", folder);
  return [...Deno.readDirSync(results)].some(({ name, isFile }) =>
    isFile && name.startsWith(task + ".") && Deno.statSync(new URL(name, results)).size > 0
  );
}
export const better = "lower";
export default ({ outputs, floats }) => {
  if (task !== undefined && exists("hold") && hasResult()) {
    Deno.writeTextFileSync(new URL("held." + task, folder), String(Deno.pid));
    while (exists("hold")) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
  }
  return outputs[0].data.reduce((most, value, i) => Math.max(most, Math.abs(value - floats[0].data[i])), 0);
};
`;

/** A folder with a model, data and a metric, whose name is hostile. */
async function writeWork(folder: string): Promise<void> {
  await writeModel(`${folder}/decoder.onnx`, decoderProto());
  const random = seededRandom(1);
  const data = Float64Array.from({ length: 16 * 24 }, () => random.next() * 2 - 1);
  await Deno.writeFile(`${folder}/x.npy`, formatNpy({ shape: [16, 2, 3, 4], data }));
  await Deno.writeTextFile(`${folder}/metric.ts`, METRIC);
}

const exploreIn = (folder: string, map: string) => [
  "explore",
  `${folder}/decoder.onnx`,
  ...["--data", `${folder}/x.npy`, "--metric", `${folder}/metric.ts`, "-o", `${folder}/${map}`],
  ...["--intervals", "80,1200", "--budget", "0.05", "--widths", "8,9,10"],
];

const SLURM = ["--engine", "slurm", "--poll", "0.2"];

/** Lines of all files of a folder. */
async function linesIn(folder: string): Promise<readonly string[]> {
  const files = await Array.fromAsync(Deno.readDir(folder));
  const texts = await Promise.all(
    files.filter(({ isFile }) => isFile).map(({ name }) => Deno.readTextFile(`${folder}/${name}`)),
  );
  return texts.flatMap((text) => text.split("\n").filter(Boolean));
}

/** Lines of a file, sorted. */
async function recordsOf(map: string): Promise<readonly string[]> {
  return (await Deno.readTextFile(`${map}/records.jsonl`)).trimEnd().split("\n").toSorted();
}

/** Candidates that the logs of jobs say were computed. */
async function computedIn(logs: string): Promise<readonly string[]> {
  const lines = await linesIn(logs);
  return lines.flatMap((line) => /^\d+\/\d+ (interval\S+):.*part$/.exec(line)?.[1] ?? []);
}

async function isThere(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

/** What is shown on a Slurm, by the names of what is shown. */
const SHOWN: Readonly<Record<string, (slurm: RealSlurm) => Promise<void>>> = {
  "an exploration with a task that is killed, one requeued, one on a full disk and a controller that starts again loses nothing, computes nothing twice, and equals that of one machine":
    (slurm) =>
      inFolder(async (outer) => {
        const folder = `${outer}/${HOSTILE}`;
        await Deno.mkdir(folder);
        await writeWork(folder);
        const env = { PATH: slurm.commands };
        const there = [...exploreIn(folder, "map"), ...SLURM];
        const prepared = await runCli([...there, "--slice", "3", "--cpus", "1", "--prepare"], { env });
        assertEquals(prepared.code, 0, prepared.stderr);
        assertStringIncludes(prepared.stderr, "8 candidates in 3 tasks\nnothing was submitted");
        // The script is submitted by hand, with a disk that is full for the last task.
        const jobs = `${folder}/map/slurm/1`;
        const id = await slurm.run("sbatch", "--hold", "--parsable", `${jobs}/job.sh`);
        await Deno.symlink("/dev/full", `${jobs}/results/2.${id}.0.jsonl`);
        await Deno.writeTextFile(`${folder}/hold`, "");
        await slurm.run("scontrol", "release", id);
        const collected = runCli([...there, "--resume"], { env });
        const isHeld = (task: number) => until(() => isThere(`${folder}/held.${task}`));
        assert(await isHeld(0) && await isHeld(1), (await linesIn(`${jobs}/logs`)).join("\n"));
        assert(await until(async () => /No space left|full/.test((await linesIn(`${jobs}/logs`)).join())));
        Deno.kill(Number(await Deno.readTextFile(`${folder}/held.0`)), "SIGKILL");
        await slurm.run("scontrol", "requeue", `${id}_1`);
        await slurm.withoutController(() => Deno.remove(`${folder}/hold`));
        await slurm.startNow(`${id}_1`);
        const first = await collected;
        assertEquals(first.code, 1);
        assertMatch(
          first.stderr,
          /3 of 8 candidates are missing: tasks \d+_0 \(FAILED\), \d+_2 \(FAILED\) ended/,
        );
        assertStringIncludes(first.stderr, "--resume submits what is missing");
        assertMatch(first.stdout, /Pareto set[^]*of 5 candidates/);
        assertEquals((await recordsOf(`${folder}/map`)).length, 5);
        const second = await runCli([...there, "--slice", "2", "--resume", "--json"], { env });
        assertEquals(second.code, 0, second.stderr);
        assertMatch(second.stderr, /slurm\/2: 3 candidates in 2 tasks/);
        assertEquals(second.stderr.match(/, known already\n/g)?.length, 5);
        const here = await runCli([...exploreIn(folder, "here"), "--threads", "1"]);
        assertEquals(here.code, 0, here.stderr);
        assertEquals(await recordsOf(`${folder}/map`), await recordsOf(`${folder}/here`));
        assertEquals(JSON.parse(second.stdout).candidates.length, 8);
        const lines = [
          ...await linesIn(`${jobs}/results`),
          ...await linesIn(`${folder}/map/slurm/2/results`),
        ];
        assertEquals(new Set(lines.map((line) => JSON.parse(line).key)).size, 8);
        assertEquals(lines.length, 8);
        const computed = [
          ...await computedIn(`${jobs}/logs`),
          ...await computedIn(`${folder}/map/slurm/2/logs`),
        ];
        assertEquals(computed.toSorted(), [...new Set(computed)].toSorted());
        assertEquals(computed.length, 8);
        for (const path of [outer, folder, jobs]) assertEquals(await isThere(`${path}/hacked`), false);
        assertEquals(await isThere("hacked"), false);
      }),

  "Ctrl-C leaves jobs and says how to collect, no second run begins beside them, and --cancel ends them": (
    slurm,
  ) =>
    inFolder(async (folder) => {
      await writeWork(folder);
      const env = { PATH: slurm.commands };
      // Its nodes are closed: jobs wait.
      const args = [...exploreIn(folder, "map"), ...SLURM, "--partition", "closed", "--at-once", "2"];
      const child = cliCommand(args, { env: { PATH: `${slurm.commands}:${Deno.env.get("PATH")}` } }).spawn();
      const jobs = () => slurm.run("squeue", "--noheader", "--array", "--partition=closed", "--format=%T %r");
      assert(
        await until(async () =>
          (await jobs()).split("\n").filter((line) => /^PENDING/.test(line)).length === 8
        ),
      );
      assert(await until(() => isThere(`${folder}/map/slurm/1/id.json`)));
      const script = await Deno.readTextFile(`${folder}/map/slurm/1/job.sh`);
      assertMatch(script, /#SBATCH --array=0-7%2\n[^]*#SBATCH --partition=closed\n/);
      await new Promise((resolve) => setTimeout(resolve, 500));
      child.kill("SIGINT");
      const { code, stderr } = await child.output();
      const text = new TextDecoder().decode(stderr);
      assertEquals(code, 130, text);
      assertMatch(text, /0\/8 candidates; tasks: 0 running, 8 waiting/);
      assertMatch(text, /Jobs go on: the same command with --resume collects/);
      const beside = await runCli(args, { env });
      assertEquals(beside.code, 2);
      assertMatch(beside.stderr, /those of an earlier run go on: \d+\n[^]*--resume waits/);
      const cancelled = await runCli(["explore", "-o", `${folder}/map`, "--engine", "slurm", "--cancel"], {
        env,
      });
      assertMatch(cancelled.stdout, /^ended job \d+; what they did is kept/);
      assertEquals(await jobs(), "");
      const again = await runCli(["explore", "-o", `${folder}/map`, "--engine", "slurm", "--cancel"], {
        env,
      });
      assertMatch(again.stdout, /^no jobs of .* go on/);
    }),

  "builds with a task that is requeued in the middle repeat the step that was under way, and --resume only what failed":
    (slurm) =>
      inFolder(async (folder) => {
        const model = await writeModel(`${folder}/decoder.onnx`, decoderProto());
        const tool = await writeTool(folder, "vitis_hls", {
          csim: "mkdir -p decoder_prj",
          synth: `if [ -e broken ]; then echo "ERROR: [HLS 1] broken"; exit 1; fi
[ -e hold ] && touch held
while [ -e hold ]; do sleep 0.05; done
${LEAVE_REPORT}`,
        });
        const projects = ["held", "broken"].map((name) => `${folder}/${name}`);
        for (const project of projects) {
          assertEquals((await runCli(["convert", model, "-o", project])).code, 0);
        }
        await Deno.writeTextFile(`${projects[0]}/hold`, "");
        await Deno.writeTextFile(`${projects[1]}/broken`, "");
        const env = { PATH: slurm.commands };
        const args = [
          "build",
          ...projects,
          "--tool-path",
          tool,
          "-o",
          `${folder}/out`,
          ...SLURM,
          "--csim",
          "--synth",
        ];
        const running = runCli(args, { env });
        assert(await until(() => isThere(`${projects[0]}/held`)));
        const { id } = JSON.parse(await Deno.readTextFile(`${folder}/out/slurm/1/id.json`));
        await slurm.run("scontrol", "requeue", `${id}_0`);
        await Deno.remove(`${projects[0]}/hold`);
        await slurm.startNow(`${id}_0`);
        const { code, stdout, stderr } = await running;
        assertEquals(code, 1);
        assertMatch(stderr, /error: \S+broken: Cannot build \S+broken: C synthesis failed[^]*broken/);
        assertMatch(stdout, /decoder/, stderr + await linesIn(`${folder}/out/slurm/1/logs`));
        const steps = (await runsOf(projects[0])).map((run) =>
          / csim=(\d) synth=(\d)/.exec(run)?.slice(1).join("")
        );
        assertEquals(steps, ["10", "01", "01"]);
        await Deno.remove(`${projects[1]}/broken`);
        const resumed = await runCli([...args, "--resume", "--json"], { env });
        assertEquals(resumed.code, 0, resumed.stderr);
        assertMatch(resumed.stderr, /slurm\/2: 1 projects in 1 tasks/);
        const documents = JSON.parse(resumed.stdout);
        assertEquals(
          documents.map((
            { error, reports }: { error: unknown; reports: unknown[] },
          ) => [error, reports.length]),
          [
            [null, 1],
            [null, 1],
          ],
        );
        assertEquals((await runsOf(projects[0])).length, 3);
      }),
};

Deno.test({
  name: "jobs of a Slurm of one machine",
  ignore: !isSlurmHere,
  async fn(t) {
    const folder = await Deno.makeTempDir();
    const slurm = await startSlurm(folder);
    try {
      for (const [name, show] of Object.entries(SHOWN)) {
        await t.step({ name, ignore: slurm === null, fn: () => show(slurm!) });
      }
    } finally {
      await slurm?.stop();
      await Deno.remove(folder, { recursive: true });
    }
  },
});
