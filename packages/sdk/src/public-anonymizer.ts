/** The entry `tracenest/anonymizer`: what must not leave, by one's own rules or by those for secrets. */
export {
  AnonymizerError,
  createAnonymizer,
  type AnonymizerOptions,
  type ReplacerType,
  type StringNode,
  type StringNodeProcessor,
  type StringNodeRule,
} from './anonymizer.js';
export {
  createSecretAnonymizer,
  DEFAULT_SECRET_RULES,
  SECRET_PLACEHOLDER,
  type SecretAnonymizerOptions,
} from './secrets.js';
