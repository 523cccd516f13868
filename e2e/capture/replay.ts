/** Captured requests, sent again to a server: what it answers, and what it has stored of the runs. */
import type { Json } from 'tracenest/wire';
import { bodyBytes, contentType } from './bodies.js';
import type { Answer, CapturedRequest } from './fixture.js';
import { isMadeByServer, uuidPattern } from './normal-form.js';

export interface Place {
  /** Origin of the server. */
  url: string;
  /** Of the ids in the requests. */
  salt: string;
  /** What they get instead, so that a server can be sent the same runs as others; default: the same. */
  sentSalt?: string;
}

const nowWithinMs = 20 * 3_600_000;
const momentPattern = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?/gu;

/** Sends one request. Of the answer, what differs from server to server is replaced. */
export async function send(place: Place, request: CapturedRequest): Promise<Answer> {
  const salted = JSON.parse(resalted(JSON.stringify(request), place.salt, sentSalt(place))) as CapturedRequest;
  const { 'transfer-encoding': transfer, ...headers } = salted.headers;
  const type = contentType(salted);
  const bytes = bodyBytes(salted);
  const isChunked = transfer === 'chunked' && bytes !== undefined;
  const answer = await fetch(place.url + salted.path, {
    method: salted.method,
    headers: { ...headers, ...(type !== undefined && { 'content-type': type }) },
    body: bytes === undefined ? null : isChunked ? inChunks(bytes) : new Uint8Array(bytes),
    ...(isChunked && { duplex: 'half' }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? null : settled(place, JSON.parse(text) as Json) };
}

/** Every run that these requests tell of, merged, by id. */
export async function readStored(place: Place, requests: readonly CapturedRequest[]): Promise<Record<string, Json>> {
  const read = async (id: string): Promise<[string, Json]> => {
    const answer = await fetch(`${place.url}/api/app/runs/${id.replace(place.salt, sentSalt(place))}`);
    if (!answer.ok) throw new RangeError(`run ${id}: ${answer.status} ${await answer.text()}`);
    const { first_received: _, last_received: __, ...run } = (await answer.json()) as Record<string, Json>;
    return [id, settled(place, run)];
  };
  const ids = new Set(requests.flatMap(runIds));
  return Object.fromEntries(await Promise.all([...ids].map(read)));
}

/** Whether it carries runs: these may come in any order. */
export function isOfRuns(request: CapturedRequest): boolean {
  return runIds(request).length > 0;
}

function runIds({ method, path, parts = [], json }: CapturedRequest): string[] {
  const patched = method === 'PATCH' ? /\/runs\/([^/?]+)$/u.exec(path)?.[1] : undefined;
  if (patched !== undefined) return [patched];
  if (method !== 'POST' || !/\/runs(?:\/batch|\/multipart)?$/u.test(path)) return [];
  const inParts = parts.flatMap(({ name }) => /^(?:post|patch)\.([^.]+)$/u.exec(name)?.[1] ?? []);
  const body = (json ?? {}) as { id?: string; post?: { id: string }[]; patch?: { id: string }[] };
  const inBody = [...(body.post ?? []), ...(body.patch ?? [])].map(({ id }) => id);
  return [...inParts, ...inBody, ...(body.id === undefined ? [] : [body.id])];
}

/** Without what differs from server to server: its origin, the moment, and ids made up by it. */
function settled(place: Place, value: Json): Json {
  const text = resalted(JSON.stringify(value), sentSalt(place), place.salt).replaceAll(place.url, 'http://server');
  return JSON.parse(text, (_, each: unknown) => {
    if (typeof each === 'number') return isNow(each) ? 'now' : each;
    if (typeof each !== 'string') return each;
    return each
      .replaceAll(momentPattern, (said) =>
        isNow(Date.parse(/Z|[+-]\d\d:\d\d$/u.test(said) ? said : `${said}Z`)) ? 'now' : said,
      )
      .replaceAll(uuidPattern, (id) => (id.startsWith(place.salt) || isMadeByServer(id) ? id : 'new id'));
  }) as Json;
}

function isNow(ms: number): boolean {
  return Math.abs(ms - Date.now()) < nowWithinMs;
}

function sentSalt({ salt, sentSalt: sent = salt }: Place): string {
  return sent;
}

function resalted(text: string, from: string, to: string): string {
  return from === to ? text : text.replaceAll(`${from}-`, `${to}-`);
}

/** As a client sends that has said no length. */
function inChunks(bytes: Buffer): ReadableStream {
  const middle = Math.floor(bytes.length / 2);
  const pieces = [bytes.subarray(0, middle), bytes.subarray(middle)];
  return new ReadableStream({
    pull(controller) {
      const piece = pieces.shift();
      if (piece === undefined) controller.close();
      else if (piece.length > 0) controller.enqueue(new Uint8Array(piece));
    },
  });
}
