/** A member of a generated configuration struct. */
export type Member =
  | { readonly kind: "int" | "bool"; readonly name: string; readonly value: number | boolean }
  | { readonly kind: "typedef"; readonly name: string; readonly type: string }
  /**
   * A function of integers that looks its result up in a table of its own. It is one of logic, not of memory: what a kernel
   * does next may wait for it.
   */
  | {
    readonly kind: "lookup";
    readonly name: string;
    readonly parameters: readonly string[];
    readonly table: Table;
  }
  | { readonly kind: "text"; readonly text: string };

/** A table of integers with the row length of its last axis. */
export type Table = readonly number[] | readonly (readonly number[])[];

/** Integer constants from an object, in its order. */
export function ints(values: Readonly<Record<string, number>>): Member[] {
  return Object.entries(values).map(([name, value]) => ({ kind: "int", name, value }));
}

/** Type definitions from an object, in its order. */
export function typedefs(types: Readonly<Record<string, string>>): Member[] {
  return Object.entries(types).map(([name, type]) => ({ kind: "typedef", name, type }));
}

/** Types and numbers first, which say what is built; then what is nested, and functions. */
const ORDER: Readonly<Record<Member["kind"], number>> = { typedef: 0, int: 1, bool: 1, text: 2, lookup: 2 };

/** Text of a struct; lines of the preprocessor begin in the first column. */
export function struct(name: string, members: readonly Member[]): string {
  const sorted = members.toSorted((a, b) => ORDER[a.kind] - ORDER[b.kind]);
  const body = sorted.flatMap((member) => printMember(member).split("\n")).map((line) =>
    line === "" || line.startsWith("#") ? line : `    ${line}`
  );
  return `struct ${name} {\n${body.join("\n")}\n};\n`;
}

function printMember(member: Member): string {
  switch (member.kind) {
    case "int":
    case "bool":
      return `static const ${member.kind} ${member.name} = ${member.value};`;
    case "typedef":
      return `typedef ${member.type} ${member.name};`;
    case "text":
      return member.text;
    case "lookup":
      return printLookup(member);
  }
}

function printLookup(member: Member & { kind: "lookup" }): string {
  const { name, parameters, table } = member;
  const rows = table.map((entry) => typeof entry === "number" ? String(entry) : `{${entry.join(", ")}}`);
  const first = table[0];
  const sizes = typeof first === "number" ? `[${table.length}]` : `[${table.length}][${first.length}]`;
  return [
    `static int ${name}(${parameters.map((parameter) => `int ${parameter}`).join(", ")}) {`,
    `    static const int table${sizes} = {${rows.join(", ")}};`,
    "#pragma HLS ARRAY_PARTITION variable=table type=complete dim=0",
    `    return table${parameters.map((parameter) => `[${parameter}]`).join("")};`,
    "}",
  ].join("\n");
}
