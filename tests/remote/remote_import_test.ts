import { assert, assertEquals } from "@std/assert";
import { ROOT } from "../support/deno_cache.ts";
import { makeDenoFolder, server } from "./server.ts";

const MODEL = new URL("examples/autoencoder/autoencoder.onnx", ROOT);

const SCRIPT = (origin: string) => `
import { createDesign, importModel, renderProject, simulate, writeProject } from "${origin}/mod.ts";

const model = await importModel("decoder.onnx");
const design = createDesign(model, { target: "vitis", io: "io_stream", reuseFactor: 4, strategy: "resource" });
await writeProject(renderProject(design), "build/decoder");
const outputs = await simulate(design, { shape: [1, 2, 16, 24], data: new Float64Array(2 * 16 * 24) });
console.log(outputs.get("probability").shape.join("x"));
`;

Deno.test("mod.ts can be imported from another origin and converts a model without a file of the project", async () => {
  const folder = await Deno.makeTempDir();
  try {
    // One of its own: a folder of Deno keeps what it has fetched from an address for ever.
    await makeDenoFolder(`${folder}/deno`);
    await Deno.writeTextFile(`${folder}/script.ts`, SCRIPT(server.origin));
    await Deno.copyFile(MODEL, `${folder}/decoder.onnx`);
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--no-config",
        "--no-lock",
        "--allow-read",
        "--allow-write",
        "--allow-env",
        "--allow-import",
        "script.ts",
      ],
      cwd: folder,
      env: { DENO_DIR: `${folder}/deno`, DENO_NO_UPDATE_CHECK: "1" },
    }).output();
    assertEquals(code, 0, new TextDecoder().decode(stderr));
    assertEquals(new TextDecoder().decode(stdout).trim(), "1x1x16x24");
    const firmware = [...Deno.readDirSync(`${folder}/build/decoder/firmware`)].map((entry) => entry.name);
    assert(firmware.includes("decoder.cpp"), firmware.join(" "));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
