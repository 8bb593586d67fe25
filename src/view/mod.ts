/**
 * Pages for people: one file of a network, its numbers, its schedule and its cost.
 *
 * @module
 */
export type { ComparedRun } from "./comparison.ts";
export { type CostSectionOptions, type LayerShares, renderCostSection } from "./cost_section.ts";
export { renderDesignsSection } from "./designs_section.ts";
export {
  type CostFigures,
  type CostSources,
  type CostTotal,
  type DesignCost,
  designCost,
  type LayerCost,
} from "./layers.ts";
export { SORTING } from "./sorting.ts";
export { type DesignSettings, type Settings, settingsOfDesign } from "./settings.ts";
export { renderTemplate } from "./template.ts";
export { describeDesign, type DesignView, type StageView } from "./design_view.ts";
export type { FifoView } from "./fifos.ts";
export { type ExplorationView, renderExplorationPage } from "./exploration_page.ts";
export type { Distribution, ErrorPoint, TensorError } from "./distribution.ts";
export {
  type NumbersView,
  observeNumbers,
  type OutputNumbers,
  type ParameterNumbers,
  type TensorNumbers,
  type TypeReach,
} from "./numbers.ts";
export { renderDesignPage } from "./page.ts";
