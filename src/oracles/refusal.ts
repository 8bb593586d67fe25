/** Why a framework gives no answer: it refuses the model, lacks something of it, or cannot be loaded. */
export class OracleRefusal extends Error {
  override readonly name = "OracleRefusal";
  /** What the framework says, or what it lacks, as the end of a sentence. */
  readonly reason: string;
  /** The node or layer to blame, by its name in the source; null where nobody can tell. */
  readonly node: string | null;

  constructor(
    { reason, node = null }: { readonly reason: string; readonly node?: string | null },
    options: ErrorOptions = {},
  ) {
    super(reason, options);
    this.reason = reason;
    this.node = node;
  }
}

/** A framework's answer of another form than the model promises: it runs the model, and the import is wrong. */
export class OracleDisagreement extends Error {
  override readonly name = "OracleDisagreement";
}
