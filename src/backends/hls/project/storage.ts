import type { MemoryKind, MemoryPlan, MemoryRole, Stage } from "../../../design/mod.ts";
import { type Member, typedefs } from "../stages/struct.ts";

/** The type of `storage.h` by which a kernel is told what a memory is made of. */
const TAGS: Readonly<Record<Exclude<MemoryKind, "shift">, string>> = {
  lut: "nnet::in_lut",
  block: "nnet::in_block",
  ultra: "nnet::in_ultra",
};

/** As `BIND_STORAGE` names what memories are made of. */
const IMPLEMENTATIONS: Readonly<Record<MemoryKind, string>> = {
  lut: "lutram",
  shift: "srl",
  block: "bram",
  ultra: "uram",
};

/** The memories of a stage that keep something. */
export function memoriesOf({ memories }: Pick<Stage, "memories">, role: MemoryRole): readonly MemoryPlan[] {
  return memories.filter((memory) => memory.role === role);
}

/** What a memory is made of, for the kernel; whatever is no memory takes look-up tables, if anything. */
export function storageMember(name: string, memory: MemoryPlan | undefined): Member[] {
  const kind = memory?.kind ?? "lut";
  return typedefs({ [name]: TAGS[kind === "shift" ? "lut" : kind] });
}

/** The pragma of a FIFO. */
export function fifoPragma(variable: string, { kind }: MemoryPlan): string {
  return `BIND_STORAGE variable=${variable} type=fifo impl=${IMPLEMENTATIONS[kind]}`;
}

/** A function that looks a number up in a table of the project, which may be a memory. */
export function lookUp(
  { role, table, memory }: {
    /** Its name; that of its result's type is `role_t`. */
    readonly role: string;
    /** The table's name. */
    readonly table: string;
    readonly memory: MemoryPlan | undefined;
  },
): Member {
  const head = `static ${role}_t ${role}(int i) {`;
  const text = memory === undefined ? `${head} return ${table}[i]; }` : [
    head,
    `#pragma HLS BIND_STORAGE variable=${table} type=rom_np impl=${IMPLEMENTATIONS[memory.kind]}`,
    `    return ${table}[i];`,
    "}",
  ].join("\n");
  return { kind: "text", text };
}
