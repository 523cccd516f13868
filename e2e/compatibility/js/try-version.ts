/**
 * A program: every method of one version of the official client against a server, one line of JSON
 * for each. `try-version.ts <package> <origin of the server>`; the parts of a name after these run
 * only the methods that have one of them.
 */
import { INSIDE } from './inside.js';
import { methodsOf } from './methods.js';
import { feedbackProofs } from './proofs/feedback.js';
import { providerProofs } from './proofs/providers.js';
import { projectProofs } from './proofs/projects.js';
import { runProofs } from './proofs/runs.js';
import { sendingProofs } from './proofs/sending.js';
import { tracingProofs } from './proofs/tracing.js';
import { v2Proofs } from './proofs/v2.js';
import { wrappedProofs } from './proofs/wrapped.js';
import type { Proof } from './proof.js';
import { isRefused, refusalOf } from './refused.js';
import { loadLibrary, openTrial, PACKAGES } from './trial.js';

/** One line of the output. */
export interface MethodTrial {
  method: string;
  outcome: 'works' | 'refused' | 'failed' | 'undecided';
  /** What was compared, why it is refused, or how it failed. */
  note: string;
}

const PROOFS = [
  ...runProofs,
  ...sendingProofs,
  ...projectProofs,
  ...feedbackProofs,
  ...v2Proofs,
  ...tracingProofs,
  ...wrappedProofs,
  ...providerProofs,
];

const [packageName, url = '', ...parts] = process.argv.slice(2);
const name = PACKAGES.find((each) => each === packageName);
if (name === undefined || url === '') throw new TypeError(`Say one of ${PACKAGES.join(', ')} and an origin.`);
const library = await loadLibrary(name);
const own = methodsOf(library);
const minor = Number(library.main.__version__.split('.')[1]);
const isWanted = (method: string): boolean => parts.length === 0 || parts.some((part) => method.includes(part));
const say = (line: MethodTrial): void => console.log(JSON.stringify(line));

/** Proofs know nothing of each other; a few at once, because most of their time is waiting. */
async function proveAll(proofs: readonly Proof[]): Promise<void> {
  const waiting = [...proofs];
  const work = async (): Promise<void> => {
    for (let proof = waiting.shift(); proof !== undefined; proof = waiting.shift()) await proveOne(proof);
  };
  await Promise.all(Array.from({ length: 4 }, work));
}

async function proveOne({ methods, note: compared, prove, sinceMinor = 0 }: Proof): Promise<void> {
  const has = methods.filter((method) => own.includes(method.split(' (')[0] ?? ''));
  if (has.length === 0 || sinceMinor > minor || !has.some(isWanted)) return;
  try {
    await prove(openTrial(library, url));
    for (const method of has) say({ method, outcome: 'works', note: compared });
  } catch (error) {
    const note = error instanceof Error ? (error.stack ?? error.message) : String(error);
    for (const method of has) say({ method, outcome: 'failed', note });
  }
}

await proveAll(PROOFS);
const proven = new Set(PROOFS.flatMap(({ methods }) => methods));
const trial = openTrial(library, url);
for (const method of own.filter(isWanted)) {
  if (proven.has(method) || INSIDE.includes(method)) continue;
  if (!isRefused(method)) {
    say({ method, outcome: 'undecided', note: 'it is neither tried, nor refused, nor works inside the program' });
    continue;
  }
  try {
    say({ method, outcome: 'refused', note: await refusalOf(method, trial) });
  } catch (error) {
    say({ method, outcome: 'failed', note: String(error) });
  }
}
// Clients keep connections and timers.
process.exit(0);
