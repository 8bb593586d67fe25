/** Width of the terminal that this process writes to. @param otherwise Where there is none. */
export function terminalColumns(otherwise: number): number {
  try {
    return Deno.consoleSize().columns;
  } catch {
    return otherwise;
  }
}
