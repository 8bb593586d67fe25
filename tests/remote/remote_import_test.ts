import { assert, assertEquals } from "@std/assert";

const ROOT = new URL("../../", import.meta.url);
const MODEL = new URL("examples/autoencoder/autoencoder.onnx", ROOT);

/** The checkout as a web server gives it out; whatever is asked for that is not there is 404. */
function serveCheckout(): Deno.HttpServer<Deno.NetAddr> {
  return Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const { pathname } = new URL(request.url);
    const type = pathname.endsWith(".ts")
      ? "application/typescript"
      : pathname.endsWith(".json")
      ? "application/json"
      : "text/plain";
    try {
      return new Response(await Deno.readFile(new URL(`.${pathname}`, ROOT)), {
        headers: { "content-type": type },
      });
    } catch {
      return new Response("not found", { status: 404 });
    }
  });
}

const SCRIPT = (origin: string) => `
import { createDesign, importModel, renderProject, simulate, writeProject } from "${origin}/mod.ts";

const model = await importModel("decoder.onnx");
const design = createDesign(model, { backend: "vitis", io: "io_stream", reuseFactor: 4, strategy: "resource" });
await writeProject(renderProject(design), "build/decoder");
const outputs = await simulate(design, { shape: [1, 2, 16, 24], data: new Float64Array(2 * 16 * 24) });
console.log(outputs.get("probability").shape.join("x"));
`;

Deno.test("mod.ts can be imported from another origin and converts a model without a file of the project", async () => {
  const folder = await Deno.makeTempDir();
  const server = serveCheckout();
  try {
    const origin = `http://127.0.0.1:${server.addr.port}`;
    await Deno.writeTextFile(`${folder}/script.ts`, SCRIPT(origin));
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
    }).output();
    assertEquals(code, 0, new TextDecoder().decode(stderr));
    assertEquals(new TextDecoder().decode(stdout).trim(), "1x1x16x24");
    const firmware = [...Deno.readDirSync(`${folder}/build/decoder/firmware`)].map((entry) => entry.name);
    assert(firmware.includes("decoder.cpp"), firmware.join(" "));
  } finally {
    await server.shutdown();
    await Deno.remove(folder, { recursive: true });
  }
});
