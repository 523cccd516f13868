/** With what a random program is traced, and the same without tracing. */
import { bind, detach, getCurrentRunTree, ROOT, startRun, traceable, tracingContext, withRunTree } from './index.js';
import type { Client, RunTree } from './index.js';
import type { Work } from './random-programs.test-fixture.js';

/** What a program is traced with; without tracing each of these only calls. */
export interface Kit {
  traceable: (work: Work, options: { name: string; tracingEnabled?: boolean }) => Work;
  bind: (work: () => unknown) => () => unknown;
  detach: (work: () => unknown) => () => unknown;
  below: (run: RunTree | undefined, work: () => unknown) => unknown;
  inContext: (parent: unknown, work: () => unknown) => unknown;
  /** A run that is no function: calls inside of it and ends it. */
  started: (name: string, key: number, work: (run: RunTree | undefined) => void) => void;
  current: () => RunTree | undefined;
  root: unknown;
}

export function tracedWith(client: Client): Kit {
  return {
    traceable: (work, options) => traceable(work, { ...options, client }),
    bind,
    detach,
    below: withRunTree,
    inContext: (parent, work) => tracingContext({ parent: parent as typeof ROOT }, work),
    started: (name, key, work) => {
      const started = startRun({ name, inputs: { input: key }, client });
      started.within(() => work(started.run));
      started.end();
    },
    current: () => getCurrentRunTree(true),
    root: ROOT,
  };
}

export const untraced: Kit = {
  traceable: (work) => work,
  bind: (work) => work,
  detach: (work) => work,
  below: (_, work) => work(),
  inContext: (_, work) => work(),
  started: (_name, _key, work) => work(undefined),
  current: () => undefined,
  root: ROOT,
};
