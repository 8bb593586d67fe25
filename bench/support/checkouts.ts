import { InterlaceError } from "../../src/base/mod.ts";
import type { createDesign, Design } from "../../src/design/mod.ts";
import type { importModelFiles } from "../../src/frontends/mod.ts";
import type { buildModel, Model } from "../../src/model/mod.ts";
import type { encodeInputs, randomInputs } from "../../src/simulate/mod.ts";
import type { compiledDesign } from "../../src/simulate/wasm/simulator.ts";

/** What is called of a checkout, in it or in another one: designs of one are nothing to the other. */
export interface Checkout {
  readonly buildModel: typeof buildModel;
  readonly importModelFiles: typeof importModelFiles;
  readonly createDesign: typeof createDesign;
  readonly encodeInputs: typeof encodeInputs;
  readonly randomInputs: typeof randomInputs;
  readonly compiledDesign: typeof compiledDesign;
}

/**
 * Loads what a benchmark calls from a checkout.
 *
 * @param root Its folder, that of `mod.ts`.
 * @throws {InterlaceError} if it is none, or one that does not have it all.
 */
export async function loadCheckout(root: URL): Promise<Checkout> {
  const room = async <Room>(path: string): Promise<Room> => {
    try {
      return await import(new URL(path, root).href);
    } catch (error) {
      throw new InterlaceError(`Cannot load ${path} of a checkout: ${error}`, {
        code: "file-unreadable",
        place: { file: decodeURIComponent(root.pathname) },
        hint: "Give the folder in which mod.ts lies.",
      });
    }
  };
  return {
    ...await room<Pick<Checkout, "buildModel">>("src/model/mod.ts"),
    ...await room<Pick<Checkout, "importModelFiles">>("src/frontends/mod.ts"),
    ...await room<Pick<Checkout, "createDesign">>("src/design/mod.ts"),
    ...await room<Pick<Checkout, "encodeInputs" | "randomInputs">>("src/simulate/mod.ts"),
    ...await room<Pick<Checkout, "compiledDesign">>("src/simulate/wasm/simulator.ts"),
  };
}

/** A design of a checkout that is ready to run. */
export interface ReadyDesign {
  /** Computes one sample of the same random inputs in every checkout. */
  readonly run: () => void;
  /** The module. */
  readonly bytes: Uint8Array;
  /** Path of the last stage, with the bits of its numbers. */
  readonly path: string;
}

/** A design to be made in a checkout. */
export interface ComparedDesign {
  readonly name: string;
  readonly model: (checkout: Checkout) => Model | Promise<Model>;
  readonly options: NonNullable<Parameters<Checkout["createDesign"]>[1]>;
}

/** Makes a design in a checkout; every call has a machine of its own. */
export async function readyDesign(
  checkout: Checkout,
  { model, options }: ComparedDesign,
): Promise<ReadyDesign> {
  const design: Design = checkout.createDesign(await model(checkout), options);
  const { machine, program } = checkout.compiledDesign(design);
  const inputs = checkout.encodeInputs(design, checkout.randomInputs(design, { samples: 1, seed: 1 }));
  inputs.forEach(({ data }, i) => machine.write(design.inputs[i].tensor, data));
  return { run: () => machine.run(), bytes: program.bytes, path: program.stages.at(-1)!.path };
}
