import { assertEquals } from "@std/assert";
import { shortNumber } from "../../src/base/text/short_number.ts";
import { renderTable } from "../../src/cli/terminal/table.ts";

/** What is no terminal. */
const PIPE = { isTerminal: false };

Deno.test("renderTable() aligns numbers to the right and text to the left", async () => {
  const text = await renderTable({ head: ["name", "n"], rows: [["a", 5], ["longer", 123]] }, PIPE);
  assertEquals(text, "name      n\na         5\nlonger  123\n");
});

Deno.test("renderTable() aligns by the width that a terminal gives to characters", async () => {
  const lines = (await renderTable({ head: ["name", "n"], rows: [["層", "x"], ["ab", "x"]] }, PIPE)).split(
    "\n",
  );
  assertEquals(lines.slice(1, 3), ["層    x", "ab    x"]);
});

Deno.test("renderTable() shows control characters, and cuts long names where a person watches", async () => {
  const table = { head: ["name"], rows: [["a\x1b[31mred\n"], ["n".repeat(500)]] };
  for (const [output, length] of [[{ isTerminal: true }, 60], [PIPE, 500]] as const) {
    const text = await renderTable(table, output);
    assertEquals(text.includes("\x1b"), false);
    assertEquals(text.split("\n").length, 4);
    assertEquals(text.split("\n")[2].length, length);
  }
  const endless = { head: ["name"], rows: [["n".repeat(1_000_000)]] };
  assertEquals((await renderTable(endless, PIPE)).split("\n")[1].length, 4096);
});

Deno.test("shortNumber() keeps integers and four digits of others", () => {
  assertEquals([12345678, 0.123456, -1.5e-9, 0].map(shortNumber), ["12345678", "0.1235", "-1.5e-9", "0"]);
});
