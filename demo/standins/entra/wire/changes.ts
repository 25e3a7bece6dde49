/** Some properties of T, for a change at run time; undefined means "as it is". */
export type Changes<T> = { readonly [K in keyof T]?: T[K] | undefined };

export function applyChanges<T extends object>(target: T, changes: Changes<T>): void {
  Object.assign(target, Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)));
}
