/**
 * Events of a small drift chamber, made from a seed: no download, the same bits on every machine.
 *
 * Charged particles leave curved tracks in 16 staggered layers of 24 drift cells. The read-out sees them through
 * inefficient and dead cells, among random noise hits. What a trigger wants to know is which cells a particle
 * really crossed, those that stayed silent included.
 */

/** Size of an event's image: one row a layer, one column a drift cell. */
export const CHAMBER = { layers: 16, cells: 24 } as const;

/** What the read-out tells of a cell: collected charge, drift distance; both 0 where there was no hit. */
export const CHANNELS = 2;

/** Events as the network takes them: batch, channel, layer, cell (NCHW), row-major. */
export interface Events {
  readonly count: number;
  /**
   * `(count, 2, 16, 24)`. Channel 0 is the charge in units of a minimum-ionising particle's most probable one, in
   * ADC steps of 1/32 up to 255/32; channel 1 the drift distance in half cells, 0…1, in TDC steps of 1/64.
   */
  readonly inputs: Float32Array;
  /** `(count, 1, 16, 24)`: 1 where a particle crossed the cell, else 0. */
  readonly targets: Float32Array;
}

const NOISE_OCCUPANCY = 0.12;
const DEAD_CELLS = 0.03;
const DEAD_CARD = { probability: 0.3, cells: 4 };
const HIT_INEFFICIENCY = 0.03;
const DRIFT_RESOLUTION = 0.05;

/** Draws events of one to three tracks each. Equal arguments give equal events. */
export function generateEvents({ count, seed }: { readonly count: number; readonly seed: number }): Events {
  const cells = CHAMBER.layers * CHAMBER.cells;
  const inputs = new Float32Array(count * CHANNELS * cells);
  const targets = new Float32Array(count * cells);
  const random = new Random(seed);
  for (let event = 0; event < count; event++) {
    const base = event * CHANNELS * cells;
    const charge = inputs.subarray(base, base + cells);
    const drift = inputs.subarray(base + cells, base + 2 * cells);
    const crossed = targets.subarray(event * cells, (event + 1) * cells);
    addNoise(random, { charge, drift });
    const tracks = 1 + Math.floor(3 * random.uniform());
    for (let track = 0; track < tracks; track++) addTrack(random, { charge, drift, crossed });
    silenceDeadCells(random, { charge, drift });
    digitise(charge, { stepsPerUnit: 32, largest: 255 });
    digitise(drift, { stepsPerUnit: 64, largest: 64 });
  }
  return { count, inputs, targets };
}

interface Readout {
  readonly charge: Float32Array;
  readonly drift: Float32Array;
}

function addNoise(random: Random, { charge, drift }: Readout): void {
  for (let cell = 0; cell < charge.length; cell++) {
    if (random.uniform() >= NOISE_OCCUPANCY) continue;
    charge[cell] = 0.1 + random.exponential(0.6);
    drift[cell] = random.uniform();
  }
}

function addTrack(
  random: Random,
  { charge, drift, crossed }: Readout & { readonly crossed: Float32Array },
): void {
  const middle = CHAMBER.cells * random.uniform();
  const slope = 1.2 * (random.uniform() - 0.5); // cells a layer
  const curvature = 0.04 * (random.uniform() - 0.5); // cells a layer²
  for (let layer = 0; layer < CHAMBER.layers; layer++) {
    const height = layer - (CHAMBER.layers - 1) / 2;
    // Odd layers are shifted by half a cell, which resolves on which side of a wire a track passed.
    const x = middle + slope * height + curvature * height * height + (layer % 2 === 0 ? 0 : 0.5);
    const column = Math.floor(x);
    if (column < 0 || column >= CHAMBER.cells) continue;
    const cell = layer * CHAMBER.cells + column;
    crossed[cell] = 1;
    if (random.uniform() < HIT_INEFFICIENCY) continue;
    const direction = slope + 2 * curvature * height;
    const distance = 2 * Math.abs(x - column - 0.5) + DRIFT_RESOLUTION * random.normal();
    // The first charge to arrive sets the time, so the shorter of two distances is read.
    drift[cell] = Math.max(0, charge[cell] > 0 ? Math.min(drift[cell], distance) : distance);
    charge[cell] += Math.hypot(1, direction) * random.moyal({ mostProbable: 1, width: 0.12 });
  }
}

function silenceDeadCells(random: Random, { charge, drift }: Readout): void {
  const silence = (cell: number) => charge[cell] = drift[cell] = 0;
  for (let cell = 0; cell < charge.length; cell++) if (random.uniform() < DEAD_CELLS) silence(cell);
  if (random.uniform() >= DEAD_CARD.probability) return;
  const cards = charge.length / DEAD_CARD.cells;
  const first = Math.floor(cards * random.uniform()) * DEAD_CARD.cells;
  for (let cell = first; cell < first + DEAD_CARD.cells; cell++) silence(cell);
}

function digitise(
  values: Float32Array,
  adc: { readonly stepsPerUnit: number; readonly largest: number },
): void {
  for (let i = 0; i < values.length; i++) {
    values[i] = Math.min(Math.round(values[i] * adc.stepsPerUnit), adc.largest) / adc.stepsPerUnit;
  }
}

/** Seeded random numbers: Marsaglia's 32-bit xorshift (13, 17, 5), "Xorshift RNGs", 2003. */
class Random {
  #state: number;

  constructor(seed: number) {
    // A multiplication by an odd constant spreads neighbouring seeds; the state must not be 0.
    this.#state = Math.imul(seed, 0x9e3779b1) | 0 || 1;
    for (let i = 0; i < 16; i++) this.uniform();
  }

  /** In [0, 1). */
  uniform(): number {
    let s = this.#state;
    s ^= s << 13;
    s ^= s >>> 17;
    s ^= s << 5;
    this.#state = s;
    return (s >>> 0) / 2 ** 32;
  }

  exponential(mean: number): number {
    return -mean * Math.log(1 - this.uniform());
  }

  /** Mean 0, standard deviation 1, by Box and Muller's transformation. */
  normal(): number {
    return Math.sqrt(2 * this.exponential(1)) * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Moyal's approximation of a Landau distribution: −ln z² of a normal z follows it. */
  moyal({ mostProbable, width }: { readonly mostProbable: number; readonly width: number }): number {
    return mostProbable - width * Math.log(this.normal() ** 2 + 1e-12);
  }
}
