import { assert, assertEquals } from "@std/assert";
import { inFolder, writeOwnModel } from "./harness.ts";
import { cliCommand } from "./process.ts";

const ignore = Deno.build.os === "windows";

/** A compiler that presents itself, and then never ends; it starts another process, whose number it writes down. */
const STUCK_COMPILER = `#!/bin/sh
case "$*" in
  --version) echo "g++ (stand-in) 12.2.0" ;;
  *-dM*) echo "#define __cplusplus 201402L" ;;
  *) sleep 300 & echo $! > "$PIDS"; touch half.o; wait ;;
esac
`;

function isAlive(pid: number): boolean {
  try {
    Deno.kill(pid, "SIGCONT");
    return true;
  } catch {
    return false;
  }
}

async function until<T>(get: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 600; tries++) {
    const value = await get();
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("it did not happen within half a minute");
}

for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
  Deno.test({
    name: `${signal} ends verify's compiler with all that it started, and nothing of it is left`,
    ignore,
    fn: () =>
      inFolder(async (folder) => {
        const model = await writeOwnModel(`${folder}/own.json`);
        const compiler = `${folder}/g++`;
        await Deno.writeTextFile(compiler, STUCK_COMPILER, { mode: 0o755 });
        await Deno.mkdir(`${folder}/cache`);
        await Deno.mkdir(`${folder}/tmp`);
        const pids = `${folder}/pids`;
        const env = { INTERLACE_CACHE: `${folder}/cache`, TMPDIR: `${folder}/tmp`, PIDS: pids };
        const args = ["verify", model, "-o", `${folder}/out/project`, "--compiler", compiler];
        const child = cliCommand(args, { env }).spawn();
        const pid = Number(
          await until(() => Deno.readTextFile(pids).then((text) => text || undefined, () => undefined)),
        );
        assert(isAlive(pid));
        child.kill(signal);
        const { code: ended, stderr } = await child.output();
        assertEquals(ended, code, new TextDecoder().decode(stderr));
        await until(() => Promise.resolve(isAlive(pid) ? undefined : true));
        assertEquals([...Deno.readDirSync(`${folder}/cache`)], []);
        assertEquals([...Deno.readDirSync(`${folder}/tmp`)], []);
        assertEquals(await Deno.lstat(`${folder}/out`).catch(() => null), null);
      }),
  });
}
