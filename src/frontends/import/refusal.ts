/** Why a node or layer cannot be imported; collected, so that all are reported at once. */
export class Refusal extends Error {
  override readonly name = "Refusal";
}

/** Thrown where something draws on what could not be imported itself; nobody needs to hear of it. */
export class Unavailable extends Error {
  override readonly name = "Unavailable";
}
