/** What a program of the corpus is run by. */
export interface Runtime {
  /** The program that runs programs, and what it is told before the file that it runs. */
  command(options: { conditions: readonly string[] }): { file: string; args: readonly string[] };
}

/** The Node.js that runs this. */
export const THIS_NODE: Runtime = {
  command: ({ conditions }) => ({ file: process.execPath, args: conditionArguments(conditions) }),
};

/** Node.js, Bun and Deno are told of the conditions of package.json by the same word. */
export function conditionArguments(conditions: readonly string[]): string[] {
  return conditions.map((condition) => `--conditions=${condition}`);
}
