import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { InterlaceError } from "../../../src/base/errors.ts";
import { importModel, importModelFiles } from "../../../src/frontends/mod.ts";
import { externalPath, externalTensors } from "../../../src/frontends/onnx/file/external.ts";
import { encodeModel, importOnnx, type TensorProto } from "../../../src/frontends/onnx/mod.ts";
import { threadCpuUsage } from "node:process";
import { node, onnxModel } from "../../support/onnx.ts";

function external(pairs: Readonly<Record<string, string>>): TensorProto {
  const externalData = Object.entries(pairs).map(([key, value]) => ({ key, value }));
  return { name: "w", dims: [2, 1], dataType: 1, dataLocation: 1, externalData };
}

function model(tensor: TensorProto) {
  return onnxModel({
    inputs: { x: ["N", 2] },
    nodes: [node("MatMul", "x w", "y")],
    outputs: "y",
    initializers: [tensor],
  });
}

const data = new Uint8Array(Float32Array.of(9, 3, -4, 9).buffer);

async function filesWith(tensor: TensorProto): Promise<Map<string, Uint8Array>> {
  return new Map([
    ["m.onnx", await encodeModel(model(tensor))],
    ["sub/w.bin", data],
    ["unrelated.bin", data],
  ]);
}

async function weightsFrom(tensor: TensorProto): Promise<number[]> {
  const { layers } = await importModelFiles({ main: "m.onnx", files: await filesWith(tensor) });
  return layers.flatMap((layer) => layer.kind === "dense" ? [...layer.weights.data] : []);
}

Deno.test("importModelFiles() reads weights from a file beside the model", async () => {
  assertEquals(await weightsFrom(external({ location: "sub/w.bin", offset: "4", length: "8" })), [3, -4]);
  assertEquals(await weightsFrom(external({ location: "./sub//w.bin", offset: "8" })), [-4, 9]);
});

Deno.test("importModelFiles() keeps the files that it used, and no others", async () => {
  const files = await filesWith(external({ location: "sub/w.bin", length: "8" }));
  const { source } = await importModelFiles({ main: "m.onnx", files });
  assertEquals([...source?.files.keys() ?? []], ["m.onnx", "sub/w.bin"]);
  assertEquals(source?.main, "m.onnx");
  assertEquals(source?.format, "onnx");
});

Deno.test("importModelFiles() refuses ranges outside the external file", async () => {
  const ranges: Record<string, string>[] = [
    { offset: "12", length: "8" },
    { offset: "17" },
    { offset: "-4", length: "8" },
    { offset: "0", length: "999999999999999999999" },
    { offset: "x", length: "8" },
  ];
  for (const range of ranges) {
    const files = await filesWith(external({ location: "sub/w.bin", ...range }));
    await assertRejects(
      () => importModelFiles({ main: "m.onnx", files }),
      InterlaceError,
      "which has 16 bytes",
    );
  }
});

Deno.test("externalPath() refuses paths that leave the model's folder", () => {
  for (
    const location of [
      "../w.bin",
      "a/../../w.bin",
      "/etc/passwd",
      "C:\\w.bin",
      "c:/w.bin",
      "..\\w.bin",
      "",
      ".",
      "a\0b",
    ]
  ) {
    assertThrows(
      () => externalPath(external({ location }), { name: "w", file: "m.onnx" }),
      InterlaceError,
      "no relative path inside the model's folder",
    );
  }
});

Deno.test("externalTensors() finds the tensors of Constant nodes", () => {
  const graph = { node: [node("Constant", "", "c", { value: { tensor: external({ location: "c.bin" }) } })] };
  assertEquals(externalTensors(graph).map(({ externalData }) => externalData?.[0].value), ["c.bin"]);
});

Deno.test("importModel() reads external data from disk and refuses links that lead outside", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${folder}/model/sub`, { recursive: true });
    await Deno.writeFile(`${folder}/secret.bin`, data);
    const files = await filesWith(external({ location: "sub/w.bin", length: "8" }));
    await Deno.writeFile(`${folder}/model/m.onnx`, files.get("m.onnx")!);

    const missing = await assertRejects(
      () => importModel(`${folder}/model/m.onnx`),
      InterlaceError,
      "sub/w.bin",
    );
    assertEquals(missing.details.length, 1);
    assertEquals(missing.details[0].endsWith("sub/w.bin: there is no such file or folder"), true);

    await Deno.writeFile(`${folder}/model/sub/w.bin`, data);
    const { layers } = await importModel(`${folder}/model/m.onnx`);
    assertEquals(layers.map((layer) => layer.kind), ["input", "dense"]);

    await Deno.remove(`${folder}/model/sub/w.bin`);
    await Deno.symlink("../../secret.bin", `${folder}/model/sub/w.bin`);
    const escape = await assertRejects(() => importModel(`${folder}/model/m.onnx`), InterlaceError);
    assertEquals(escape.details[0].endsWith("it is a link to a place outside the model's folder"), true);

    await assertRejects(() => importModel(`${folder}/model`), InterlaceError, "it is a folder");
    await assertRejects(() => importModel(`${folder}/none.onnx`), InterlaceError, "there is no such file");
    await Deno.writeTextFile(`${folder}/notes.txt`, "notes");
    await assertRejects(() => importModel(`${folder}/notes.txt`), InterlaceError, "its format is not known");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("importModel() reads of an external file what its tensors need, however large it is", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const offset = 2 ** 30;
    const tensor = external({ location: "w.bin", offset: String(offset), length: "8" });
    await Deno.writeFile(`${folder}/m.onnx`, await encodeModel(model(tensor)));
    await Deno.writeFile(`${folder}/w.bin`, new Uint8Array(1));
    await Deno.truncate(`${folder}/w.bin`, 2 ** 40);
    using file = await Deno.open(`${folder}/w.bin`, { write: true });
    await file.seek(offset, Deno.SeekMode.Start);
    await file.write(data.subarray(4, 12));
    const before = threadCpuUsage();
    const imported = await importModel(`${folder}/m.onnx`);
    assertEquals(imported.layers.flatMap((layer) => layer.kind === "dense" ? [...layer.weights.data] : []), [
      3,
      -4,
    ]);
    assertEquals(threadCpuUsage(before).user < 1e6, true, "it read all of it");
    const copy = imported.source?.files.get("w.bin");
    assertEquals(copy?.length, offset + 8);
    const beyond = external({ location: "w.bin", offset: String(2 ** 32), length: "8" });
    await Deno.writeFile(`${folder}/m.onnx`, await encodeModel(model(beyond)));
    await assertRejects(
      () => importModel(`${folder}/m.onnx`),
      InterlaceError,
      "beyond the first 2147483647 bytes",
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("importModel() refuses external data that are not as many as their shape says, before reading them", async () => {
  const tensor = external({ location: "sub/w.bin" });
  const files = await filesWith(tensor);
  await assertRejects(
    () => importModelFiles({ main: "m.onnx", files }),
    InterlaceError,
    'Cannot read tensor "w" of m.onnx: it has 16 bytes of data, shape [2,1] needs 8',
  );
});

Deno.test("importModel() reads data that many tensors share once", async () => {
  let bytesRead = 0;
  const { initializer, ...graph } = model(external({ location: "w.bin", length: "8" })).graph!;
  const shared = Array.from({ length: 500 }, (_, i) => ({
    ...external({ location: "w.bin", offset: String(i % 3 * 4), length: "8" }),
    name: i === 0 ? "w" : `w${i}`,
  }));
  const bytes = await encodeModel({ ...model(initializer![0]), graph: { ...graph, initializer: shared } });
  const imported = await importOnnx({
    main: "m.onnx",
    read: () => Promise.resolve(bytes),
    open: () =>
      Promise.resolve({
        size: data.length,
        read: (offset, count) => {
          bytesRead += count;
          return Promise.resolve(data.subarray(offset, offset + count));
        },
        [Symbol.asyncDispose]: () => Promise.resolve(),
      }),
  }, {});
  assertEquals(imported.layers.length, 2);
  assertEquals(bytesRead, 16);
});

Deno.test({
  name: "importModel() refuses a pipe and a folder in place of external data, and does not wait",
  ignore: Deno.build.os === "windows",
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      const tensor = external({ location: "w.bin", length: "8" });
      await Deno.writeFile(`${folder}/m.onnx`, await encodeModel(model(tensor)));
      await new Deno.Command("mkfifo", { args: [`${folder}/w.bin`] }).output();
      const pipe = await assertRejects(() => importModel(`${folder}/m.onnx`), InterlaceError);
      assertEquals(pipe.details[0].endsWith("w.bin: it is a pipe"), true);
      await Deno.remove(`${folder}/w.bin`);
      await Deno.mkdir(`${folder}/w.bin`);
      const other = await assertRejects(() => importModel(`${folder}/m.onnx`), InterlaceError);
      assertEquals(other.details[0].endsWith("w.bin: it is a folder"), true);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
