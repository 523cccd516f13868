/** Runs the program that is bundled with this, in the page, and tells how it went. */
import * as program from 'virtual:program';
import * as sdk from 'tracenest';
import { kitOf, type Sdk } from '../nesting/kit-traceable.js';

const kit = kitOf('ours', sdk as Sdk, {
  outside: (work) => work(),
  loadCopy: () => Promise.reject(new RangeError('A page has one copy.')),
});

const outcome = { expected: program.expected, failure: undefined as string | undefined };
try {
  await program.default(kit);
  await kit.flush();
} catch (error) {
  outcome.failure = String(error);
}
Object.assign(globalThis, { outcome });
