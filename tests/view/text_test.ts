import { assert, assertEquals } from "@std/assert";
import { GLOSSARY } from "../../src/view/glossary.ts";
import { distinctLabels } from "../../src/view/text.ts";

Deno.test("distinctLabels() shortens names in their middle, and never two to the same label", () => {
  const names = ["0", "2", "10", "12"].flatMap((block) =>
    ["weights", "bias"].flatMap((what) => [
      `/encoder${block}/encoder${block}.0/Conv ${what}`,
      `/encoder${block}/encoder${block}.2/Conv ${what}`,
      `/encoder${block}/a_name_that_is_long.${block}/of_a_layer_with_a_long_end/Conv ${what}`,
    ])
  );
  const letters = 26;
  const label = distinctLabels([...names, "short"], letters);
  const labels = names.map(label);
  assertEquals(new Set(labels).size, names.length, labels.join("\n"));
  assert(labels.every((text) => text.length <= letters), labels.join("\n"));
  assertEquals(label("short"), "short");
  // One that differs from another in its middle alone, however few letters there are.
  const apart = ["a".repeat(30) + "x" + "b".repeat(30), "a".repeat(30) + "y" + "b".repeat(30)];
  assertEquals(new Set(apart.map(distinctLabels(apart, 12))).size, 2);
});

Deno.test("words of a page mean what the glossary says", async () => {
  const text = await Deno.readTextFile(new URL("../../docs/GLOSSARY.md", import.meta.url));
  const rows = text.replaceAll("`", "").split("\n").map((line) => line.split("|").map((cell) => cell.trim()));
  const meanings = new Map(rows.map(([, word, meaning]) => [word, meaning]));
  for (const { word, meaning } of GLOSSARY) assertEquals(meaning, meanings.get(word), word);
  assert(GLOSSARY.length > 15);
});
