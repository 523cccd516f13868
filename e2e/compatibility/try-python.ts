/**
 * Tries PyPI's clients against one server: each version with its packages in an environment of its own,
 * and what the newest LangChain and LangGraph trace through the newest.
 */
import { newestPython, olderPython, pythonWith, runPython } from '../harness/python.js';
import type { PythonPackages } from '../harness/python.js';
import { sorted, type Result, type Tried } from './results.js';

/** What main.py prints. */
interface Book {
  results: Result[];
  failures: string[];
}

/** Installs what is not there yet: the first time that takes minutes. */
export async function preparePython(versions: 'newest' | 'all'): Promise<void> {
  await Promise.all(packagesOf(versions).map(pythonWith));
}

/** `url`: origin of the server. One after the other: each alone keeps a processor busy. */
export async function tryPythonClients(url: string, versions: 'newest' | 'all'): Promise<Tried> {
  const books: Book[] = [];
  for (const packages of packagesOf(versions)) books.push(await read('langsmith', url, packages));
  books.push(await read('frameworks', url, newestPython));
  return {
    results: sorted(books.flatMap(({ results }) => results)),
    faults: books.flatMap(({ failures }) => failures),
  };
}

function packagesOf(versions: 'newest' | 'all'): PythonPackages[] {
  return versions === 'all' ? [newestPython, ...olderPython] : [newestPython];
}

async function read(part: 'langsmith' | 'frameworks', url: string, packages: PythonPackages): Promise<Book> {
  return JSON.parse(await runPython('compatibility/python/main.py', url, {}, [part], packages)) as Book;
}
