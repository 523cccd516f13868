/** Runs that report tokens which runs below them report as well (contract §5, `usage-repeated`). */
import { plainReport } from 'tracenest/wire';
import type { TokenKinds, Tokens } from 'tracenest/wire';
import { addFinding, type TreeNode } from './nodes.js';
import { sumTokens } from './token-sums.js';

/** Marks them. `rows`: parents first. */
export function markRepeatedUsage(rows: readonly TreeNode[]): void {
  // Thousands of runs may share what they report.
  const known = new Map<Tokens, Readonly<TokenKinds>>();
  const own = rows.map(({ run }) => {
    if (!run?.usage) return null;
    const tokens = known.get(run.usage) ?? plainReport(run.usage).tokens;
    known.set(run.usage, tokens);
    return tokens;
  });
  if (own.every((tokens) => tokens === null)) return;
  const { counted } = sumTokens(
    rows.map((node) => node.parent?.row ?? -1),
    own,
  );
  rows.forEach((node, row) => {
    const reported = own[row]?.total ?? 0;
    const added = counted[row]?.total ?? 0;
    if (added < reported) addFinding(node, 'usage-repeated', { tokens: reported, counted: added });
  });
}
