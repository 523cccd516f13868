/** Which methods a version of the official client has, from the client itself: none is forgotten. */
import type { Library } from './trial.js';

/** Names as a program writes them: `createRun`, `runs.query`, `RunTree.postRun`, `wrapOpenAI`; sorted. */
export function methodsOf(library: Library): string[] {
  const { main, traceable, runTrees, wrappers, openai, anthropic, gemini, vercel, evaluation } = library;
  const functions = [traceable, runTrees, wrappers, openai, anthropic, gemini, vercel, evaluation, main].flatMap(
    (entry) =>
      Object.entries(entry)
        .filter(([name, value]) => typeof value === 'function' && !isClass(name) && name !== 'default')
        .map(([name]) => name),
  );
  const generated = new main.Langsmith({ baseURL: 'http://127.0.0.1:9', apiKey: 'anything' });
  const names = [
    ...functions,
    ...methodNames(main.Client.prototype),
    ...methodNames(main.Client).map((name) => `Client.${name}`),
    ...methodNames(main.RunTree.prototype).map((name) => `RunTree.${name}`),
    ...methodNames(main.RunTree).map((name) => `RunTree.${name}`),
    ...resourceMethods(generated, ''),
  ];
  return [...new Set(names)].toSorted();
}

/** The method of that name on a generated client, bound. */
export function resourceMethod(generated: object, name: string): (...given: unknown[]) => unknown {
  const path = name.split('.');
  const method = path.pop() ?? '';
  const resource = path.reduce<unknown>((above, part) => Reflect.get(above as object, part), generated);
  const found: unknown = Reflect.get(resource as object, method);
  if (typeof found !== 'function') throw new TypeError(`The client has no ${name}.`);
  return found.bind(resource) as (...given: unknown[]) => unknown;
}

/** The resources of a generated client know it; nothing else that it holds does. */
function resourceMethods(parent: object, path: string): string[] {
  return Object.entries(parent).flatMap(([name, value]: [string, unknown]) => {
    if (name === '_client' || typeof value !== 'object' || value === null || !('_client' in value)) return [];
    const own = Object.entries(value).flatMap(([key, each]) => (typeof each === 'function' ? [key] : []));
    const methods = [...methodNames(Object.getPrototypeOf(value) as object), ...own];
    return [...methods.map((method) => `${path}${name}.${method}`), ...resourceMethods(value, `${path}${name}.`)];
  });
}

/** What begins with an underscore is not called by programs. */
function methodNames(holder: object): string[] {
  return Object.entries(Object.getOwnPropertyDescriptors(holder)).flatMap(([name, { value }]) =>
    typeof value === 'function' && name !== 'constructor' && !name.startsWith('_') && !isClass(name) ? [name] : [],
  );
}

function isClass(name: string): boolean {
  return /^[A-Z]/.test(name) && name !== name.toUpperCase();
}
