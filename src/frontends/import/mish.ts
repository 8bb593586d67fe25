import type { Emission } from "./layout.ts";
import type { Signal } from "./signal.ts";

/**
 * x·tanh(ln(1 + eˣ)), of two tables and a product: its two halves are no mirror images, as those of SiLU are, so that no table
 * of magnitudes holds it.
 */
export function emitMish(source: Signal, { builder, name }: Emission): Signal {
  const softplus = { kind: "function", function: "softplus" } as const;
  const plus = builder.emit(softplus, source, { name: `${name}/softplus` });
  const gate = builder.emit({ kind: "tanh" }, plus, { name: `${name}/tanh` });
  return builder.emit({ kind: "merge", operation: "multiply" }, [source, gate], { name });
}
