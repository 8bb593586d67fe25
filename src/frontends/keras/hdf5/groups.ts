import { Cursor, damaged, decode, Unreadable } from "./bytes.ts";
import { MESSAGE, type Storage } from "./storage.ts";

/** Entries of a symbol table node that are links to a name instead of an object. */
const SOFT_LINK = 2;
/** Links to objects of the same file, among the types of link messages. */
const HARD_LINK = 0;

/**
 * The objects of a group: name to the address of the object's header. Links to names or to other files are left out;
 * nothing that Keras writes has any.
 */
export function readLinks(storage: Storage, address: number): ReadonlyMap<string, number> {
  const links = new Map<string, number>();
  for (const { type, body } of storage.messages(address)) {
    if (type === MESSAGE.link) readLink(storage, body, links);
    else if (type === MESSAGE.linkInfo) checkCompact(storage, body);
    else if (type === MESSAGE.symbolTable) {
      const [tree, heap] = [storage.offset(body), storage.offset(body)];
      readTree(storage, { tree, names: localHeap(storage, heap) }, links);
    }
  }
  return links;
}

/** The B-tree of a group of the older format; no node is visited twice. */
function readTree(
  storage: Storage,
  { tree, names }: { readonly tree: number; readonly names: Uint8Array },
  links: Map<string, number>,
): void {
  const seen = new Set<number>();
  const waiting = [tree];
  for (let address = waiting.pop(); address !== undefined; address = waiting.pop()) {
    if (seen.has(address)) throw damaged("the tree of a group");
    seen.add(address);
    const node = storage.from(address, "the tree of a group");
    if (node.bytes[0] === "S".charCodeAt(0)) readEntries(storage, { node, names }, links);
    else for (const child of readTreeNode(storage, node)) waiting.push(child);
  }
}

function readTreeNode(storage: Storage, node: Cursor): readonly number[] {
  node.signature("TREE");
  if (node.uint(1) !== 0) throw damaged(node.what);
  node.skip(1);
  const count = node.uint(2);
  node.skip(2 * storage.offsetSize);
  return Array.from({ length: count }, () => {
    node.skip(storage.lengthSize);
    return storage.offset(node);
  });
}

function readEntries(
  storage: Storage,
  { node, names }: { readonly node: Cursor; readonly names: Uint8Array },
  links: Map<string, number>,
): void {
  node.signature("SNOD");
  node.skip(2);
  const count = node.uint(2);
  for (let i = 0; i < count; i++) {
    const [name, address] = [storage.offset(node), storage.offset(node)];
    const kind = node.uint(4);
    node.skip(20);
    if (kind === SOFT_LINK) continue;
    const text = new Cursor(names, "the names of a group");
    text.skip(name);
    links.set(text.text(), address);
  }
}

function localHeap(storage: Storage, address: number): Uint8Array {
  const heap = storage.from(address, "the names of a group");
  heap.signature("HEAP");
  heap.skip(4);
  const size = storage.length(heap);
  heap.skip(storage.lengthSize);
  return storage.from(storage.offset(heap), heap.what, size).bytes;
}

/** A link message: how small groups of the newer format hold their objects. */
function readLink(storage: Storage, body: Cursor, links: Map<string, number>): void {
  if (body.uint(1) !== 1) throw damaged("a link");
  const flags = body.uint(1);
  const kind = flags & 8 ? body.uint(1) : HARD_LINK;
  body.skip((flags & 4 ? 8 : 0) + (flags & 16 ? 1 : 0));
  const name = decode(body.take(body.uint(1 << (flags & 3))));
  if (kind === HARD_LINK) links.set(name, storage.offset(body));
}

function checkCompact(storage: Storage, body: Cursor): void {
  if (body.uint(1) !== 0) throw damaged("a group");
  body.skip(body.uint(1) & 1 ? 8 : 0);
  if (storage.offset(body) === Infinity) return;
  throw new Unreadable("it keeps groups in the dense form of newer HDF5 files, which is not supported");
}
