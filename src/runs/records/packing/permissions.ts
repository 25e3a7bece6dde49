import { isFields } from './fields.ts';

/** Members that hold permissions of the request, in what steps answer and in what is approved. */
const LISTS = ['permissions', 'missingPermissions'] as const;

/** The permissions of the request that a list names are written as their places there. */
export function packLists(value: unknown, permissions: readonly unknown[]): unknown {
  return inLists(value, (each) => {
    const text = JSON.stringify(each);
    const place = permissions.findIndex((asked) => JSON.stringify(asked) === text);
    return place < 0 ? each : place;
  });
}

export function unpackLists(value: unknown, permissions: readonly unknown[]): unknown {
  return inLists(value, (each) => (typeof each === 'number' ? (permissions[each] ?? each) : each));
}

function inLists(value: unknown, change: (each: unknown) => unknown): unknown {
  if (!isFields(value)) return value;
  const lists = LISTS.flatMap((name) => {
    const list = value[name];
    return Array.isArray(list) ? [[name, list.map(change)] as const] : [];
  });
  return lists.length > 0 ? { ...value, ...Object.fromEntries(lists) } : value;
}
