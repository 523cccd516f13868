/**
 * Measures variants side by side: the variants take turns, round by round, so that whatever else
 * the machine does falls on all of them; the median round counts, and results are ratios to the
 * first variant.
 */

export interface Variant {
  name: string;
  /** Does the work `times` times. */
  run(times: number): Promise<void> | void;
  /** Work that is not part of the measured round, for example sending what was queued. */
  settle?(): Promise<void>;
}

export interface Measured {
  name: string;
  /** Median over the rounds. */
  microsecondsPerCall: number;
  /** CPU time of the process per call, settling included, median over the rounds. */
  cpuMicrosecondsPerCall: number;
  ratio: number;
}

/** One unmeasured round of each variant, then `rounds` measured ones of `times` calls. */
export async function measureSideBySide(
  variants: readonly Variant[],
  { rounds, times }: { rounds: number; times: number },
): Promise<Measured[]> {
  const walls = variants.map((): number[] => []);
  const cpus = variants.map((): number[] => []);
  for (let round = -1; round < rounds; round++) {
    for (const [index, variant] of variants.entries()) {
      globalThis.gc?.();
      const cpu = process.cpuUsage();
      const start = performance.now();
      await variant.run(times);
      const wall = performance.now() - start;
      await variant.settle?.();
      const used = process.cpuUsage(cpu);
      if (round < 0) continue;
      walls[index]?.push((wall * 1000) / times);
      cpus[index]?.push((used.user + used.system) / times);
    }
  }
  const first = median(walls[0] ?? []);
  return variants.map(({ name }, index) => ({
    name,
    microsecondsPerCall: median(walls[index] ?? []),
    cpuMicrosecondsPerCall: median(cpus[index] ?? []),
    ratio: median(walls[index] ?? []) / first,
  }));
}

/** The middle value; of an even number of values the upper one of the two in the middle. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The smallest value that at least `share` of the values do not exceed; NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Prints rows as a Markdown table, as docs/benchmarks.md takes them. */
export function printTable(rows: readonly Record<string, string | number>[]): void {
  const columns = Object.keys(rows[0] ?? {});
  console.log(`| ${columns.join(' | ')} |`);
  console.log(`|${columns.map((column) => (typeof rows[0]?.[column] === 'number' ? '---:' : '---')).join('|')}|`);
  for (const row of rows) console.log(`| ${columns.map((column) => format(row[column])).join(' | ')} |`);
}

function format(value: string | number | undefined): string {
  if (typeof value !== 'number') return value ?? '';
  if (Number.isInteger(value) || Math.abs(value) >= 100) return value.toFixed(0);
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}
