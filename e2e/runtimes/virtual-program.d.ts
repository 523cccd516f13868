/** The program under test; the bundler knows which. */
declare module 'virtual:program' {
  import type { Expected, Kit } from '../nesting/kit.js';

  export const expected: Expected;
  const run: (kit: Kit) => unknown;
  export default run;
}
