/**
 * What memories are made of, read off the text of the firmware alone: the pragma of every FIFO and table, and of every
 * memory of a kernel the pragma that its type in the configuration leads to.
 */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { fileURLToPath } from "node:url";
import { renderFirmware } from "../../../src/backends/hls/mod.ts";
import { InterlaceError } from "../../../src/base/mod.ts";
import { createDesign, type Design, type DesignOptions } from "../../../src/design/mod.ts";
import { importModel } from "../../../src/frontends/mod.ts";
import { buildModel, type Model } from "../../../src/model/mod.ts";
import { estimateDesign } from "../../../src/estimate/mod.ts";
import { RESOURCE_KINDS } from "../../../src/reports/mod.ts";

/** A memory as the text has it. */
interface Stored {
  readonly of: string;
  readonly words: number;
  readonly bits: number;
  readonly count: number;
  /** `lutram`, `bram`, `BRAM` and so on. */
  readonly impl: string;
}

const PRAGMA =
  /#pragma HLS (?:BIND_STORAGE variable=(\w+) type=\w+ impl=(\w+)|RESOURCE variable=(\w+) core=\w+_(\w+))/;

function implOf(pragma: string): { readonly variable: string; readonly impl: string } {
  const [, variable, impl, vivadoVariable, core] = PRAGMA.exec(pragma)!;
  return { variable: variable ?? vivadoVariable, impl: (impl ?? core).toLowerCase() };
}

/** Every memory that the firmware binds. Weights of parallel phases are not looked for. */
function storedBy(firmware: ReadonlyMap<string, string>): readonly Stored[] {
  const parameters = firmware.get("firmware/parameters.h")!;
  const top = [...firmware].find(([path]) => path.endsWith(".cpp"))![1];
  const defines = firmware.get("firmware/defines.h")!;
  const storage = firmware.get("firmware/nnet_utils/storage.h") ?? "";
  const tags = new Map(
    [...storage.matchAll(/void (keep_\w+)\((in_\w+),[^{]*\{\n#pragma HLS INLINE\n(#pragma .*)\n/g)]
      .map(([, keep, tag, pragma]) => [`${keep} ${tag}`, implOf(pragma).impl]),
  );
  const width = (type: string) => Number(/^ap_u?(?:fixed|int)<\s*(\d+)/.exec(type)![1]);
  const typedef = (text: string, name: string) => new RegExp(`typedef (.*) ${name};`).exec(text)?.[1];
  const int = (text: string, name: string) =>
    Number(new RegExp(`static const int ${name} = (\\d+);`).exec(text)?.[1] ?? NaN);
  const beatOf = (tensor: string) => {
    const [, type, size] = new RegExp(`nnet::beat<(\\w+), (\\d+)> beat_${tensor};`).exec(defines)!;
    return width(typedef(defines, type)!) * Number(size);
  };
  const found: Stored[] = [];
  for (const [, name, body] of parameters.matchAll(/^struct config_(\w+) \{\n([\s\S]*?)^\};$/gm)) {
    const call = new RegExp(`config_${name}>\\(\\s*([\\w:, \\n]*)\\)`).exec(top)![1];
    const input = call.split(",")[0].trim();
    const tagged = (member: string) => typedef(body, member)?.replace("nnet::", "");
    const weights = tagged("weight_storage");
    const lanes = int(body, "word_lanes");
    if (weights !== undefined) {
      const bits = lanes * width(typedef(body, "weight_t")!);
      found.push({
        of: `${name} weights`,
        words: int(body, "word_count"),
        bits,
        count: 1,
        impl: tags.get(`keep_words ${weights}`)!,
      });
    }
    const line = tagged("line_storage");
    if (line !== undefined) {
      const columns = /struct columns \{([\s\S]*?)\}/.exec(body)![1];
      found.push({
        of: `${name} line`,
        words: int(columns, "input"),
        bits: beatOf(input),
        count: int(body, "line_rows"),
        impl: tags.get(`keep_pixels ${line}`)!,
      });
    }
    const kept = tagged("kept_storage");
    if (kept !== undefined) {
      found.push({
        of: `${name} kept`,
        words: int(body, "size"),
        bits: width(typedef(defines, `type_${input}`)!),
        count: 1,
        impl: tags.get(`keep_pixels ${kept}`)!,
      });
    }
    for (const [pragma] of body.matchAll(new RegExp(PRAGMA, "g"))) {
      const { variable, impl } = implOf(pragma);
      const [, type, values] = new RegExp(`const (\\S+) ${variable}\\[(\\d+)\\]`).exec(
        firmware.get(`firmware/weights/${variable}.h`)!,
      )!;
      found.push({ of: variable, words: Number(values), bits: width(type), count: 1, impl });
    }
  }
  for (const [, name, depth, pragma] of top.matchAll(/STREAM variable=(\w+) depth=(\d+)\n(#pragma .*)/g)) {
    const { impl } = implOf(pragma);
    found.push({ of: `${name} fifo`, words: Number(depth), bits: beatOf(name), count: 1, impl });
  }
  return found;
}

/** Block RAMs of 18 Kibit: 512 words of 36 bits, or 1,024 of 18, whichever takes fewer. */
function blocks(stored: readonly Stored[]): number {
  return stored.filter(({ impl }) => impl === "bram").reduce(
    (sum, { words, bits, count }) =>
      sum +
      count *
        Math.min(
          Math.ceil(bits / 36) * Math.ceil(words / 512),
          Math.ceil(bits / 18) * Math.ceil(words / 1024),
        ),
    0,
  );
}

const EXAMPLE = fileURLToPath(new URL("../../../examples/autoencoder/autoencoder.onnx", import.meta.url));

Deno.test("the example at factor 4 takes at most 100 block RAMs, as its pragmas bind memories", async () => {
  const model = await importModel(EXAMPLE);
  for (const target of ["vitis", "vivado"]) {
    const stored = storedBy(
      renderFirmware(createDesign(model, { target, strategy: "resource", reuseFactor: 4 })),
    );
    assertEquals(stored.filter(({ of }) => of.endsWith("weights")).length, 6);
    assertEquals(stored.filter(({ of }) => of.endsWith("fifo")).length, 11);
    assert(stored.every(({ words, bits, impl }) => words > 0 && bits > 0 && impl !== undefined));
    assert(blocks(stored) <= 100, `${blocks(stored)} block RAMs for ${target}`);
    // Where everything is asked to be in block RAM, weights of 4 words take one for every 36 bits: the count sees them.
    const all = createDesign(model, { target, strategy: "resource", reuseFactor: 4, memoryKind: "block" });
    assert(blocks(storedBy(renderFirmware(all))) > 1400);
  }
});

/** Weights of 66 and of 6 words, line buffers, a table, a kept tensor, a deep FIFO, all wide enough to matter. */
const EVERY: Model = buildModel("every", (b) => {
  const x = b.input({ height: 3, width: 80, channels: 4 });
  const weights = (...shape: number[]) => ({
    shape,
    data: Float64Array.from({ length: shape.reduce((a, n) => a * n) }, (_, i) => (i % 13 - 6) / 8),
  });
  const deep = b.conv2d(x, { name: "deep", weights: weights(3, 3, 4, 8), padding: "same" });
  const shallow = b.convTranspose2d(deep, {
    name: "shallow",
    weights: weights(3, 3, 8, 4),
    padding: "same",
    strides: 1,
  });
  return b.transpose(b.tanh(shallow, { name: "curve" }), { name: "turned", permutation: [1, 0, 2] });
});

function every(options: DesignOptions): Design {
  return createDesign(EVERY, {
    io: "io_stream",
    strategy: "resource",
    precision: "ap_fixed<12,4>",
    layers: { deep: { reuseFactor: 144, fifoDepth: 500 }, shallow: { reuseFactor: 6 } },
    ...options,
  });
}

/** `memory: implementation` of every memory of the firmware. */
function madeOf(design: Design): Readonly<Record<string, string>> {
  return Object.fromEntries(storedBy(renderFirmware(design)).map(({ of, impl }) => [of, impl]));
}

Deno.test("memories of 64 words are look-up tables, deeper ones block RAM", () => {
  assertEquals(madeOf(every({})), {
    "deep weights": "bram",
    "deep line": "bram",
    "shallow weights": "lutram",
    "shallow line": "bram",
    "entry_curve": "bram",
    "turned kept": "bram",
    "deep fifo": "bram",
    "shallow fifo": "srl",
    "curve fifo": "srl",
  });
});

Deno.test("MemoryKind binds every memory of a layer and its FIFO; UltraRAM holds no constants", () => {
  const kinds = (memoryKind: "lut" | "block" | "ultra", target: string) =>
    madeOf(every({ memoryKind, target }));
  for (const target of ["vitis", "vivado"]) {
    const lut = kinds("lut", target);
    assertEquals(new Set(Object.values(lut)), new Set(["lutram", "srl"]));
    assertEquals(new Set(Object.values(kinds("block", target))), new Set(["bram"]));
    const ultra = kinds("ultra", target);
    // Vivado HLS has no FIFO in UltraRAM.
    assertEquals(ultra["deep fifo"], target === "vitis" ? "uram" : "bram");
    assertEquals(ultra["deep line"], "uram");
    assertEquals(ultra["turned kept"], "uram");
    assertEquals([ultra["deep weights"], ultra["shallow weights"], ultra.entry_curve], [
      "bram",
      "lutram",
      "bram",
    ]);
  }
  const one = madeOf(every({ layers: { deep: { reuseFactor: 144, memoryKind: "lut" } } }));
  assertEquals([one["deep weights"], one["deep line"], one["shallow line"]], ["lutram", "lutram", "bram"]);
});

Deno.test("the estimate counts the block RAMs and UltraRAMs of the text", () => {
  for (const memoryKind of ["auto", "lut", "block", "ultra"] as const) {
    const design = every({ memoryKind });
    const stored = storedBy(renderFirmware(design));
    const used = estimateDesign(design).resources;
    // The table is looked up for four elements at once, through two ports.
    const lookups = stored.map((each) => each.of === "entry_curve" ? { ...each, count: 2 } : each);
    assertEquals(used.BRAM_18K.used, blocks(lookups), memoryKind);
    const ultra = stored.filter(({ impl }) => impl === "uram").reduce(
      (sum, { words, bits, count }) => sum + count * Math.ceil(bits / 72) * Math.ceil(words / 4096),
      0,
    );
    assertEquals(used.URAM.used, ultra, memoryKind);
  }
  assertEquals(RESOURCE_KINDS.length, 5);
});

Deno.test("UltraRAM is taken by itself where it takes the smaller share of the part's", () => {
  const wide = (part: string) =>
    madeOf(createDesign(
      buildModel("wide", (b) =>
        b.averagePool(b.input({ height: 4, width: 2000, channels: 6 }), {
          name: "pooled",
          size: 2,
          strides: 2,
        })),
      { part, precision: "ap_fixed<12,4>" },
    ))["pooled line"];
  // 2,000 words of 72 bits: 8 block RAMs or 1 UltraRAM, of which there is one for every 4.2 block RAMs.
  assertEquals(wide("xcvu13p-flga2577-2-e"), "uram");
  assertEquals(wide("xc7z020clg400-1"), "bram");
  assertEquals(wide("xcku9p-ffve900-2-e"), "bram", "of a part that no table has nothing is known");
});

Deno.test("UltraRAM is refused on a part that has none", () => {
  const asked = () => every({ part: "xc7z020clg400-1", layers: { deep: { memoryKind: "ultra" } } });
  assertThrows(
    asked,
    InterlaceError,
    'Cannot make memories of layer "deep" of UltraRAM: xc7z020clg400-1 has none',
  );
});

Deno.test("MemoryKind that changes nothing is noted", () => {
  const notes = (options: DesignOptions) =>
    every(options).notes.filter((note) => note.startsWith("MemoryKind"));
  assertEquals(notes({ target: "verilog", memoryKind: "block" }), [
    "MemoryKind of the whole model changes nothing: no layer has memories that can be made of that",
  ]);
  assertEquals(notes({ layers: { turned: { memoryKind: "ultra" } } }), []);
  const ports = (memoryKind: "block" | "ultra") =>
    createDesign(buildModel("m", (b) => b.tanh(b.input({ features: 4 }), { name: "y" })), {
      layers: { y: { memoryKind } },
    }).notes;
  assertEquals(ports("block"), []);
  assertEquals(ports("ultra"), [
    'MemoryKind of layer "y" changes nothing: it has no memories that can be made of that',
  ]);
});
