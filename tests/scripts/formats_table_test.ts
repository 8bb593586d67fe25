import { assertEquals } from "@std/assert";
import { FORMATS_TABLE, renderFormatsTable } from "../../scripts/formats_table.ts";
import { FRONTENDS, loadFrontEnd } from "../../src/frontends/mod.ts";
import { LAYERS } from "../../src/layers/mod.ts";

Deno.test("docs/FORMATS.md is what the front ends say", async () => {
  assertEquals(await Deno.readTextFile(FORMATS_TABLE), await renderFormatsTable());
});

Deno.test("FRONTENDS list each operator once, and layers that there are", async () => {
  for (const frontEnd of Object.values(FRONTENDS)) {
    const { format } = frontEnd;
    const { operators } = await loadFrontEnd(frontEnd);
    const names = operators.map(({ name }) => name);
    assertEquals(names.length, new Set(names).size, format);
    for (const { name, kinds } of operators) {
      assertEquals(kinds.filter((kind) => !Object.hasOwn(LAYERS, kind)), [], `${format}: ${name}`);
    }
  }
});

Deno.test("every layer kind can be imported from some format", async () => {
  const others = Object.values(FRONTENDS).filter(({ format }) => format !== "interlace");
  const loaded = await Promise.all(others.map(loadFrontEnd));
  const imported = new Set(loaded.flatMap(({ operators }) => operators.flatMap(({ kinds }) => kinds)));
  assertEquals(Object.values(LAYERS).map(({ kind }) => kind).filter((kind) => !imported.has(kind)), []);
});
