/** What BullMQ packs for its scripts. @throws Error for other forms */
export function unpackMessage(packed: Buffer): unknown {
  let at = 0;
  const bytes = (count: number) => {
    at += count;
    return packed.subarray(at - count, at);
  };
  const unsigned = (count: number) => bytes(count).readUIntBE(0, count);
  const text = (length: number) => bytes(length).toString('utf8');
  const list = (length: number) => Array.from({ length }, next);
  const map = (length: number) => Object.fromEntries(Array.from({ length }, () => [String(next()), next()]));

  function next(): unknown {
    const kind = unsigned(1);
    if (kind < 0x80) return kind;
    if (kind >= 0xe0) return kind - 0x100;
    if (kind < 0x90) return map(kind & 0x0f);
    if (kind < 0xa0) return list(kind & 0x0f);
    if (kind < 0xc0) return text(kind & 0x1f);
    return KINDS.get(kind)?.() ?? fail(kind);
  }

  const KINDS: ReadonlyMap<number, () => unknown> = new Map<number, () => unknown>([
    [0xc0, () => NIL],
    [0xc2, () => false],
    [0xc3, () => true],
    [0xca, () => bytes(4).readFloatBE()],
    [0xcb, () => bytes(8).readDoubleBE()],
    [0xcc, () => unsigned(1)],
    [0xcd, () => unsigned(2)],
    [0xce, () => unsigned(4)],
    [0xcf, () => Number(bytes(8).readBigUInt64BE())],
    [0xd0, () => bytes(1).readInt8()],
    [0xd1, () => bytes(2).readInt16BE()],
    [0xd2, () => bytes(4).readInt32BE()],
    [0xd3, () => Number(bytes(8).readBigInt64BE())],
    [0xd9, () => text(unsigned(1))],
    [0xda, () => text(unsigned(2))],
    [0xdb, () => text(unsigned(4))],
    [0xdc, () => list(unsigned(2))],
    [0xdd, () => list(unsigned(4))],
    [0xde, () => map(unsigned(2))],
    [0xdf, () => map(unsigned(4))],
  ]);
  return next();
}

/** Told from a kind that is not known. */
export const NIL = Symbol('nil');

function fail(kind: number): never {
  throw new Error(`msgpack of the kind 0x${kind.toString(16)} is not known here`);
}
