import hostWords from "../../../templates/deploy/words.py" with { type: "text" };

/** The part of every host's Python program that quantises and packs, by its name in a project. */
export const HOST_WORDS: readonly [path: string, text: string] = ["deploy/words.py", hostWords];

/** What the program of a host reads of a network: its ports, and what only its board needs to know. */
export function networkRecord(record: object): readonly [path: string, text: string] {
  return ["deploy/network.json", `${JSON.stringify(record, null, 2)}\n`];
}
