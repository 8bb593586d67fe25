import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { type ComparedDesign, loadCheckout, readyDesign } from "../../bench/support/checkouts.ts";
import { InterlaceError } from "../../src/base/mod.ts";

const HERE = new URL("../../", import.meta.url);

const RELU: ComparedDesign = {
  name: "relu",
  model: ({ buildModel }) => buildModel("relu", (b) => b.relu(b.input({ height: 3, width: 5, channels: 2 }))),
  options: { precision: "ap_fixed<12,4>" },
};

Deno.test("a design of a checkout runs in it, and gives the same module every time", async () => {
  const checkout = await loadCheckout(HERE);
  const [first, second] = [await readyDesign(checkout, RELU), await readyDesign(checkout, RELU)];
  assert(first.bytes.length > 100);
  assertEquals(first.bytes, second.bytes);
  assertStringIncludes(first.path, "elements");
  first.run();
  const other = { ...RELU, options: { precision: "ap_fixed<40,20>" } };
  assert(first.bytes.join() !== (await readyDesign(checkout, other)).bytes.join());
});

Deno.test("loadCheckout() refuses a folder that is no checkout", async () => {
  const error = await assertRejects(() => loadCheckout(new URL("docs/", HERE)), InterlaceError);
  assertStringIncludes(error.message, "Cannot load src/model/mod.ts of a checkout");
  assertStringIncludes(error.hint ?? "", "mod.ts");
});
