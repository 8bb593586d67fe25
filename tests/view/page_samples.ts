/** Designs and runs whose pages tests look at. */
import { assert } from "@std/assert";
import { createDesign, type DesignOptions } from "../../src/design/mod.ts";
import { buildModel, type Model } from "../../src/model/mod.ts";
import { describeDesign, observeNumbers, renderDesignPage } from "../../src/view/mod.ts";

/** Text that would be a script, an attribute's end or the end of a style, were it not escaped. */
export const HOSTILE = `<script>alert(1)</script>"'><img src=x onerror=alert(2)></style><b>&amp;`;

export const weights = (shape: number[], scale = 1) => ({
  shape,
  data: Float64Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => scale * Math.sin(1 + i)),
});

/** Two paths that meet again, so that a FIFO is deep, with names that break pages. */
export function network({ scale = 1, name = HOSTILE } = {}): Model {
  return buildModel("page", (b) => {
    const x = b.input({ name: `${name} in`, height: 6, width: 8, channels: 2 });
    const down = b.conv2d(x, {
      name: `${name} down`,
      weights: weights([3, 3, 2, 3], scale),
      strides: 2,
      padding: "same",
    });
    const up = b.convTranspose2d(down, {
      name: `${name} up`,
      weights: weights([4, 4, 3, 2]),
      strides: 2,
      padding: "same",
    });
    return b.relu(b.add([up, x], { name: `${name} sum` }), { name: `${name} out` });
  });
}

export async function pageOf(model: Model, options: DesignOptions = {}, numbers = true): Promise<string> {
  const design = createDesign(model, { reuseFactor: 2, strategy: "resource", ...options });
  return await renderDesignPage(describeDesign(design, numbers ? await observeNumbers(design) : null));
}

/** The text of a section, without its tags. */
export function sectionOf(page: string, id: string): string {
  const found = page.match(new RegExp(`<section id="${id}">([\\s\\S]*?)</section>`));
  assert(found !== null, `no section ${id}`);
  return found![1].replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");
}
