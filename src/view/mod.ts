/**
 * Pages for people: one file of a network, its numbers, its schedule and its cost.
 *
 * @module
 */
export { describeDesign, type DesignView, type FifoView, type StageView } from "./design_view.ts";
export { type ExplorationView, renderExplorationPage } from "./exploration_page.ts";
export {
  type Distribution,
  type NumbersView,
  observeNumbers,
  type OutputScatter,
  type ParameterNumbers,
  type TensorNumbers,
  type TypeReach,
} from "./numbers.ts";
export { renderDesignPage } from "./page.ts";
