/**
 * The trees' thread, seen from the server's: hands questions over, asks the store for it and
 * replaces it where it broke down. The server's own event loop only passes bytes on.
 */
import { existsSync } from 'node:fs';
import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads';
import type { Store } from '../store/store.js';
import { answerTrees } from './answer-trees.js';
import { builtInPrices, type PricesInUse } from './prices.js';
import { failure, memoryOf, Waiting, type Asked, type FromTrees, type ToTrees } from './tree-messages.js';
import type { Encoded, TreeQuestions } from './tree-questions.js';

/** Beside the bundle. From source it is not there: then the same code answers in this thread. */
const workerFile = new URL('tree-worker.js', import.meta.url);

/**
 * Nearly all that is made while a trace is put together stays until it is answered: a small space
 * for what is new would be copied again and again.
 */
const maxYoungGenerationSizeMb = 192;

/** What is asked of the store for the thread. */
export type TreeSource = Pick<Store, 'queryBytes' | 'insertEncoded'>;

export class TreeThread implements TreeQuestions {
  readonly #store: TreeSource;
  readonly #file: URL;
  readonly #answers = new Waiting<Encoded>();
  readonly #prices: () => PricesInUse;
  #end: Worker | MessagePort | null = null;
  /** Version of the prices that the thread was told last. */
  #told = '';

  /** `file`: the bundled tree-worker.ts. */
  constructor(store: TreeSource, prices: () => PricesInUse = () => builtInPrices, file: URL = workerFile) {
    this.#store = store;
    this.#prices = prices;
    this.#file = file;
  }

  trace(...args: Parameters<TreeQuestions['trace']>): Promise<Encoded> {
    return this.#ask({ question: 'trace', args });
  }

  outline(...args: Parameters<TreeQuestions['outline']>): Promise<Encoded> {
    return this.#ask({ question: 'outline', args });
  }

  run(...args: Parameters<TreeQuestions['run']>): Promise<Encoded> {
    return this.#ask({ question: 'run', args });
  }

  count(...args: Parameters<TreeQuestions['count']>): Promise<Encoded> {
    return this.#ask({ question: 'count', args });
  }

  runTotals(...args: Parameters<TreeQuestions['runTotals']>): Promise<Encoded> {
    return this.#ask({ question: 'runTotals', args });
  }

  splits(...args: Parameters<TreeQuestions['splits']>): Promise<Encoded> {
    return this.#ask({ question: 'splits', args });
  }

  /** Questions that are not answered yet fail. */
  async close(): Promise<void> {
    const end = this.#end;
    this.#lose(new Error('The server is stopping.'));
    if (end instanceof Worker) await end.terminate();
    else end?.close();
  }

  #ask(asked: Asked): Promise<Encoded> {
    const end = (this.#end ??= this.#start());
    const prices = this.#prices();
    if (prices.version !== this.#told) post(end, { is: 'prices', ...prices });
    this.#told = prices.version;
    return this.#answers.wait((id) => end.postMessage({ is: 'question', id, ...asked } satisfies ToTrees));
  }

  #start(): Worker | MessagePort {
    const end = existsSync(this.#file) ? this.#startWorker() : answerHere();
    end.on('message', (message: FromTrees) => {
      if (message.is === 'query') void this.#query(end, message);
      else if (message.is === 'insert') void this.#insert(end, message);
      else this.#answers.settle(message);
    });
    // The process may end while nobody asks.
    end.unref();
    return end;
  }

  #startWorker(): Worker {
    const worker = new Worker(this.#file, { name: 'trees', resourceLimits: { maxYoungGenerationSizeMb } });
    const lose = (error: Error): void => {
      if (this.#end === worker) this.#lose(error);
    };
    worker.on('error', lose);
    worker.on('exit', (code) => lose(new Error(`The thread that reads traces ended with exit code ${code}.`)));
    return worker;
  }

  /** The next question starts a new one. */
  #lose(error: Error): void {
    this.#end = null;
    this.#told = '';
    this.#answers.failAll(error);
  }

  async #query(end: Worker | MessagePort, { id, sql, limits }: Extract<FromTrees, { is: 'query' }>): Promise<void> {
    try {
      const value = await this.#store.queryBytes(sql, limits);
      post(end, { is: 'answer', id, value }, memoryOf(value));
    } catch (error) {
      post(end, failure(id, error));
    }
  }

  async #insert(end: Worker | MessagePort, { id, table, rows }: Extract<FromTrees, { is: 'insert' }>): Promise<void> {
    try {
      await this.#store.insertEncoded(table, rows);
      post(end, { is: 'answer', id, value: nothing });
    } catch (error) {
      post(end, failure(id, error));
    }
  }
}

const nothing = new Uint8Array();

function post(end: Worker | MessagePort, message: ToTrees, memory: ArrayBuffer[] = []): void {
  end.postMessage(message, memory);
}

function answerHere(): MessagePort {
  const { port1, port2 } = new MessageChannel();
  answerTrees(port2);
  port2.unref();
  return port1;
}
