/**
 * What `work` comes to, if that takes no longer than this; else what `late` returns or throws. The work itself goes on: whoever
 * can end it does so in `late`.
 * @param ms milliseconds
 */
export async function within<T, L>(ms: number, work: Promise<T>, late: () => L): Promise<T | L> {
  const passed = Promise.withResolvers<void>();
  const timer = setTimeout(passed.resolve, ms);
  try {
    return await Promise.race([work, passed.promise.then(late)]);
  } finally {
    clearTimeout(timer);
  }
}
