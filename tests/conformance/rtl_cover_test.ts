import { assertEquals } from "@std/assert";
import { cover } from "./rtl_cover.ts";

Deno.test("cover() shows all that the candidates do, with the cheap ones and none that adds nothing", () => {
  const candidate = (cost: number, ...features: readonly string[]) => ({ cost, features: new Set(features) });
  const all = candidate(9, "a", "b", "c");
  const [a, b, c] = [candidate(1, "a"), candidate(1, "b"), candidate(2, "c", "a")];
  assertEquals(cover([all, a, b, c]), [a, b, c]);
  assertEquals(cover([candidate(1, "a"), candidate(1, "a", "b"), b]), [candidate(1, "a", "b")]);
  assertEquals(cover([]), []);
});
