/** Does work when asked, once at a time: however often it is asked meanwhile, it is done once more afterwards. */
export function onceAtATime(work: () => Promise<void>): () => void {
  let state: 'idle' | 'working' | 'asked-again' = 'idle';
  async function begin(): Promise<void> {
    do {
      state = 'working';
      await work();
    } while (wasAskedAgain());
    state = 'idle';
  }
  const wasAskedAgain = () => state === 'asked-again';
  return () => {
    if (state === 'idle') void begin();
    else state = 'asked-again';
  };
}
