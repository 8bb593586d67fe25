import { assert, assertEquals, assertMatch } from "@std/assert";
import { createDesign } from "../../src/design/mod.ts";
import { buildModel } from "../../src/model/mod.ts";
import { errorOf } from "../../src/view/distribution.ts";
import { describeDesign, observeNumbers, renderDesignPage } from "../../src/view/mod.ts";

/** More numbers than quantiles are looked for in, two channels: every other number is of the first one. */
const [HEIGHT, WIDTH] = [512, 260];
const PIXELS = HEIGHT * WIDTH;

/** The first channel lies within `ap_fixed<16,6>`, the second reaches 100, and is 0 in its first row. */
const DATA = Float64Array.from({ length: 2 * PIXELS }, (_, i) => {
  const pixel = i >> 1;
  if (i % 2 === 0) return 1 + pixel % 3 / 8;
  return pixel < WIDTH ? 0 : pixel === PIXELS - 1 ? -100 : 64 + pixel % 2;
});

Deno.test("observeNumbers() counts every number of every channel, and chooses quantiles from all channels alike", async () => {
  const design = createDesign(
    buildModel(
      "large",
      (b) => b.relu(b.input({ name: "x", height: HEIGHT, width: WIDTH, channels: 2 }), { name: "y" }),
    ),
  );
  const data = { shape: [1, HEIGHT, WIDTH, 2], data: DATA };
  const numbers = await observeNumbers(design, { data: new Map([["x", data]]) });
  const x = numbers.tensors.find(({ name }) => name === "x")!;
  assertEquals(x.overflows, PIXELS - WIDTH);
  const { least, most, count, zeros, magnitudes, chosen } = x.float!;
  assertEquals({ least, most, count, zeros }, { least: -100, most: 65, count: 2 * PIXELS, zeros: WIDTH });
  // The least and the largest of all; a quarter of the numbers lies in the middle of each channel.
  assertEquals([magnitudes![0], magnitudes![6]], [1, 100]);
  assert(magnitudes![2] < 1.3 && magnitudes![4] >= 64, String(magnitudes));
  assert(chosen < count - zeros && chosen > count / 16, String(chosen));
  // Saturation is off: 64 wraps to 0, −100 to 28.
  assertEquals(x.error!.most, 128);
  const off = DATA.filter((value) => Math.abs(value) > 32).length;
  assertEquals(x.error!.counts.reduce((a, b) => a + b), 2 * PIXELS);
  assertEquals(x.error!.counts.reduce((sum, each, bin) => bin === 15 ? sum : sum + each), off);
  assert(x.error!.points.some(({ float }) => float > 60) && x.error!.points.some(({ float }) => float < 2));
  const [output] = numbers.outputs;
  assert(
    output.error.points.some(({ float }) => float > 60) && output.error.points.some(({ float }) => float < 2),
  );

  const page = await renderDesignPage(describeDesign(design, numbers));
  assertMatch(
    page,
    /&quot;x&quot;, ap_fixed&lt;16,6&gt;, with 50 % of its values \(8 integer bits would do\)/,
  );
  assertMatch(page, /\(of [\d,]+ of 265,980 numbers that are not 0\)/);
});

Deno.test("errorOf() tells small errors apart where a few overflows are far beyond them", () => {
  const reals = Float64Array.from({ length: 3001 }, (_, i) => i / 16);
  const small = reals.map((_, i) => (i % 31 - 15) / 256);
  const spread = ({ counts }: { readonly counts: readonly number[] }) =>
    counts.filter((count) => count > 90).length;
  assertEquals(errorOf({ reals, errors: small }).reach, 15 / 256);
  assertEquals(spread(errorOf({ reals, errors: small })), 31);
  const { most, reach, counts } = errorOf({ reals, errors: small.with(7, -64).with(2000, 64).with(9, 64) });
  assertEquals({ most, reach }, { most: 64, reach: 15 / 256 });
  assertEquals(spread({ counts }), 31);
  assertEquals(counts.reduce((a, b) => a + b), reals.length);
  // Where most are 0 there is nothing but the few to tell apart.
  assertEquals(errorOf({ reals, errors: reals.map((_, i) => i === 5 ? 3 : 0) }).reach, 3);
});
