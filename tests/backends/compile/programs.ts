import { assertEquals, assertRejects } from "@std/assert";
import { InterlaceError } from "../../../src/base/errors.ts";
import type { Sources } from "../../../src/backends/compile/compiler.ts";

/** The first byte of the input says what the program does. */
export const ACTS = {
  invert: 0,
  fail: 1,
  abort: 2,
  spin: 3,
  exit: 4,
  print: 5,
  stack: 6,
  count: 7,
  fail256: 8,
};

const PROGRAM = `#include <cstdio>
#include <cstdlib>
#include "parts/invert.h"

static int runs = 0;

static int use_stack() {
    volatile unsigned char large[16 << 20];
    for (int i = 0; i < (16 << 20); i += 4096) large[i] = static_cast<unsigned char>(i >> 12);
    return large[5 << 12];
}

extern "C" int interlace_main(const unsigned char *input, unsigned long long input_size,
                              unsigned char **output, unsigned long long *output_size) {
    const int act = input_size == 0 ? 0 : input[0];
    runs++;
    if (act == 1) return 7;
    if (act == 2) {
        printf("about to abort\\n");
        abort();
    }
    if (act == 3) {
        for (volatile int i = 0;; i = i + 1) {}
    }
    if (act == 4) exit(0);
    if (act == 5) printf("on standard output, %d bytes", static_cast<int>(input_size));
    if (act == 8) return 256;
    *output_size = act == 6 || act == 7 ? 1 : input_size;
    *output = static_cast<unsigned char *>(malloc(*output_size + 1));
    for (unsigned long long i = 0; i < *output_size; i++) (*output)[i] = invert(input[i]);
    if (act == 6) **output = static_cast<unsigned char>(use_stack());
    if (act == 7) **output = static_cast<unsigned char>(runs);
    return 0;
}
`;
const INVERT = `#pragma once
#ifndef MASK
#define MASK 255
#endif
inline unsigned char invert(unsigned char byte) { return static_cast<unsigned char>(byte ^ MASK); }
`;

/** A program of two files that does what {@linkcode ACTS} says. */
export function sources(changes: Partial<Sources> = {}): Sources {
  const files = new Map([["src/main.cpp", PROGRAM], ["include/parts/invert.h", INVERT]]);
  return { files, main: "src/main.cpp", include: ["include"], ...changes };
}

/** A program of one file. */
export function single(text: string, changes: Partial<Sources> = {}): Sources {
  return { files: new Map([["main.cpp", text]]), main: "main.cpp", include: [], ...changes };
}

/** Rejects with an `InterlaceError` of kind `failure`, which is returned. */
export async function failureOf(work: Promise<unknown>): Promise<InterlaceError> {
  const error = await assertRejects(() => work, InterlaceError);
  assertEquals(error.kind, "failure");
  return error;
}

/** Works in a folder that is gone afterwards. */
export async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
