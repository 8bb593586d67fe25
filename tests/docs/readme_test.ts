import { assert, assertEquals } from "@std/assert";
import { readConfiguration, ROOT } from "../support/deno_cache.ts";

/** Entries of the checkout that a reader's commands see, beside its configuration. */
const SEEN = ["cli.ts", "mod.ts", "src", "templates", "examples"];

/**
 * The checkout's configuration for another folder, with modules of `src` taken from here: Deno would make JavaScript of a
 * thousand modules at another place, and keep it.
 */
async function configuration(): Promise<string> {
  const { imports, ...own } = await readConfiguration();
  return JSON.stringify({ ...own, imports: { ...imports, "./src/": new URL("src/", ROOT).href } });
}

/** The lines of the README's first block of commands that uses the command line. */
async function commands(): Promise<readonly string[]> {
  const text = await Deno.readTextFile(new URL("README.md", ROOT));
  const blocks = text.matchAll(/^```sh\n(.*?)^```$/gms).map((match) => match[1]);
  const block = blocks.find((lines) => lines.includes("cli.ts inspect"));
  if (block === undefined) throw new Error("the README has no such block");
  return block.trim().split("\n");
}

Deno.test({
  name: "the README's commands run line by line, as they stand",
  // A shell and links.
  ignore: Deno.build.os === "windows",
  async fn() {
    const lines = await commands();
    for (const verb of ["inspect", "verify", "convert", "simulate"]) {
      assert(lines.some((line) => line.includes(`cli.ts ${verb}`)), `no line shows ${verb}`);
    }
    // A reader's checkout: what the commands write stays out of this one.
    const folder = await Deno.makeTempDir({ prefix: "interlace-readme-" });
    try {
      for (const name of SEEN) await Deno.symlink(new URL(name, ROOT), `${folder}/${name}`);
      await Deno.writeTextFile(`${folder}/deno.json`, await configuration());
      // A copy: Deno writes down what it finds of another configuration.
      await Deno.copyFile(new URL("deno.lock", ROOT), `${folder}/deno.lock`);
      for (const line of lines) {
        assert(line.startsWith("deno run -A cli.ts "), `what is this? ${line}`);
        const { code, stdout, stderr } = await new Deno.Command("sh", {
          args: ["-c", line.replace(/^deno /, `"${Deno.execPath()}" `)],
          cwd: folder,
        }).output();
        const text = new TextDecoder().decode(stderr);
        assertEquals(code, 0, `${line}\n${text}`);
        assert(stdout.length > 0 || text.length > 0, `${line} says nothing`);
        assert(!text.includes("error:"), `${line}\n${text}`);
      }
      assert((await Deno.stat(`${folder}/build/outputs.npy`)).size > 1000);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
