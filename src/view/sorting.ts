import { createHash } from "node:crypto";
import script from "../../templates/view/sort.js" with { type: "text" };

/** The script that sorts tables of the class `sortable`; without it they stay as they are. */
export const SORTING: { readonly script: string; readonly hash: string } = {
  script,
  /** What the policy of a page has to name, so that this script runs and no other one. */
  hash: createHash("sha256").update(script).digest("base64"),
};
