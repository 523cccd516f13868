/** Many wishes for the same work, done one at a time and never more often than needed. */

/**
 * Gives a function that starts the work, or, while it is under way, has it done once more
 * afterwards: what was asked for during the work is not answered by it.
 */
export function coalesce(work: () => Promise<unknown>): () => void {
  let isWorking = false;
  let isWanted = false;
  const start = async (): Promise<void> => {
    isWorking = true;
    do {
      isWanted = false;
      // The work keeps its own failures; here only its end counts.
      await work().catch(() => undefined);
    } while (isWanted);
    isWorking = false;
  };
  return () => {
    isWanted = true;
    if (!isWorking) void start();
  };
}
