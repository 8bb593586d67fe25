/** What every plan of a stage has. */
export interface PlanBase<Kind extends string> {
  /** Tells the members of {@linkcode StagePlan} apart. */
  readonly kind: Kind;
}
