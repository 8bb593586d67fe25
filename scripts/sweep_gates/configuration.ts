import {
  createDesign,
  type Design,
  type DesignOptions,
  draftDesign,
  type LayerOptions,
  nearestFactor,
} from "../../src/design/mod.ts";
import { buildModel, type InputSize, type ModelBuilder, type Node } from "../../src/model/mod.ts";

/** A layer that is synthesised: the stage that it becomes is the subject, FIFOs and clones around it come along. */
export interface Configuration {
  /** Name of the layer, an identifier; those of its inputs begin with it. */
  readonly name: string;
  /** Of which kind its stage is. */
  readonly kind: string;
  /** Layers of one group are synthesised together, since half of a small synthesis is to start. */
  readonly group: string;
  /** What those have in common that differ in widths, factors and modes alone: cross-validation leaves out all of them. */
  readonly shape: string;
  /** Adds the layer. */
  readonly add: (site: LayerSite) => Node | readonly Node[];
  /** Type of the layer's inputs. */
  readonly input: string;
  /** Settings of the layer. */
  readonly settings: LayerOptions;
}

/** Where a layer is added. */
export interface LayerSite {
  readonly b: ModelBuilder;
  /** Of the layer. */
  readonly name: string;
  /** An input of the layer alone. */
  readonly input: (size: InputSize) => Node;
}

/** A design of configurations side by side: inputs and outputs are their own. */
export interface Batch {
  /** Of the design. */
  readonly name: string;
  /** Of the configurations. */
  readonly group: string;
  readonly configurations: readonly Configuration[];
}

/** Configurations of a design at most: what is lost where a run is broken off. */
const MOST_IN_A_DESIGN = 30;

/** Configurations as designs, group by group. */
export function batchesOf(configurations: readonly Configuration[]): readonly Batch[] {
  return [...Map.groupBy(configurations, ({ group }) => group)].flatMap(([group, all]) =>
    Array.from({ length: Math.ceil(all.length / MOST_IN_A_DESIGN) }, (_, i) => ({
      name: `sweep_${group}_${i + 1}`,
      group,
      configurations: all.slice(i * MOST_IN_A_DESIGN, (i + 1) * MOST_IN_A_DESIGN),
    }))
  );
}

/** The design of a batch, for target `verilog`; of a reuse factor that is not valid for its layer, the nearest that is. */
export function designOf({ name, configurations }: Pick<Batch, "name" | "configurations">): Design {
  const inputs: (readonly [name: string, settings: LayerOptions])[] = [];
  const model = buildModel(name, (b) =>
    configurations.flatMap((configuration) => {
      let count = 0;
      return configuration.add({
        b,
        name: configuration.name,
        input: (size) => {
          const own = `${configuration.name}_x${++count}`;
          inputs.push([own, { precision: configuration.input }]);
          return b.input({ ...size, name: own });
        },
      });
    }));
  const optionsOf = (settingsOf: (configuration: Configuration) => LayerOptions): DesignOptions => {
    const layers = configurations.map((each) => [each.name, settingsOf(each)] as const);
    return { target: "verilog", layers: Object.fromEntries([...inputs, ...layers]) };
  };
  const { stages } =
    draftDesign(model, optionsOf(({ settings: { reuseFactor: _, ...others } }) => others)).bare;
  const options = optionsOf(({ name, settings }) => {
    const plan = stages.find((stage) => stage.name === name)?.plan;
    const { reuseFactor } = settings;
    return plan !== undefined && "commonFactors" in plan && typeof reuseFactor === "number"
      ? { ...settings, reuseFactor: nearestFactor(plan.commonFactors, reuseFactor) }
      : settings;
  });
  return createDesign(model, options);
}
