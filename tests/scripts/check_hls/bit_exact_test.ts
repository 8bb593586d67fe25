import { assert, assertEquals } from "@std/assert";

const CLANG = "clang++-19";
const ROOT = new URL("../../../", import.meta.url).pathname;

async function run(command: string, args: readonly string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, { args: [...args] }).output();
  assert(success, new TextDecoder().decode(stderr).slice(0, 2000));
  return new TextDecoder().decode(stdout);
}

const ignore = await new Deno.Command(CLANG, { args: ["--version"] }).output().then(() => false, () => true);

const MODES = [
  "AP_RND",
  "AP_RND_ZERO",
  "AP_RND_MIN_INF",
  "AP_RND_INF",
  "AP_RND_CONV",
  "AP_TRN",
  "AP_TRN_ZERO",
];
const OVERFLOWS = ["AP_SAT", "AP_SAT_ZERO", "AP_SAT_SYM", "AP_WRAP"];

/** Prints every cast of every number of small types, and arithmetic, comparisons, shifts and bits of all pairs. */
function program(): string {
  const casts = MODES.flatMap((q) =>
    OVERFLOWS.map((o) =>
      `    cast<ap_fixed<4,2,${q},${o}> >(x); cast<ap_ufixed<3,3,${q},${o}> >(x); cast<ap_fixed<7,5,${q},${o}> >(x);`
    )
  );
  return `#include <cstdio>
#include "ap_fixed.h"
#include "ap_int.h"
static unsigned long long hash = 1469598103934665603ull;
static void put(long long value) { hash = (hash ^ (unsigned long long)value) * 1099511628211ull; }
template <class TO, class FROM> void cast(FROM x) { const TO y = x; put((long long)y.mantissa); }
template <class A> void casts(A x) {
${casts.join("\n")}
}
template <class A, class B> void pairs() {
  for (int i = 0; i < 1 << A::width; i++) {
    A a = 0;
    a.range(A::width - 1, 0) = i;
    casts(a);
    put((long long)(-a).mantissa);
    put((long long)(a << 2).mantissa); put((long long)(a >> 1).mantissa); put(a[1]); put(a.to_int());
    for (int j = 0; j < 1 << B::width; j++) {
      B b = 0;
      b.range(B::width - 1, 0) = j;
      put((long long)(a + b).mantissa); put((long long)(a - b).mantissa); put((long long)(a * b).mantissa);
      put(a < b); put(a <= b); put(a == b); put((long long)b.range(2, 1).to_uint64());
    }
  }
  std::printf("%llu\\n", hash);
}
int main() {
  pairs<ap_fixed<6,2>, ap_fixed<5,3> >();
  pairs<ap_fixed<6,2>, ap_ufixed<5,0> >();
  pairs<ap_ufixed<6,4>, ap_ufixed<4,4> >();
  pairs<ap_int<5>, ap_uint<6> >();
  for (double x = -9; x < 9; x += 0.03125) { cast<ap_fixed<6,3,AP_RND> >(ap_fixed<12,6>(x)); }
  std::printf("%llu\\n", hash);
}
`;
}

Deno.test({ name: "the check's numbers over _BitInt are those of templates/ap", ignore }, async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/main.cpp`, program());
    const printed: string[] = [];
    for (const headers of ["scripts/check_hls/headers", "templates/ap"]) {
      const flags = [
        "-std=c++20",
        "-O1",
        "-w",
        `-I${ROOT}${headers}`,
        `${folder}/main.cpp`,
        "-o",
        `${folder}/main`,
      ];
      await run(CLANG, flags);
      printed.push(await run(`${folder}/main`, []));
    }
    assertEquals(printed[0], printed[1]);
    assertEquals(printed[0].split("\n").length, 6);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
