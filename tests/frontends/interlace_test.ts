import { assertEquals } from "@std/assert";
import { formatModel, importInterlace } from "../../src/frontends/interlace/mod.ts";
import { buildModel } from "../../src/model/mod.ts";

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
