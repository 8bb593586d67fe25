import type { Configuration } from "./configuration.ts";
import { elementwise } from "./elements.ts";
import { fifos, moves, windows } from "./moves.ts";
import { products } from "./products.ts";

/** Everything that is swept: every kind of stage for which there is a module, in more than one shape and width. */
export function sweptConfigurations(): readonly Configuration[] {
  return [...fifos(), ...moves(), ...windows(), ...products(), ...elementwise()];
}
