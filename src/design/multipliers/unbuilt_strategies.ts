import type { Strategy, Target } from "../../target/mod.ts";
import { changesNothing, fewOf } from "../options/finding_text.ts";
import { settingsNamed } from "../options/layer_names.ts";
import { settingsOfType } from "../options/layer_types.ts";
import { builtStrategy } from "../plans/mac_schedule.ts";
import type { DesignOptions } from "../options/options.ts";
import type { LayerSettings } from "../plans/plan.ts";

/**
 * Names the layers that were asked for a strategy that the target builds like another. One that hls4ml dumped was asked for by
 * nobody.
 *
 * @param options What was asked for, by the names that layers have in the model.
 * @returns One sentence a strategy.
 */
export function unbuiltStrategies(
  settings: readonly LayerSettings[],
  { target, options }: { readonly target: Target; readonly options: DesignOptions },
): readonly string[] {
  const asked = new Map<Strategy, string[]>();
  for (const { layer, typeName, strategy } of settings) {
    const levels = [
      settingsNamed(options.layers, layer),
      settingsOfType(options.layerTypes, typeName),
      options,
    ];
    const level = levels.find((each) => each?.strategy !== undefined);
    if (strategy === null || level?.strategy === undefined || level.dumped === true) continue;
    if (builtStrategy(level.strategy, target) === level.strategy) continue;
    asked.set(level.strategy, [...asked.get(level.strategy) ?? [], `"${layer}"`]);
  }
  return [...asked].map(([strategy, layers]) =>
    changesNothing(
      `strategy ${strategy} of layer${layers.length > 1 ? "s" : ""} ${fewOf(layers)}`,
      `for ${target.name} multipliers are shared in turns, as strategy ${
        builtStrategy(strategy, target)
      } says`,
    )
  );
}
