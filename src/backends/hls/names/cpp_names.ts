import { IdentifierPool } from "../../../base/mod.ts";
import type { Design } from "../../../design/mod.ts";

/**
 * Words that generated C++ must not use as names: keywords, macros of common headers, names of the tools and of files of a
 * project.
 */
const RESERVED = new Set(
  ("alignas alignof and and_eq asm auto bitand bitor bool break case catch char char8_t char16_t " +
    "char32_t class co_await co_return co_yield compl concept const consteval constinit constexpr " +
    "const_cast continue decltype default delete do double dynamic_cast else enum explicit export " +
    "extern false float for friend goto if inline int long mutable namespace new noexcept not not_eq " +
    "nullptr operator or or_eq private protected public register reinterpret_cast requires return short " +
    "signed sizeof static static_assert static_cast struct switch template this thread_local throw true " +
    "try typedef typeid typename union unsigned using virtual void volatile wchar_t while xor xor_eq " +
    "main std hls nnet ap_int ap_uint ap_fixed ap_ufixed linux unix NULL EOF assert errno stdin stdout " +
    "stderr defines parameters")
    .split(" "),
);

/** The design's name, that of its top function and its files, as C++ can have it. */
export function topName({ name }: Pick<Design, "name">): string {
  return isReserved(name) ? `${name}_n` : name;
}

/**
 * A design whose name and tensors are called as C++ can call them: words that it keeps get `_n` behind them, and a number
 * where that is taken. Such a design is given back as it is.
 */
export function withCppNames(design: Design): Design {
  const ids = [...design.tensors.values()].map(({ id }) => id);
  if (!isReserved(design.name) && !ids.some(isReserved)) return design;
  const pool = new IdentifierPool(ids);
  const tensors = [...design.tensors].map(([name, tensor]) =>
    [name, isReserved(tensor.id) ? { ...tensor, id: pool.take(`${tensor.id}_n`) } : tensor] as const
  );
  return { ...design, name: topName(design), tensors: new Map(tensors) };
}

function isReserved(name: string): boolean {
  return RESERVED.has(name) || RESERVED.has(name.toLowerCase());
}
