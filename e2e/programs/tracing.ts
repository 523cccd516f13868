/**
 * The SDK that a program of this folder uses, named by its first argument: `ours` or `official`. The
 * programs are the same for both, because the names and their meaning are.
 */
import type * as ours from 'tracenest';

export type Tracing = Pick<typeof ours, 'getCurrentRunTree' | 'RunTree' | 'traceable' | 'withRunTree'>;

export async function tracing(): Promise<Tracing> {
  if (process.argv[2] === 'ours') return await import('tracenest');
  // The same call signatures, as far as these programs use them.
  return { ...(await import('langsmith/traceable')), ...(await import('langsmith/run_trees')) } as unknown as Tracing;
}
