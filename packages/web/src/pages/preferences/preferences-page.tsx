/** What a reader can set for everyone who uses this server: the prices by which costs are counted. */
import { useId, useState, type ReactNode } from 'react';
import { usePrices, type Prices } from '../../data/use-prices.js';
import type { PricesAnswer } from '../../model/answers.js';
import { priceLines, readPrices, withOwnPrice, type PriceFile, type PriceLine } from '../../model/price-list.js';
import { formatQuantity } from '../../model/words.js';
import { Button } from '../../ui/button.js';
import { Crumb, Page } from '../../ui/frame.js';
import { ErrorState, UnansweredState } from '../../ui/state.js';
import { PriceForm } from './price-form.js';
import styles from './preferences-page.module.css';
import { PriceTable } from './price-table.js';

export function PreferencesPage(): ReactNode {
  const prices = usePrices();
  const { data, retry } = prices;
  const file = data === undefined ? null : readPrices(data.prices);
  return (
    <Page title="Preferences" crumbs={<Crumb is="heading">Preferences</Crumb>}>
      {data !== undefined && file !== null && <PriceSection prices={prices} answer={data} file={file} />}
      {data !== undefined && file === null && (
        <ErrorState
          title="The prices of the server are not of a form that this page knows"
          remedy="Reload the page: the server may have been updated."
          isRetried={false}
          onRetry={retry}
        />
      )}
      <UnansweredState answer={prices} />
    </Page>
  );
}

interface PriceSectionProps {
  prices: Prices;
  answer: PricesAnswer;
  file: PriceFile;
}

function PriceSection({ prices, answer, file }: PriceSectionProps): ReactNode {
  const [sought, setSought] = useState('');
  /** The line that is edited; `new`: one that there is not yet. */
  const [edited, setEdited] = useState<PriceLine | 'new' | null>(null);
  const id = useId();
  const lines = priceLines(file, sought);
  return (
    <section className={styles.page} aria-labelledby={`${id}-title`}>
      <header className={styles.head}>
        <h2 id={`${id}-title`}>Prices</h2>
        <Origin answer={answer} />
        {prices.isChanged && (
          <p role="status" className={styles.saved}>
            Taken over. Costs are counted again by these prices: of a trace that is opened at once, in lists and sums
            within seconds.
          </p>
        )}
        {prices.refusal !== null && (
          <p role="alert" className={styles.error}>
            {prices.refusal.message} {prices.refusal.remedy}
          </p>
        )}
      </header>
      <div className={styles.tools}>
        <label className={styles.search} htmlFor={`${id}-search`}>
          Find a model
          <input
            id={`${id}-search`}
            type="search"
            className={styles.input}
            value={sought}
            onChange={(event) => setSought(event.target.value)}
          />
        </label>
        <span role="status" className={styles.count}>
          {formatQuantity(lines.length, 'price')}
        </span>
        <Button onClick={() => setEdited('new')}>Add a price</Button>
        {answer.from === 'file' && (
          <Button disabled={prices.isBusy} onClick={prices.reset}>
            Back to the prices that come with Tracenest
          </Button>
        )}
      </div>
      {edited !== null && (
        <PriceForm
          // Fields begin anew with the line.
          key={edited === 'new' ? 'new' : `${edited.list} ${edited.model}`}
          line={edited === 'new' ? null : edited}
          isBusy={prices.isBusy}
          onCancel={() => setEdited(null)}
          onSave={(own) =>
            prices.save(withOwnPrice(file, own, edited === 'new' ? null : edited, today()), () => setEdited(null))
          }
        />
      )}
      <PriceTable lines={lines} onEdit={setEdited} />
    </section>
  );
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}

function Origin({ answer }: { answer: PricesAnswer }): ReactNode {
  return (
    <div className={styles.lead}>
      <p>
        US dollars for a million tokens.{' '}
        {answer.from === 'file' ? (
          <>
            They are read from <code>{answer.path}</code>, which can be edited by hand, too.
          </>
        ) : (
          <>
            These come with Tracenest; a change of yours is kept in <code>{answer.path}</code>.
          </>
        )}{' '}
        What a program states itself goes before them.
      </p>
      {answer.error !== null && (
        <p role="alert" className={styles.error}>
          The file that is there is not used. {answer.error}
        </p>
      )}
    </div>
  );
}
