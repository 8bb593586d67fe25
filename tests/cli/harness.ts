import { type CliIo, main } from "../../cli.ts";
import { formatModel } from "../../src/frontends/interlace/format.ts";
import { encodeModel, type ModelProto } from "../../src/frontends/onnx/mod.ts";
import { buildModel } from "../../src/model/mod.ts";
import { floatTensor, node, onnxModel, testNumbers } from "../support/onnx.ts";

/** What a run of the command line left behind. */
export interface CliRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line in this process. */
export async function runCli(
  args: readonly string[],
  options: { readonly env?: Readonly<Record<string, string>>; readonly terminal?: boolean } = {},
): Promise<CliRun> {
  const { env = {}, terminal = false } = options;
  const written = { stdout: "", stderr: "" };
  const output = (name: keyof typeof written) => ({
    isTerminal: terminal,
    write: (text: string) => void (written[name] += text),
  });
  const io: CliIo = { stdout: output("stdout"), stderr: output("stderr"), env: (name) => env[name] };
  const code = await main(args, io);
  return { code, ...written };
}

/** Runs a test in a folder of its own. */
export async function inFolder(action: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "interlace-test-" });
  try {
    await action(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Paths of all files below a folder with their contents, folders as paths that end in a slash. */
export async function contentsOf(folder: string, prefix = ""): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for await (const { name, isDirectory } of Deno.readDir(`${folder}/${prefix}`)) {
    const path = `${prefix}${name}`;
    if (isDirectory) {
      found.set(`${path}/`, "");
      for (const [key, value] of await contentsOf(folder, `${path}/`)) found.set(key, value);
    } else found.set(path, (await Deno.readFile(`${folder}/${path}`)).join());
  }
  return new Map([...found].sort(([a], [b]) => a < b ? -1 : 1));
}

/** What the tests vary in {@linkcode decoderProto}. */
export interface DecoderOptions {
  readonly height?: number | string;
  /** Replaces the numbers of the first weights. */
  readonly firstWeight?: number;
}

/** `x` (N, 2, 3, 4) → `up`, a transposed convolution with 4×4 taps and stride 2 → `y` (N, 3, 6, 8). */
export function decoderProto({ height = 3, firstWeight }: DecoderOptions = {}): ModelProto {
  const weights = testNumbers(2 * 3 * 4 * 4).map((value) => value / 8);
  if (firstWeight !== undefined) weights[0] = firstWeight;
  return onnxModel({
    inputs: { x: ["N", 2, height, 4] },
    nodes: [
      node("ConvTranspose", "x w b", "up_out", { name: "up", strides: [2, 2], pads: [1, 1, 1, 1] }),
      node("Relu", "up_out", "y", { name: "act" }),
    ],
    outputs: "y",
    initializers: [floatTensor("w", [2, 3, 4, 4], weights), floatTensor("b", [3], [0.5, -0.25, 0.125])],
  });
}

/** Writes a model that no framework runs: what starting one takes is not what is looked at. Returns its path. */
export async function writeOwnModel(path: string): Promise<string> {
  const model = buildModel("own", (b) => {
    const x = b.input({ name: "x", height: 3, width: 4, channels: 2 });
    const weights = { shape: [4, 4, 2, 3], data: Float64Array.from(testNumbers(96), (value) => value / 8) };
    return b.relu(b.convTranspose2d(x, { name: "up", weights, strides: 2, padding: "same" }), {
      name: "act",
    });
  });
  await Deno.writeTextFile(path, formatModel(model));
  return path;
}

/** Writes a model file and returns its path. */
export async function writeModel(path: string, proto: ModelProto): Promise<string> {
  await Deno.writeFile(path, await encodeModel(proto));
  return path;
}
