/** What a run reports of its model calls, what of it counts, and what that costs with all below it. */
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { RowTotalsAnswer } from '../../model/answers.js';
import { preferencesUrl } from '../../model/page-url.js';
import { costWords, notCounted, pricedWords, tokensWords } from '../../model/totals.js';
import styles from './run-details.module.css';
import { Fact, Facts, Section } from './section.js';

interface UsageFactsProps {
  totals: RowTotalsAnswer;
  hasChildren: boolean;
}

export function UsageFacts({ totals, hasChildren }: UsageFactsProps): ReactNode {
  const { own, counted, sum, cost } = totals;
  const reason = notCounted(totals);
  const hasCost = cost.total > 0 || cost.unpriced_tokens > 0;
  return (
    <Section title="Tokens and cost">
      <Facts>
        <Fact name="Model">{own?.model === undefined ? null : modelWords(own.model, own.provider, own.tier)}</Fact>
        <Fact name="Reports">{own === undefined ? null : tokensWords(own.tokens)}</Fact>
        <Fact name="Counted">
          {own === undefined ? null : reason === null ? countedWords(totals) : `nothing: ${reason}`}
        </Fact>
        <Fact name="Cost">
          {pricedWords(totals) === null ? null : (
            <>
              {counted !== undefined && counted.cost.total > 0 && `${costWords(counted.cost)}, `}
              {pricedWords(totals)}
            </>
          )}
        </Fact>
        <Fact name="With all below">
          {hasChildren ? `${tokensWords(sum)}${hasCost ? ` · ${costWords(cost)}` : ''}` : null}
        </Fact>
      </Facts>
      {cost.unpriced_tokens > 0 && (
        <p className={styles.none}>
          Prices can be read and changed in the{' '}
          <Link href={preferencesUrl} className={styles.link}>
            preferences
          </Link>
          .
        </p>
      )}
    </Section>
  );
}

/** Told only where it differs from what is reported. */
function countedWords({ own, counted }: RowTotalsAnswer): string | null {
  if (own === undefined || counted === undefined || counted.tokens.total === own.tokens.total) return null;
  return `${tokensWords(counted.tokens)}; the rest is reported by runs below it`;
}

function modelWords(model: string | null, provider: string | null, tier: string | null): string {
  const beside = [provider, tier === null ? null : `tier ${tier}`].filter((one) => one !== null).join(', ');
  const name = (model ?? 'not said').slice(0, 200);
  return beside === '' ? name : `${name} (${beside.slice(0, 100)})`;
}
