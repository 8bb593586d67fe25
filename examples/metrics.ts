/** How well hits are told from noise, in the figures that a track trigger is judged by. */

/** Figures of a classification of cells, all 0…1. */
export interface Metrics {
  /** Share of the crossed cells that were selected (recall). */
  readonly efficiency: number;
  /** Share of the selected cells that were crossed (precision). */
  readonly purity: number;
  /** Selected and crossed cells over selected or crossed ones (intersection over union). */
  readonly overlap: number;
  /** Area under the ROC curve: how often a crossed cell has a larger value than one that was not, ties counting half. */
  readonly auc: number;
}

/** A value for each cell, and what is right: 1 or 0. */
export interface Classified {
  readonly values: Float64Array;
  readonly targets: Float64Array;
  /** A cell with a larger value is selected. */
  readonly threshold: number;
}

/** Figures over all cells of all images. */
export function measure({ values, targets, threshold }: Classified): Metrics {
  let both = 0;
  let selected = 0;
  let crossed = 0;
  targets.forEach((target, cell) => {
    const chosen = values[cell] > threshold;
    selected += Number(chosen);
    crossed += target;
    if (chosen) both += target;
  });
  return {
    efficiency: both / crossed,
    purity: both / selected,
    overlap: both / (selected + crossed - both),
    auc: areaUnderCurve({ values, targets, crossed }),
  };
}

/** By the sum of ranks (Mann and Whitney); equal values share the mean of their ranks. */
function areaUnderCurve(
  { values, targets, crossed }: Omit<Classified, "threshold"> & { readonly crossed: number },
): number {
  const order = Uint32Array.from(values, (_, cell) => cell).sort((a, b) => values[a] - values[b]);
  let rankSum = 0;
  for (let first = 0; first < order.length;) {
    let end = first;
    let crossedHere = 0;
    for (; end < order.length && values[order[end]] === values[order[first]]; end++) {
      crossedHere += targets[order[end]];
    }
    rankSum += crossedHere * (first + end + 1) / 2;
    first = end;
  }
  return (rankSum - crossed * (crossed + 1) / 2) / (crossed * (order.length - crossed));
}

/** A table with one line for each named set of figures. */
export function formatMetrics(rows: ReadonlyMap<string, Metrics>): string {
  const percent = (share: number) => `${(100 * share).toFixed(2)} %`.padStart(12);
  const width = Math.max(...[...rows.keys()].map((name) => name.length));
  const lines = [...rows].map(([name, { efficiency, purity, overlap, auc }]) =>
    name.padEnd(width) + percent(efficiency) + percent(purity) + percent(overlap) +
    auc.toFixed(5).padStart(12)
  );
  const titles = ["efficiency", "purity", "overlap", "ROC AUC"].map((title) => title.padStart(12));
  return [" ".repeat(width) + titles.join(""), ...lines].join("\n");
}
