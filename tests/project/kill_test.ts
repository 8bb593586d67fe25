import { assertEquals } from "@std/assert";
import { makeWorkFolder } from "../../src/base/files/work_folder.ts";
import { writeProject } from "../../src/project/write.ts";
import { contentsOf, inFolder } from "../cli/harness.ts";
import { Random } from "../hostile/random.ts";
import { forEachSeed, ONLY_CASE } from "../support/repeat.ts";
import { FILE_COUNT, PAUSE, versionOf } from "./slow_writer.ts";

/** How often each way of killing is tried; `INTERLACE_KILLS=100` tries more. */
const TIMES = Number(Deno.env.get("INTERLACE_KILLS") ?? 4);

/** Milliseconds that writing takes; a moment before and behind it is a moment like any other. */
const SPAN = FILE_COUNT * 1.2 * PAUSE + 80;

const PROGRAM = new URL("slow_writer.ts", import.meta.url).pathname;

/** Starts to write a version and kills that at some moment. */
async function killedWriter(
  directory: string,
  { version, force, signal, after }: {
    readonly version: string;
    readonly force: boolean;
    readonly signal: Deno.Signal;
    /** Milliseconds. */
    readonly after: number;
  },
): Promise<void> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", PROGRAM, directory, version, ...force ? ["force"] : []],
    env: { DENO_NO_UPDATE_CHECK: "1" },
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const reader = child.stdout.getReader();
  await reader.read();
  await new Promise((resolve) => setTimeout(resolve, after));
  try {
    child.kill(signal);
  } catch { /* it has finished */ }
  await child.status;
  await reader.cancel();
}

/** The version of the project at a place, null if there is none; fails where only a part of one is there. */
async function wholeVersion(directory: string): Promise<string | null> {
  const contents = await contentsOf(directory).catch(() => null);
  if (contents === null) return null;
  const files = [...contents].filter(([path]) => !path.endsWith("/"));
  assertEquals(files.length, FILE_COUNT + 1);
  const versions = new Set(files.map(([, bytes]) => bytes));
  assertEquals(versions.size, 1);
  return String.fromCharCode(...[...versions][0].split(",").map(Number));
}

function namesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name);
}

for (const signal of ["SIGINT", "SIGTERM", "SIGKILL"] as const) {
  for (const force of [false, true]) {
    const what = force ? "a project is replaced" : "a project is written";
    Deno.test({
      name: `${signal} while ${what} leaves all of it or nothing, and nothing else`,
      ignore: Deno.build.os === "windows",
      async fn(test) {
        const random = new Random(`${signal} ${force}`);
        const moments = Array.from({ length: TIMES }, () => random.below(SPAN));
        // A moment that a failure named is drawn only where as many are.
        await forEachSeed(test, ONLY_CASE === null ? moments : [Number(ONLY_CASE)], async (after) => {
          await inFolder(async (parent) => {
            const place = `${parent}/deep/project`;
            if (force) await writeProject(versionOf("1"), place);
            await killedWriter(place, { version: "2", force, signal, after });
            // What a killed process cannot clear itself, the next one does that writes to the same place.
            if (signal === "SIGKILL" && namesIn(parent).length > 0) {
              (await makeWorkFolder(`${parent}/deep`))[Symbol.dispose]();
            }
            const version = await wholeVersion(place);
            const message = `killed after ${after} ms`;
            if (force) assertEquals(version === "1" || version === "2", true, message);
            if (version !== null) assertEquals(namesIn(`${parent}/deep`), ["project"], message);
            else if (signal !== "SIGKILL") assertEquals(namesIn(parent), [], message);
            else if (namesIn(parent).length > 0) assertEquals(namesIn(`${parent}/deep`), [], message);
          });
        });
      },
    });
  }
}
