import { createHash } from "node:crypto";
import { createDesign, type Design, type DesignOptions, serialiseOptions } from "../../src/design/mod.ts";
import { importModelFiles } from "../../src/frontends/mod.ts";
import type { Target } from "../../src/target/mod.ts";
import { benchLayers } from "./layers.ts";

/** A design whose figures are compared from one version to the next. */
export interface BenchKernel {
  /** What it is, for people and as the key of baselines. */
  readonly name: string;
  /** The same as a C++ identifier: name of its project and of the folder of its reports. */
  readonly id: string;
  /** SHA-256 of the model and of the options: what was asked for, whatever is made of it. */
  readonly digest: string;
  /** Makes it. */
  readonly design: () => Promise<Design>;
}

const EXAMPLE = new URL("../../examples/autoencoder/autoencoder.onnx", import.meta.url);

interface Variant {
  readonly io: "io_stream" | "io_parallel";
  readonly strategy: "latency" | "resource";
  readonly reuseFactor: number;
}

const stream = (strategy: Variant["strategy"], ...factors: number[]) =>
  factors.map((reuseFactor): Variant => ({ io: "io_stream", strategy, reuseFactor }));
const parallel = (strategy: Variant["strategy"], ...factors: number[]) =>
  factors.map((reuseFactor): Variant => ({ io: "io_parallel", strategy, reuseFactor }));

/**
 * By the first letter of the layer. Whole maps in registers make sense for small ones alone; the largest factors are those
 * with which one multiplier serves all inputs, or, of `e`, several outputs too.
 */
const VARIANTS: Readonly<Record<string, readonly Variant[]>> = {
  a: [
    ...stream("latency", 1, 4),
    ...stream("resource", 4, 16, 64),
    ...parallel("latency", 1),
    ...parallel("resource", 16),
  ],
  b: [...stream("latency", 1), ...stream("resource", 8, 16, 32, 128)],
  c: [...stream("latency", 1), ...stream("resource", 2, 8)],
  d: [
    ...stream("latency", 1),
    ...stream("resource", 4, 8, 16, 64),
    ...parallel("latency", 1),
    ...parallel("resource", 16),
  ],
  e: [...stream("latency", 1), ...stream("resource", 16, 256, 512, 2048)],
  example: [...stream("latency", 1), ...stream("resource", 16, 64), ...parallel("resource", 64)],
};

/** Types of a trained network; part and clock are the defaults. */
const PRECISION = "ap_fixed<16,6>";

function variantsOf(letter: string, asked: KernelTarget | undefined): readonly Variant[] {
  return VARIANTS[letter].filter(({ io, strategy }) =>
    asked?.target.strategies[io].includes(strategy) ?? true
  );
}

/** For what kernels are made. */
export interface KernelTarget {
  /** What builds them; those of its io types alone are made. */
  readonly target: Target;
  /** Its own, if none is named. */
  readonly part?: string;
}

/**
 * All designs, in the order in which they are shown.
 * @param asked For another target or part than baselines are of.
 */
export async function benchKernels(asked?: KernelTarget): Promise<readonly BenchKernel[]> {
  const models = [
    ...(await benchLayers()).map(({ name, onnx }) => ({ letter: name[0], name, onnx })),
    { letter: "example", name: "example", onnx: await Deno.readFile(EXAMPLE) },
  ];
  return models.flatMap(({ letter, name, onnx }) =>
    variantsOf(letter, asked).map(({ io, strategy, reuseFactor }): BenchKernel => {
      const id = `${letter}_${io}_${strategy}_${reuseFactor}`;
      const options: DesignOptions = {
        io,
        strategy,
        reuseFactor,
        precision: PRECISION,
        projectName: id,
        ...asked,
      };
      const digest = createHash("sha256").update(onnx).update(JSON.stringify(serialiseOptions(options)));
      return {
        name: `${name}, ${io}, ${strategy} ${reuseFactor}`,
        id,
        digest: digest.digest("hex"),
        async design() {
          const files = new Map([["model.onnx", onnx]]);
          return createDesign(await importModelFiles({ main: "model.onnx", files }), options);
        },
      };
    })
  );
}
