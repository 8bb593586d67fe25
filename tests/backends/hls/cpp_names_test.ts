import { assertEquals } from "@std/assert";
import { withCppNames } from "../../../src/backends/hls/names/cpp_names.ts";
import { toolsOf } from "../../../src/backends/mod.ts";
import { createDesign, type Design } from "../../../src/design/mod.ts";
import { buildModel } from "../../../src/model/mod.ts";
import { renderProject } from "../../../src/project/mod.ts";

// [lex.key] and [lex.digraph] of C++20 and C++11, typed here so that no list is compared with itself.
const KEYWORDS =
  `alignas alignof asm auto bool break case catch char class const const_cast constexpr continue decltype
default delete do double dynamic_cast else enum explicit export extern false float for friend goto if inline int long mutable
namespace new noexcept nullptr operator private protected public register reinterpret_cast return short signed sizeof static
static_assert static_cast struct switch template this thread_local throw true try typedef typeid typename union unsigned using
virtual void volatile wchar_t while and and_eq bitand bitor compl not not_eq or or_eq xor xor_eq concept requires co_await
co_return co_yield consteval constinit char8_t char16_t char32_t`.split(/\s+/);

/** A design with a port and a tensor inside of these names. */
function designOf({ name, port, inner }: { name: string; port: string; inner: readonly string[] }): Design {
  return createDesign(buildModel(name, (b) => {
    let x = b.input({ name: port, features: 2 });
    for (const each of inner) x = b.tanh(x, { name: each });
    return b.relu(x, { name: "last" });
  }));
}

const idsOf = ({ tensors }: Design) => [...tensors.values()].map(({ id }) => id);

Deno.test("a design calls its tensors as the model does, and C++ calls those otherwise that it has a word for", () => {
  for (const word of [...KEYWORDS, "main", "std", "hls", "ap_fixed", "NULL"]) {
    const design = designOf({ name: word, port: "x", inner: [word] });
    assertEquals([design.name, idsOf(design)], [word, ["x", word, "last"]]);
    const named = withCppNames(design);
    assertEquals([named.name, idsOf(named)], [`${word}_n`, ["x", `${word}_n`, "last"]]);
  }
});

Deno.test("withCppNames() keeps names apart, and gives a design back that needs no other ones", () => {
  const design = designOf({ name: "net", port: "new", inner: ["new_n", "New_N_2", "delete"] });
  const named = withCppNames(design);
  assertEquals(idsOf(named), ["new_n_3", "new_n", "New_N_2", "delete_n", "last"]);
  assertEquals(withCppNames(named), named);
  const plain = designOf({ name: "net", port: "x", inner: ["y"] });
  assertEquals(withCppNames(plain) === plain, true);
});

Deno.test("a project says what its top is called, and its files are called so", () => {
  const design = designOf({ name: "main", port: "x", inner: [] });
  const project = renderProject(design);
  assertEquals(toolsOf(design.target).topName(design), "main_n");
  assertEquals(JSON.parse(String(project.get("interlace.json"))).name, "main_n");
  assertEquals(project.has("firmware/main_n.cpp"), true);
});
