import { assertEquals } from "@std/assert";
import { cover } from "./rtl_cover.ts";

Deno.test("cover() shows all that the candidates do, with the cheap ones and none that adds nothing", () => {
  const candidate = (cost: number, ...features: readonly string[]) => ({ cost, features: new Set(features) });
  const all = candidate(9, "a", "b", "c");
  const [a, b, c] = [candidate(1, "a"), candidate(1, "b"), candidate(2, "c", "a")];
  assertEquals(cover([all, a, b, c]), [b, c]);
  assertEquals(cover([candidate(1, "a"), candidate(1, "a", "b"), b]), [candidate(1, "a", "b")]);
  // The first shows most for its cost, until the others are there for what they alone show.
  const most = candidate(4, "a", "b", "c", "d");
  const others = [candidate(3, "a", "b", "e"), candidate(3, "c", "d", "f")];
  assertEquals(cover([most, ...others]), others);
  assertEquals(cover([]), []);
});
