/** A `.npy` file put together by hand, for tests: any header, padded with nothing, before any bytes. */
export function npyBytes(
  { version = [1, 0], header, body = [] }: {
    readonly version?: readonly [number, number];
    readonly header: string;
    readonly body?: Iterable<number>;
  },
): Uint8Array {
  const text = new TextEncoder().encode(header);
  const length = version[0] === 1 ? [0, 8] : [0, 8, 16, 24];
  return Uint8Array.from([
    ...[0x93, ...new TextEncoder().encode("NUMPY"), ...version],
    ...length.map((shift) => (text.length >>> shift) & 0xff),
    ...text,
    ...body,
  ]);
}

/** The header that NumPy would write, without its padding. */
export function npyHeader(
  { descr, shape, fortran = false }: {
    readonly descr: string;
    readonly shape: string;
    readonly fortran?: boolean;
  },
): string {
  return `{'descr': '${descr}', 'fortran_order': ${fortran ? "True" : "False"}, 'shape': ${shape}, }\n`;
}

/** Random integers in [0, below), reproducible by seed (a linear congruential generator). */
export function randomIntegers(seed: number): (below: number) => number {
  let state = BigInt(seed);
  return (below) => {
    state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
    return Number((state >> 33n) % BigInt(below));
  };
}

/** One to four random damages to a copy of the bytes: bytes changed, cut out, put in, or the end cut off. */
export function mutate(bytes: Uint8Array, random: (below: number) => number): Uint8Array {
  const result = [...bytes];
  for (let damage = random(4); damage >= 0; damage--) {
    const at = random(result.length + 1);
    switch (random(4)) {
      case 0:
        result.splice(at, 1, random(256));
        break;
      case 1:
        result.splice(at, 1 + random(8));
        break;
      case 2:
        result.splice(at, 0, random(256), random(256));
        break;
      case 3:
        if (random(4) === 0) result.length = at;
        else result.splice(at, 4, 0xff, 0xff, 0xff, 0xff);
        break;
    }
  }
  return Uint8Array.from(result);
}
