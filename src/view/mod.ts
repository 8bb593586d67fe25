/**
 * Pages for people: one file of a network, its numbers, its schedule and its cost.
 *
 * @module
 */
export { describeDesign, type DesignView } from "./design_view.ts";
export { type NumbersView, observeNumbers, type TensorNumbers } from "./numbers.ts";
export { renderDesignPage } from "./page.ts";
