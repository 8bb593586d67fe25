import { assertEquals, assertRejects } from "@std/assert";
import { InterlaceError } from "../../src/base/errors.ts";
import { parseFixedType } from "../../src/fixed/mod.ts";
import { formatModel } from "../../src/frontends/interlace/format.ts";
import { importInterlace } from "../../src/frontends/interlace/import.ts";
import { buildModel } from "../../src/model/mod.ts";

Deno.test("importInterlace() reads pooling, resizing and functions as formatModel() wrote them", async () => {
  const model = buildModel("m", (b) => {
    const x = b.input({ height: 4, width: 6, channels: 4 });
    const borders = [{ before: 1, after: 0 }, { before: 0, after: 1 }];
    const pooled = b.averagePool(b.maxPool(x, { size: 2, padding: borders, ceilMode: true }), {
      size: 2,
      strides: 1,
      countsPadding: true,
    });
    const up = b.upsample(pooled, { factors: [2, 3] });
    return [
      b.globalAveragePool(up),
      b.globalMaxPool(up, { keepsAxes: true }),
      b.softmax(b.apply(b.elu(b.selu(up), { alpha: 0.1 }), { function: "silu" })),
      b.interpolate(up, { sizes: [5, 7], coordinates: "align_corners" }),
      b.thresholdedRelu(b.hardSigmoid(up, { slope: 0.1 }), { threshold: -0.1 }),
    ];
  });
  const text = formatModel(model);
  const read = await importInterlace({
    main: "model.json",
    read: () => Promise.resolve(new TextEncoder().encode(text)),
  });
  assertEquals(formatModel(read), text);
  assertEquals(read.layers, model.layers);
});

Deno.test("importInterlace() reads quantisers and types of parameters as formatModel() wrote them", async () => {
  const model = buildModel("m", (b) => {
    const type = parseFixedType("ufixed<4,-2,RND_CONV,SAT_SYM>");
    const x = b.quantize(b.input({ length: 3, channels: 1 }), { type });
    const weights = { shape: [2, 1, 1], data: Float64Array.of(0.5, -0.25) };
    const up = b.convTranspose1d(x, { weights, types: { weights: parseFixedType("fixed<3,1>") } });
    return b.dense(b.conv1d(up, { weights, types: {} }), {
      weights: { shape: [1, 1], data: Float64Array.of(1) },
      bias: [1],
      types: { bias: type },
    });
  });
  const text = formatModel(model);
  const read = await importInterlace({
    main: "model.json",
    read: () => Promise.resolve(new TextEncoder().encode(text)),
  });
  assertEquals(formatModel(read), text);
  assertEquals(read.layers, model.layers);
  const wide = text.replaceAll('"width":4', '"width":65');
  await assertRejects(
    () => importInterlace({ main: "m.json", read: () => Promise.resolve(new TextEncoder().encode(wide)) }),
    InterlaceError,
    "its width is 65",
  );
});

Deno.test("importInterlace() reads layers of several inputs and selections as formatModel() wrote them", async () => {
  const model = buildModel("m", (b) => {
    const x = b.input({ height: 4, width: 6, channels: 4 });
    const y = b.pad(b.crop(x, { borders: [{ before: 1, after: 0 }] }), {
      borders: [{ before: 0, after: 1 }],
      value: 0.1,
    });
    const z = b.concatenate([b.subtract(x, y), b.maximum([x, y])]);
    return [
      b.slice(z, { ranges: [{ step: 2 }] }),
      b.depthToSpace(z, { block: 2 }),
      b.spaceToDepth(z, { block: 2 }),
    ];
  });
  const text = formatModel(model);
  const read = await importInterlace({
    main: "model.json",
    read: () => Promise.resolve(new TextEncoder().encode(text)),
  });
  assertEquals(formatModel(read), text);
  assertEquals(read.layers, model.layers);
});
