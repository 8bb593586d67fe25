/** `1234567` as `1,234,567`; a runtime takes longer to load its tables of languages than a small design to be made. */
export function inThousands(whole: number): string {
  const [rest, last] = [Math.floor(whole / 1000), whole % 1000];
  return rest === 0 ? String(last) : `${inThousands(rest)},${String(last).padStart(3, "0")}`;
}
