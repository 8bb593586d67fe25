import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { VERSION } from "../../base/version.ts";
import { serialiseOptions } from "../../design/mod.ts";
import type { ExploreTask } from "./task.ts";
import type { ExplorePoint } from "./candidate.ts";

/** Makes the keys of candidates: equal for what follows from the same, whenever and wherever it is computed. */
export async function keysOf(task: ExploreTask): Promise<(point: ExplorePoint) => string> {
  const { model, data, problem: { labels, metric, seed = 0, safe = false, design = {} } } = task;
  const module = metric?.module;
  const shared = digest({
    version: VERSION,
    model: { ...model, source: null },
    data,
    labels,
    metric: { name: metric?.name ?? null, module: module === undefined ? null : await contentsOf(module) },
    seed,
    safe,
    design: serialiseOptions(design),
    target: typeof design.target === "object" ? design.target : null,
  });
  return (point) => digest({ shared, point });
}

/** What a module of a metric says; of one that is no file its address. */
async function contentsOf(url: string): Promise<string> {
  return url.startsWith("file:") ? await readFile(fileURLToPath(url), "utf8") : url;
}

/** SHA-256 of plain data, with typed arrays, maps and numbers that JSON has no words for. */
function digest(value: unknown): string {
  const text = JSON.stringify(value, (_, part: unknown) => {
    if (part instanceof Float64Array) {
      const bytes = new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
      return createHash("sha256").update(bytes).digest("hex");
    }
    if (part instanceof Map) return [...part];
    if (typeof part === "bigint" || typeof part === "number" && !Number.isFinite(part)) return `${part}`;
    return part;
  });
  return createHash("sha256").update(text).digest("hex");
}
