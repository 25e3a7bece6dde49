import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import timersPromises from 'node:timers/promises';
import type { createPromptSignatures } from './prompt-signatures.ts';
import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';
import { virtualTimers } from './virtual-timers.ts';

export type Signatures = ReturnType<typeof createPromptSignatures>;

/**
 * Puts virtual time, chance from the seed and prompt signatures in the place of Node's, so that the product's code and
 * BullMQ run unchanged on them. Everything is as before when it is disposed of.
 */
export function installVirtualNode(scheduler: Scheduler, random: Random, signatures: Signatures): Disposable {
  const { setTimeout, setInterval, clearTimeout, clearInterval, wait } = virtualTimers(scheduler);
  const now = () => Math.floor(scheduler.now);
  const VirtualDate = new Proxy(Date, {
    construct: (real, args, target) => Reflect.construct(real, args.length > 0 ? args : [now()], target),
    get: (real, name) => (name === 'now' ? now : Reflect.get(real, name)),
  });
  const uuid = () => {
    const hex = Array.from({ length: 32 }, () => random.between(0, 15).toString(16)).join('');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
  };
  const undo = [
    replace(globalThis, { setTimeout, setInterval, clearTimeout, clearInterval, Date: VirtualDate }),
    replace(Math, { random: random.next }),
    replace(performance, { now: () => scheduler.now }),
    replace(timersPromises, { setTimeout: wait }),
    replace(crypto, { randomUUID: uuid, verify: promptly(crypto.verify) }),
    replace(globalThis.crypto, { randomUUID: uuid }),
    replace(globalThis.crypto.subtle, signatures.over(globalThis.crypto.subtle)),
  ];
  syncBuiltinESMExports();
  return {
    [Symbol.dispose]() {
      for (const each of undo.reverse()) each();
      syncBuiltinESMExports();
    },
  };
}

/** Whoever asked for a check on another thread is called back at once: the order of threads is not ours. */
function promptly(verify: typeof crypto.verify) {
  return (...[algorithm, data, key, signature, answer]: Partial<Parameters<typeof crypto.verify>>) => {
    if (!data || !key || !signature) throw new TypeError('there is nothing to check');
    const holds = verify(algorithm, data, key, signature);
    answer?.(null, holds);
    return holds;
  };
}

/** @returns what puts back what was there */
function replace(target: object, changes: Readonly<Record<string, unknown>>): () => void {
  const before = Object.keys(changes).map((name) => [name, Object.getOwnPropertyDescriptor(target, name)] as const);
  for (const [name, value] of Object.entries(changes)) {
    Object.defineProperty(target, name, { value, configurable: true, writable: true, enumerable: true });
  }
  return () => {
    for (const [name, descriptor] of before) {
      if (descriptor) Object.defineProperty(target, name, descriptor);
      else Reflect.deleteProperty(target, name);
    }
  };
}
