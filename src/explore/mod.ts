/**
 * The tool chooses: factors for a goal.
 *
 * @module
 */
export { type FactorSaving, factorSaving } from "./saving.ts";
export { chooseFactors, type FactorChoice, type LayerFactors } from "./choose_factors.ts";
