/**
 * Trees as short texts, `root(a(b),c)`, read from three places that must agree: the outline of the
 * API, the tree on the page, and the runs that an official client reads back.
 */
import type { Page } from 'playwright-core';
import type { OutlineAnswer } from 'tracenest/wire';

export interface Node {
  name: string;
  depth: number;
}

/** Rows in depth-first order → `root(a(b),c)`; several roots are joined by a comma. */
export function treeText(rows: readonly Node[]): string {
  let text = '';
  let depth = -1;
  for (const row of rows) {
    if (row.depth > depth) text += '('.repeat(row.depth - depth);
    else text += `${')'.repeat(depth - row.depth)},`;
    text += row.name;
    depth = row.depth;
  }
  return `${text}${')'.repeat(depth + 1)}`.slice(1, -1);
}

/** What the server says about a trace, as JSON. Null while it knows nothing of it. */
export async function readOutline(serverUrl: string, traceId: string): Promise<OutlineAnswer | null> {
  const answer = await fetch(`${serverUrl}/api/app/traces/${traceId}/outline?format=json`);
  if (answer.status === 404) return null;
  if (!answer.ok) throw new Error(`outline of ${traceId}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as OutlineAnswer;
}

/** The tree of a trace by the outline; empty while the server knows nothing of it. */
export async function outlineTree(serverUrl: string, traceId: string): Promise<string> {
  return treeText((await readOutline(serverUrl, traceId))?.rows ?? []);
}

/**
 * The tree on the page, by role: names and levels of the visible tree items. An item's accessible
 * name begins with the run's name, which the page also gives as `data-name`-free text up to the
 * first comma.
 */
export async function pageTree(page: Page): Promise<string> {
  return treeText(await pageRows(page));
}

/** Visible tree items in their order on the page. */
export async function pageRows(page: Page): Promise<(Node & { label: string; position: number })[]> {
  const items = await page.getByRole('treeitem').evaluateAll((elements) =>
    elements.map((element) => ({
      label: element.getAttribute('aria-label') ?? element.textContent ?? '',
      level: Number(element.getAttribute('aria-level')),
      top: element.getBoundingClientRect().top,
    })),
  );
  return items
    .toSorted((a, b) => a.top - b.top)
    .map(({ label, level, top }) => ({ label, position: top, depth: level - 1, name: label.split(/, /)[0] ?? label }));
}
