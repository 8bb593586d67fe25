import { assertEquals } from "@std/assert";
import { demandedBits } from "../../../scripts/check_hls/demanded_bits.ts";
import { parseModule } from "../../../scripts/check_hls/ir.ts";

/** Bits that are asked for of a counter of 32, whose next value is one more, by the rest of an iteration. */
function demandedBy(body: string): number {
  const [kernel] = parseModule(`define void @kernel(ptr %memory, i1 %chosen, i32 %other) {
entry:
  br label %loop
loop:
  %at = phi i32 [ 0, %entry ], [ %next, %loop ]
  %next = add nuw nsw i32 %at, 1
${body}
  br i1 %chosen, label %loop, label %end
end:
  ret void
}`).functions;
  return demandedBits("at", { width: 32, kernel });
}

Deno.test("demandedBits() takes the widest of the masks that a counter is used through", () => {
  assertEquals(
    demandedBy(`  %low = and i32 %at, 511
  %word = zext i32 %low to i64
  %first = getelementptr i8, ptr %memory, i64 %word
  %high = and i32 %next, 131071
  %second = getelementptr i8, ptr %memory, i32 %high`),
    17,
  );
  assertEquals(demandedBy("  %short = trunc i32 %next to i16\n  store i16 %short, ptr %memory"), 16);
});

Deno.test("demandedBits() takes a counter in full where it is compared, indexes, divides or is stored", () => {
  for (
    const use of [
      "  %end = icmp ult i32 %next, 100",
      "  %first = getelementptr i8, ptr %memory, i32 %at",
      "  %half = udiv i32 %next, 3",
      "  %half = lshr i32 %next, 16",
      "  %one = shl i32 1, %at\n  %low = and i32 %one, 255\n  store i32 %low, ptr %memory",
      "  store i32 %next, ptr %memory",
      "  call void @use(i32 %at)",
      "  %open = and i32 %at, %other\n  store i32 %open, ptr %memory",
    ]
  ) assertEquals(demandedBy(`${use}\n  %low = and i32 %at, 7\n  store i32 %low, ptr %memory`), 32, use);
});

Deno.test("demandedBits() goes through sums, products, shifts by constants and choices to the mask behind them", () => {
  assertEquals(
    demandedBy(`  %both = select i1 %chosen, i32 %at, i32 %other
  %sum = sub i32 %both, %other
  %product = mul i32 %sum, 5
  %shifted = shl i32 %product, 2
  %low = and i32 %shifted, 1023
  store i32 %low, ptr %memory`),
    10,
  );
});

Deno.test("demandedBits() takes the widest of two ways to the same use", () => {
  assertEquals(
    demandedBy(`  %short = and i32 %at, 15
  %either = phi i32 [ %short, %loop ], [ %next, %loop ]
  store i32 %either, ptr %memory`),
    32,
  );
});

Deno.test("demandedBits() asks for one bit of a condition, and for none of what nothing reads", () => {
  assertEquals(
    demandedBy(`  %odd = trunc i32 %at to i1
  %some = select i1 %odd, i32 %other, i32 7
  store i32 %some, ptr %memory`),
    1,
  );
  assertEquals(demandedBy(""), 0);
});
