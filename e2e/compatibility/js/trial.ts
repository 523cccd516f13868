/**
 * One version of the official client against one server: what every proof works with. A version
 * runs in a process of its own, because copies of the client share their context within one.
 */
import type * as Langsmith from 'langsmith-0.12';
import type * as Evaluation from 'langsmith-0.12/evaluation';
import type * as Anthropic from 'langsmith-0.12/wrappers/anthropic';
import type * as Gemini from 'langsmith-0.12/wrappers/gemini';
import type * as Openai from 'langsmith-0.12/wrappers/openai';
import type * as RunTrees from 'langsmith-0.12/run_trees';
import type * as Traceables from 'langsmith-0.12/traceable';
import type * as Vercel from 'langsmith-0.12/experimental/vercel';
import type * as Wrappers from 'langsmith-0.12/wrappers';

/** Name of the package in this workspace → the version it is; newest first. */
export const PACKAGES = ['langsmith-0.12', 'langsmith-0.11', 'langsmith-0.10'] as const;
export type PackageName = (typeof PACKAGES)[number];

/** The entries of one version. Older ones lack some of the methods, never have others of the same name. */
export interface Library {
  main: typeof Langsmith;
  traceable: typeof Traceables;
  runTrees: typeof RunTrees;
  wrappers: typeof Wrappers;
  openai: typeof Openai;
  anthropic: typeof Anthropic;
  gemini: typeof Gemini;
  vercel: typeof Vercel;
  evaluation: typeof Evaluation;
}

export type Client = Langsmith.Client;
export type ClientConfig = NonNullable<ConstructorParameters<typeof Langsmith.Client>[0]>;
export type Attachments = NonNullable<Parameters<Client['createRun']>[0]['attachments']>;
export type Run = Awaited<ReturnType<Client['readRun']>>;

/** What went over the network: the method and path asked, and what was answered. */
export interface Exchange {
  method: string;
  path: string;
  headers: Headers;
  status: number;
  /** As JSON, where it is JSON. */
  answer: unknown;
}

export interface Trial {
  library: Library;
  /** Origin of the server. */
  url: string;
  client: Client;
  /** The generated client, which has more than `client` shows. */
  generated: Langsmith.Langsmith;
  /** What both have sent, oldest first. */
  exchanges: Exchange[];
  /** Another client that writes into `exchanges`. */
  openClient(config?: ClientConfig): Client;
}

export async function loadLibrary(name: PackageName): Promise<Library> {
  const entry = async (path: string): Promise<unknown> => import(`${name}${path}`);
  return {
    main: (await entry('')) as typeof Langsmith,
    traceable: (await entry('/traceable')) as typeof Traceables,
    runTrees: (await entry('/run_trees')) as typeof RunTrees,
    wrappers: (await entry('/wrappers')) as typeof Wrappers,
    openai: (await entry('/wrappers/openai')) as typeof Openai,
    anthropic: (await entry('/wrappers/anthropic')) as typeof Anthropic,
    gemini: (await entry('/wrappers/gemini')) as typeof Gemini,
    vercel: (await entry('/experimental/vercel')) as typeof Vercel,
    evaluation: (await entry('/evaluation')) as typeof Evaluation,
  };
}

export function openTrial(library: Library, url: string): Trial {
  const exchanges: Exchange[] = [];
  const recordingFetch: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    const { pathname, search } = new URL(input instanceof Request ? input.url : input);
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    exchanges.push({
      method: init?.method ?? 'GET',
      path: pathname + search,
      headers: new Headers(init?.headers),
      status: response.status,
      answer: isJson ? await response.clone().json() : null,
    });
    return response;
  };
  const openClient = (config: ClientConfig = {}): Client =>
    new library.main.Client({
      apiUrl: url,
      webUrl: url,
      apiKey: 'anything',
      fetchImplementation: recordingFetch,
      ...config,
    });
  return {
    library,
    url,
    client: openClient(),
    generated: new library.main.Langsmith({ baseURL: url, apiKey: 'anything', fetch: recordingFetch, maxRetries: 0 }),
    exchanges,
    openClient,
  };
}

/** All of an iterable, as a client's lists are read. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
