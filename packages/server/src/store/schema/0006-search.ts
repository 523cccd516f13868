/** Words in payloads are found without reading all of them. */
import type { SchemaStep } from './schema-step.js';

/**
 * What is searched of a record: inputs and outputs, name, error, tags and metadata. Not the whole
 * `rest`: its ids and times are different in each record, and every word is looked for among all
 * the different ones. A query finds by the index only what it spells as here.
 */
const parts: readonly string[] = [
  'inputs',
  'outputs',
  "JSONExtractString(rest, 'name')",
  "JSONExtractString(rest, 'error')",
  "JSONExtractRaw(rest, 'tags')",
  "JSONExtractRaw(rest, 'extra', 'metadata')",
];

/** In lower case, one line below the other. */
export const searched: string = `lowerUTF8(concat(${parts.join(", '\\n', ")}))`;

export const search: SchemaStep = {
  number: 6,
  name: 'search',
  statements: [
    `ALTER TABLE payloads ADD INDEX IF NOT EXISTS words ${searched} TYPE text(tokenizer = splitByNonAlpha)`,
    // Of what is there already, beside the work of the server; until then it is read instead.
    'ALTER TABLE payloads MATERIALIZE INDEX words',
  ],
};
