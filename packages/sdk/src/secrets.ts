/**
 * Rules for what looks like a credential: keys whose makers gave them a form of their own, and whatever
 * stands beside a name such as `password`. They find the common ones, and leave ids, hashes and prose
 * alone; no list of patterns finds every secret.
 */
import { createAnonymizer, maskByRules, type StringNodeRule } from './anonymizer.js';

/** What stands where a secret was. */
export const SECRET_PLACEHOLDER = '[SECRET_DETECTED]';

export interface SecretAnonymizerOptions {
  /** Tried after {@link DEFAULT_SECRET_RULES}. */
  extraRules?: StringNodeRule[];
  /** Levels of objects within objects that are looked through; what lies deeper is hidden. Default 24. */
  maxDepth?: number;
}

const MAX_DEPTH = 24;

/** A token alone may be a word of a model's answer, as in `logprobs`. */
const FIELDS = String.raw`api[_-]?key|access[_-]?key|secret[_-]?key|private[_-]?key|client[_-]?secret|secret|(?:auth|access|refresh|bearer)[_-]?token|password|passwd|passphrase`;
const NAMES = `${FIELDS}|token`;

/** Every length is bounded or certain to match, so that no text takes long. */
const FORMS: readonly RegExp[] = [
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/,
  // OpenAI, Anthropic and others.
  /\bsk-[\w-]{20,}/,
  /\blsv2_[a-z]{2}_\w{20,}/,
  /\b(?:gh[opsur]_[A-Za-z\d]{36,}|github_pat_\w{22,}|glpat-[\w-]{20,})/,
  /\b(?:AKIA|ASIA)[A-Z\d]{16}\b/,
  // Google.
  /\bAIza[\w-]{35}/,
  /\bya29\.[\w-]{20,}/,
  // Slack.
  /\b(?:xox[abeoprs]|xapp)-[\w-]{10,}/,
  // Stripe.
  /\b(?:[rs]k_(?:live|test)|whsec)_[A-Za-z\d]{16,}/,
  /\bSG\.[\w-]{16,64}\.[\w-]{16,}/,
  /\bnpm_[A-Za-z\d]{36}/,
  /\bhf_[A-Za-z\d]{30,}/,
  // JSON web tokens.
  /\beyJ[\w-]{8,600}\.eyJ[\w-]{8,8000}\.[\w-]*/,
];

/** The rules of {@link createSecretAnonymizer}, for a list of one's own. */
export const DEFAULT_SECRET_RULES: StringNodeRule[] = [
  ...FORMS.map((pattern) => ({ pattern, replace: SECRET_PLACEHOLDER })),
  { pattern: /\b(Bearer|Basic)(\s{1,8})[\w.~+/=-]{16,}/i, replace: `$1$2${SECRET_PLACEHOLDER}` },
  // A password in an address: only the password goes.
  { pattern: /(:\/\/[^\s:@/]{0,200}:)[^\s@/]{1,500}@/, replace: `$1${SECRET_PLACEHOLDER}@` },
  {
    // `API_KEY=…`, `"password": "…"`, also escaped within JSON; not a call or a type of a program.
    pattern: new RegExp(
      String.raw`((?:${NAMES})[\\"']{0,4}\s{0,8}[:=]\s{0,8}[\\"']{0,4})(?![\w.]{1,200}\()[\w+/=.!@#%^*~-]{8,}`,
      'i',
    ),
    replace: `$1${SECRET_PLACEHOLDER}`,
  },
];

/** A field of this name holds a secret, whatever its form. */
const SECRET_FIELD = new RegExp(`(?:${FIELDS})$`, 'i');

/**
 * Makes an anonymizer for `new Client({ anonymizer })` that takes common credentials out of inputs,
 * outputs and metadata: by their form, by a name beside them in a text, and by the name of their field.
 *
 * @example
 * const client = new Client({ anonymizer: createSecretAnonymizer() });
 * @throws {AnonymizerError} where an extra rule has an unknown type.
 */
export function createSecretAnonymizer({ extraRules = [], maxDepth = MAX_DEPTH }: SecretAnonymizerOptions = {}): <T>(
  data: T,
) => T {
  const mask = maskByRules([...DEFAULT_SECRET_RULES, ...extraRules]);
  return createAnonymizer(
    (value, path = '') => (value !== '' && SECRET_FIELD.test(path.slice(-100)) ? SECRET_PLACEHOLDER : mask(value)),
    { maxDepth },
  );
}
