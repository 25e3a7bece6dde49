import type { Read, RecordKind } from './record.ts';

/** Records that were read or written lately, so that the very same text is not checked and read again. */
export interface Lately {
  recall<T>(kind: RecordKind<T>, context: string, sealed: string): Read<T> | undefined;
  remember<T>(kind: RecordKind<T>, context: string, sealed: string, value: T): void;
}

/** A record of a run has some 10 KB. */
const MOST_KEPT = 500;

export function createLately(): Lately {
  /** By kind, because what a text means follows from it. */
  const kinds = new WeakMap<object, Map<string, { readonly sealed: string; readonly value: unknown }>>();
  const keptOf = <T>(kind: RecordKind<T>): Map<string, { readonly sealed: string; readonly value: T }> => {
    const kept = kinds.get(kind) ?? new Map();
    kinds.set(kind, kept);
    return kept;
  };
  return {
    recall(kind, context, sealed) {
      const kept = keptOf(kind).get(context);
      return kept?.sealed === sealed ? { ok: true, value: kept.value } : undefined;
    },
    remember(kind, context, sealed, value) {
      const kept = keptOf(kind);
      kept.delete(context);
      kept.set(context, { sealed, value });
      const [oldest] = kept.keys();
      if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
    },
  };
}
