/** What programs of the corpus take from `node:timers/promises`, in a browser. */
export async function setTimeout<T>(ms: number, value?: T): Promise<T | undefined> {
  return await new Promise((done) => globalThis.setTimeout(() => done(value), ms));
}

export async function setImmediate<T>(value?: T): Promise<T | undefined> {
  return await setTimeout(0, value);
}
