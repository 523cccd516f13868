/**
 * What the text of a record's payload must contain for a run to fit a condition: narrows down the
 * runs that are read, and never leaves one out. Conditions are on rows of the table `payloads`,
 * whose columns are JSON; what JSON may write in two ways, or compare as a number, is not asked.
 */
import { searched } from '../../store/schema/0006-search.js';
import { bind, sql, trustedSql, type Sql } from '../../store/sql.js';
import type {
  ExistsCondition,
  FieldCondition,
  Filter,
  Literal,
  PairCondition,
  PairTest,
  PlainField,
  SearchCondition,
} from './syntax.js';

type Column = 'inputs' | 'outputs' | 'rest';

/** The text of a payload, as the index of the table spells it. */
const searchedText = trustedSql(searched);
/** The store looks for shorter ones in the text itself. */
const shortestIndexed = 4;

const inColumn = {
  inputs: trustedSql('inputs'),
  outputs: trustedSql('outputs'),
  rest: trustedSql('rest'),
} as const;
const lowerColumn = {
  inputs: trustedSql('lowerUTF8(inputs)'),
  outputs: trustedSql('lowerUTF8(outputs)'),
  rest: trustedSql('lowerUTF8(rest)'),
} as const;

/** Where a field that is searched stands; those that are derived are not looked for. */
const searchedIn: Partial<Record<PlainField, Column>> = {
  name: 'rest',
  error: 'rest',
  tags: 'rest',
  metadata: 'rest',
  inputs: 'inputs',
  outputs: 'outputs',
};

/** Each of these holds for some record of a run that fits; empty where nothing can be said. */
export function contentMay(condition: FieldCondition | PairCondition | SearchCondition | ExistsCondition): Sql[] {
  switch (condition.kind) {
    case 'exists':
      return [containsAny('rest', [keyText(condition.key)])];
    case 'search':
      return searchMay(condition);
    case 'pair':
      return pairMay(condition);
    case 'field':
      return fieldMay(condition);
  }
}

/**
 * Of the conditions that every run fulfils which fits the filter, those for whose rows the index is
 * enough: what they find is known without reading payloads.
 */
export function indexedMay(filter: Filter): Sql[] {
  switch (filter.kind) {
    case 'and':
      return filter.parts.flatMap(indexedMay);
    case 'or':
    case 'not':
      return [];
    default:
      return contentMay(filter).filter(({ text }) => text.includes(searched));
  }
}

function fieldMay({ field, comparator, values }: FieldCondition): Sql[] {
  if (values.includes(null)) return [];
  if (field === 'reference_example_id') return [containsAny('rest', [keyText(field)])];
  if (field === 'tags' && comparator !== 'like')
    return [
      containsAny(
        'rest',
        values.map((tag) => JSON.stringify(tag)),
      ),
    ];
  if (field === 'metadata')
    return Object.keys(JSON.parse(String(values[0])) as object).map((key) => containsAny('rest', [keyText(key)]));
  if (field === 'inputs' || field === 'outputs') return likeMay(field, values[0] ?? null);
  return [];
}

const pairColumns = { metadata: 'rest', input: 'inputs', output: 'outputs' } as const;

function pairMay({ pair, some }: PairCondition): Sql[] {
  if (pair === 'feedback') return [];
  const column = pairColumns[pair];
  return some.flatMap((test) => pairTestMay(column, test));
}

function pairTestMay(column: Column, { part, comparator, values }: PairTest): Sql[] {
  if (comparator === 'like') return part === 'value' || column === 'rest' ? likeMay(column, values[0] ?? null) : [];
  if (comparator !== 'eq' && comparator !== 'in') return [];
  const texts = values.filter((value): value is string => typeof value === 'string');
  if (texts.length < values.length) return [];
  // Keys of inputs and outputs are paths, and a key may have dots of its own: its end is told.
  if (part === 'key')
    return [
      containsAny(
        column,
        texts.map((text) =>
          column === 'rest' ? keyText(text) : keyText(text.slice(text.lastIndexOf('.') + 1)).slice(1),
        ),
      ),
    ];
  return texts.every(isPlain) ? [containsAny(column, texts), ...indexed(texts)] : [];
}

/** The longest piece of a pattern that is no wildcard. */
function likeMay(column: Column, pattern: Literal): Sql[] {
  if (typeof pattern !== 'string' || pattern.includes('\\')) return [];
  const [longest = ''] = pattern.split(/[%_]/).toSorted((a, b) => b.length - a.length);
  return isPlain(longest) ? [containsAny(column, [longest]), ...indexed([longest])] : [];
}

/** Every word has to stand somewhere, in whichever record. */
function searchMay({ field, words }: SearchCondition): Sql[] {
  const column = field === null ? null : searchedIn[field];
  if (column === undefined) return [];
  return words.filter(hasOneCase).map((word) => {
    const pattern = `%${word}%`;
    const anywhere = sql`${searchedText} LIKE ${pattern}`;
    return column === null ? anywhere : sql`(${anywhere} AND ${lowerColumn[column]} LIKE ${pattern})`;
  });
}

/** Greek has two small sigmas, and beyond the first 65,536 characters the store does not know all letters. */
function hasOneCase(word: string): boolean {
  return !/[σς]|[\u{10000}-\u{10ffff}]/u.test(word);
}

function containsAny(column: Column, texts: readonly string[]): Sql {
  if (texts.length === 0) return sql`false`;
  const [only] = texts;
  if (texts.length === 1 && only !== undefined) return sql`position(${inColumn[column]}, ${only}) > 0`;
  return sql`arrayExists(text -> position(${inColumn[column]}, text) > 0, ${bind('Array(String)', texts)})`;
}

/** A single text is found by its longest word, if the index knows such words: letters and digits of ASCII. */
function indexed(texts: readonly string[]): Sql[] {
  const [only] = texts;
  if (texts.length !== 1 || only === undefined) return [];
  const [word = ''] = (only.match(/[A-Za-z0-9]+/g) ?? []).toSorted((a, b) => b.length - a.length);
  return word.length < shortestIndexed ? [] : [sql`${searchedText} LIKE ${`%${word.toLowerCase()}%`}`];
}

/** A key as JSON writes it. */
function keyText(key: string): string {
  return `${JSON.stringify(key)}:`;
}

/** Text that JSON writes as it is, inside any value, and that is no number (`5` and `5.0` are equal). */
function isPlain(text: string): boolean {
  return text !== '' && Number.isNaN(Number(text)) && JSON.stringify(text) === `"${text}"`;
}
