/** The trees' end of the line between the threads. */
import { decodeLists, decodeObjects } from '../store/rows-decoding.js';
import type { Sql } from '../store/sql.js';
import { encodeRows } from '../store/statements.js';
import type { QueryLimits } from '../store/store.js';
import { failure, memoryOf, Waiting, type FromTrees, type Port, type ToTrees } from './tree-messages.js';
import { firstPrices, treePrices } from './tree-prices.js';
import { askTrees, type Encoded, type TreeQuestions, type TreeStore } from './tree-questions.js';

/** Answers the questions that come through a port. */
export function answerTrees(port: Port<FromTrees, ToTrees>): void {
  const queries = new Waiting<Uint8Array>();
  let prices = firstPrices;
  const trees = askTrees(storeThrough(port, queries), () => prices);
  port.on('message', (message) => {
    if (message.is === 'question') void answer(port, message, trees);
    else if (message.is === 'prices') prices = treePrices(message);
    else queries.settle(message);
  });
}

type Question = Extract<ToTrees, { is: 'question' }>;

async function answer(port: Port<FromTrees, ToTrees>, asked: Question, trees: TreeQuestions): Promise<void> {
  const { id } = asked;
  try {
    const value = await ask(trees, asked);
    port.postMessage({ is: 'answer', id, value }, memoryOf(value));
  } catch (error) {
    port.postMessage(failure(id, error));
  }
}

function ask(trees: TreeQuestions, asked: Question): Promise<Encoded> {
  switch (asked.question) {
    case 'trace':
      return trees.trace(...asked.args);
    case 'outline':
      return trees.outline(...asked.args);
    case 'count':
      return trees.count(...asked.args);
    case 'runTotals':
      return trees.runTotals(...asked.args);
    case 'splits':
      return trees.splits(...asked.args);
    case 'run':
      return trees.run(...asked.args);
  }
}

/** The store as it looks from here: what it answers is decoded in this thread, and what it is told is encoded here. */
function storeThrough(port: Port<FromTrees, ToTrees>, queries: Waiting<Uint8Array>): TreeStore {
  const query = ({ text, params }: Sql, limits: QueryLimits = {}): Promise<Uint8Array> =>
    queries.wait((id) => port.postMessage({ is: 'query', id, sql: { text, params }, limits }));
  return {
    query: async <Row>(sql: Sql, limits?: QueryLimits) => decodeObjects<Row>(await query(sql, limits)),
    queryLists: async <Row extends readonly unknown[]>(sql: Sql, limits?: QueryLimits) =>
      decodeLists<Row>(await query(sql, limits)),
    insert: async (table, objects) => {
      if (objects.length === 0) return;
      const rows = await encodeRows(objects);
      await queries.wait((id) => port.postMessage({ is: 'insert', id, table, rows }, memoryOf(rows.lines)));
    },
  };
}
