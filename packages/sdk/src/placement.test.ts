import { describe, expect, test } from 'vitest';
import {
  amongRecorded,
  ANCESTOR,
  DETACHED,
  leakedStore,
  place,
  placeByHand,
  remember,
  type CallHistory,
} from './placement.js';
import { FACTS, ROOT, type RunTreeLike } from './run-like.js';
import { untracedStore } from './runnable-config.js';

const methods = { createChild: () => undefined, postRun: () => undefined };
const ours: RunTreeLike = { ...methods, id: 'ours', tracingEnabled: true, [FACTS]: { placement: 'root' } };
const remote: RunTreeLike = {
  ...methods,
  id: 'remote',
  tracingEnabled: true,
  [FACTS]: { placement: 'headers', isRemote: true },
};
const official: RunTreeLike = { ...methods, id: 'official' };
const unsampled: RunTreeLike = { ...ours, id: 'unsampled', tracingEnabled: false };
const placeholder: RunTreeLike = { ...official, id: 'placeholder', tracingEnabled: false };

const historyOf = (madeIn: RunTreeLike): CallHistory => ({ madeIn, last: undefined, lastStore: undefined });

const tracer = (run?: object) => ({
  name: 'langchain_tracer',
  projectName: 'p',
  getRun: (id: string) => (id === 'at' ? run : undefined),
});
const config = (run?: object) => ({
  callbacks: { handlers: [tracer(run)], getParentRunId: () => 'at' },
  metadata: { a: 1 },
});

describe('the first rule that knows an answer decides', () => {
  test.each([
    ['nothing is known', {}, 'root', undefined, 'nothing'],
    [
      'an argument that only looks a little like one',
      { first: { id: 'x' }, store: { x: 1 } },
      'root',
      undefined,
      'nothing',
    ],
    ['a run of ours is current', { store: ours }, 'context', 'ours', 'nothing'],
    ['a run of another process is current', { store: remote }, 'headers', 'remote', 'nothing'],
    ['a run of the official package is current', { store: official }, 'langsmith', 'official', 'nothing'],
    ['a run in front wins over the current one', { first: official, store: ours }, 'explicit', 'official', 'run'],
    ['a remote run in front', { first: remote }, 'headers', 'remote', 'run'],
    ['ROOT wins over the current run', { first: ROOT, store: ours }, 'root', undefined, 'run'],
    [
      'a parent in the options wins over the current run',
      { parentRun: official, store: ours },
      'explicit',
      'official',
      'nothing',
    ],
    [
      'a config in front wins over the current run',
      { first: config(ours), store: official },
      'config',
      'ours',
      'config',
    ],
    ['a config that stands at no run', { first: config(), store: ours }, 'root', undefined, 'config'],
    ['a list of callbacks with a tracer', { first: { callbacks: [tracer(ours)] } }, 'root', undefined, 'config'],
    [
      'callbacks without a tracer are an argument like others',
      { first: { callbacks: [{ name: 'mine' }] }, store: ours },
      'context',
      'ours',
      'nothing',
    ],
  ])('%s', (_, call, kind, parent, uses) => {
    const placed = place({ first: undefined, store: undefined, ...call });
    expect([placed.kind, placed.parent?.id, placed.uses]).toEqual([kind, parent, uses]);
  });
});

describe('what a place says about tracing', () => {
  test.each([
    ['nothing current', undefined, undefined],
    ['a recorded run', ours, true],
    ['a run that is sampled out', unsampled, false],
    ['the official package’s switched-off context', { tracingEnabled: false }, false],
    ['a context made by switching off', untracedStore(undefined), false],
    ['a placeholder of LangChain, which is just not traced', placeholder, undefined],
    ['the same inside of a context that was switched off', { ...placeholder, ...untracedStore(undefined) }, false],
  ])('%s', (_, store, isTraced) => expect(place({ first: undefined, store }).isTraced).toBe(isTraced));

  test('inside of a switched-off context the nearest recorded run is the parent', () => {
    const placed = place({ first: undefined, store: { ...untracedStore(ours), [ANCESTOR]: ours } });
    expect([placed.kind, placed.parent?.id, placed.isTraced]).toEqual(['context', 'ours', false]);
  });

  test('nothing that is recorded hangs below a run that is not', () => {
    const placed = amongRecorded(place({ first: undefined, store: unsampled }));
    expect([placed.kind, placed.parent]).toEqual(['root', null]);
    expect(amongRecorded(place({ first: undefined, store: ours })).parent).toBe(ours);
  });
});

describe('runs that have ended', () => {
  const ended: RunTreeLike = { ...ours, id: 'ended', name: 'request', ...{ end_time: Date.now() - 5000 } };

  test.each([
    ['a run in front', { first: ended }, 'stale', 'stale-parent'],
    ['a parent in the options', { parentRun: ended }, 'stale', 'stale-parent'],
    ['the same, out of which the work has gone on', { first: ended, store: ended }, 'explicit', undefined],
    ['the current one', { store: ended }, 'context', undefined],
    ['the maker of a function', { store: ours, history: historyOf(ended) }, 'context', undefined],
  ])('%s', (_, call, kind, code) => {
    const placed = place({ first: undefined, store: undefined, ...call });
    expect([placed.kind, placed.findings?.[0]?.code]).toEqual([kind, code]);
  });

  test('a parent named by hand', () => {
    expect(placeByHand(ended, ours, 'child').findings?.[0]).toMatchObject({
      code: 'stale-parent',
      severity: 'warning',
      evidence: { run: 'child', parent: { id: 'ended', name: 'request' } },
    });
  });
});

test("what an interval calls that has outlived the run that made it is no run's, and says so", () => {
  const run = { ...ours, name: 'request', end_time: 1 };
  const { kind, parent, findings } = place({ first: undefined, store: leakedStore(run, 'interval'), name: 'refresh' });
  expect([kind, parent]).toEqual(['root', null]);
  expect(findings).toMatchObject([
    {
      code: 'leaked-context',
      evidence: { run: 'refresh', carrier: 'interval', parent: { id: 'ours', name: 'request' } },
    },
  ]);
});

describe('the maker of a function that runs', () => {
  const maker: RunTreeLike = { ...ours, id: 'maker', trace_id: 'first' };
  const other: RunTreeLike = { ...ours, id: 'other', trace_id: 'second' };
  const sibling: RunTreeLike = { ...ours, id: 'sibling', trace_id: 'first' };

  test.each([
    ['wins over a run of another trace', other, 'bound', 'maker', 'made-elsewhere'],
    ['wins over nothing', undefined, 'bound', 'maker', 'listener-adopted'],
    ['gives way to a run of its own trace', sibling, 'context', 'sibling', undefined],
    ['gives way to a run of the official package', official, 'langsmith', 'official', undefined],
    ['gives way where the program has detached', DETACHED, 'root', undefined, undefined],
  ])('%s', (_, store, kind, parent, code) => {
    const placed = place({ first: undefined, store, history: historyOf(maker) });
    expect([placed.kind, placed.parent?.id, placed.findings?.[0]?.code]).toEqual([kind, parent, code]);
  });

  test('is forgotten once the function has been called in its trace', () => {
    const history = historyOf(maker);
    remember(history, other, maker);
    expect(history.madeIn).toBe(maker);
    remember(history, sibling, maker);
    expect(history.madeIn).toBeUndefined();
  });
});

test('a run made by hand goes below the parent that it names, else it is a root, whatever is current', () => {
  expect([placeByHand(undefined, ours).kind, placeByHand(official, ours).kind, placeByHand(ours, ours).kind]).toEqual([
    'root',
    'explicit',
    'context',
  ]);
});

test('a config in front gives the run project and metadata', () => {
  const { parent } = place({ first: config({ ...official, extra: { metadata: { b: 2 } } }), store: undefined });
  expect(parent).toMatchObject({ project_name: 'p', extra: { metadata: { a: 1, b: 2 } } });
});
