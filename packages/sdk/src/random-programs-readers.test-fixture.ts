/** How a random program reads what gives its values later: all, some or none, in the ways there are. */
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Use } from './random-programs.test-fixture.js';

/** Hears of each value, in the context of who reads. */
export type Take = (value: unknown) => void;

/** What a program throws; told from what goes wrong in us. */
export class ProgramError extends Error {
  override name = 'ProgramError';
}

/** What a reader throws to leave. */
export class LeavingError extends Error {
  override name = 'LeavingError';
}

/** What reading came to; `part`: it may go on. */
export type Reading = 'end' | 'left' | 'part';

export const WHOLE: Use = { pulls: 0, leave: 'end', via: 'loop' };

export function readGenerator(generator: Generator, { pulls, leave, via }: Use, take: Take): Reading {
  let taken = 0;
  if (via === 'loop' && leave !== 'stay' && (pulls > 0 || leave === 'end')) {
    for (const value of generator) {
      take(value);
      taken += 1;
      if (leave === 'end' || taken < pulls) continue;
      if (leave === 'throw') throw new LeavingError();
      return 'left';
    }
    return 'end';
  }
  for (;;) {
    if (leave !== 'end' && taken === pulls) break;
    const step = generator.next(taken);
    if (step.done === true) return 'end';
    take(step.value);
    taken += 1;
  }
  if (leave === 'stay') return 'part';
  if (leave === 'throw') return generator.throw(new LeavingError()).done === true ? 'end' : 'part';
  return generator.return(undefined).done === true ? 'left' : 'part';
}

export async function readAsyncGenerator(
  generator: AsyncGenerator,
  { pulls, leave, via }: Use,
  take: Take,
): Promise<Reading> {
  let taken = 0;
  if (via === 'events') return readNodeStream(Readable.from(generator), { pulls, leave, via: 'loop' }, take);
  if (via === 'tee' && pulls > 1) {
    // Two at once; the second waits for the first.
    const steps = await Promise.all([generator.next(), generator.next()]);
    for (const { done, value } of steps) if (done !== true) take(value);
    if (steps.some(({ done }) => done === true)) return 'end';
    taken = pulls;
  }
  if (via === 'loop' && leave !== 'stay' && (pulls > 0 || leave === 'end')) {
    for await (const value of generator) {
      take(value);
      taken += 1;
      if (leave === 'end' || taken < pulls) continue;
      if (leave === 'throw') throw new LeavingError();
      return 'left';
    }
    return 'end';
  }
  for (;;) {
    if (leave !== 'end' && taken >= pulls) break;
    const step = await generator.next(taken);
    if (step.done === true) return 'end';
    take(step.value);
    taken += 1;
  }
  if (leave === 'stay') return 'part';
  if (leave === 'throw') return (await generator.throw(new LeavingError())).done === true ? 'end' : 'part';
  return (await generator.return(undefined)).done === true ? 'left' : 'part';
}

export async function readWebStream(
  stream: ReadableStream<unknown>,
  { pulls, leave, via }: Use,
  take: Take,
): Promise<Reading> {
  let taken = 0;
  if (via === 'loop' && (pulls > 0 || leave === 'end')) {
    for await (const value of stream.values({ preventCancel: leave === 'stay' })) {
      take(value);
      taken += 1;
      if (leave === 'end' || taken < pulls) continue;
      if (leave === 'throw') throw new LeavingError();
      return leave === 'stay' ? 'part' : 'left';
    }
    return 'end';
  }
  if (via === 'tee') {
    const branches = stream.tee();
    const readings = await Promise.all(
      branches.map((branch) => readWebStream(branch, { pulls, leave, via: 'hand' }, take)),
    );
    return readings.every((reading) => reading === readings[0]) ? (readings[0] ?? 'part') : 'part';
  }
  if (via === 'events') {
    const through = stream.pipeThrough(new TransformStream<unknown, unknown>());
    return readWebStream(through, WHOLE, take);
  }
  const reader = stream.getReader();
  for (;;) {
    if (leave !== 'end' && taken === pulls) break;
    const { done, value } = await reader.read();
    if (done) return 'end';
    take(value);
    taken += 1;
  }
  if (leave !== 'stay') {
    await reader.cancel(new LeavingError());
    return 'left';
  }
  reader.releaseLock();
  return 'part';
}

export async function readNodeStream(stream: Readable, { pulls, leave, via }: Use, take: Take): Promise<Reading> {
  let taken = 0;
  if (via === 'tee') {
    const writable = new Writable({
      objectMode: true,
      highWaterMark: 1,
      write(value, _encoding, done) {
        take(value);
        done();
      },
    });
    await pipeline(stream, writable);
    return 'end';
  }
  if (via === 'events') {
    await new Promise<void>((resolve, reject) => {
      stream.on('data', take);
      stream.on('error', reject);
      stream.on('close', resolve);
    });
    return 'end';
  }
  for await (const value of stream) {
    take(value);
    taken += 1;
    if (leave === 'end' || taken < pulls) continue;
    if (leave === 'throw') throw new LeavingError();
    return 'left';
  }
  return 'end';
}

/** An error in a word; one of ours goes on. */
export function nameOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map((one) => nameOf(one)).join(' and ');
  if (error instanceof RangeError) throw error;
  return error instanceof Error ? `${error.name} ${error instanceof ProgramError ? error.message : ''}` : String(error);
}
