/** What LangSmith's routes are made of. */
import type { BodyReader } from '../limits.js';
import type { Line } from '../line.js';

export interface ApiParts {
  /** Throws `starting` until the store is open. */
  line: () => Line;
  bodies: BodyReader;
}
