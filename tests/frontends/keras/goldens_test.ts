import { assertEquals } from "@std/assert";
import { assertGolden, importGolden } from "./support.ts";

const NAMES = [...Deno.readDirSync(new URL("../../goldens/keras/", import.meta.url))]
  .map(({ name }) => name.replace(/\.gz$/, ""))
  .filter((name) => !name.endsWith(".npz")).toSorted();

Deno.test("there are golden models of every kind", () => {
  const count = (pattern: RegExp) => NAMES.filter((name) => pattern.test(name)).length;
  assertEquals([/^k2_.*\.keras$/, /^k2_.*\.h5$/, /^(?!k2_).*\.keras$/, /^(?!k2_).*\.h5$/].map(count), [
    10,
    7,
    16,
    6,
  ]);
});

for (const name of NAMES) {
  Deno.test(`importModelFiles() reads ${name} as Keras computes it`, async () => {
    await assertGolden(await importGolden(name), name.replace(/\..*$/, ""));
  });
}
