/** A price of the reader's own: a new one, or other rates for one that there is. */
import { useEffect, useId, useRef, useState, type FormEvent, type ReactNode } from 'react';
import { priceProblems, type OwnPrice, type PriceLine } from '../../model/price-list.js';
import { Button } from '../../ui/button.js';
import styles from './preferences-page.module.css';

interface PriceFormProps {
  /** Null: a new price. */
  line: PriceLine | null;
  isBusy: boolean;
  onSave: (price: OwnPrice) => void;
  onCancel: () => void;
}

const fields: readonly { name: keyof OwnPrice; label: string; isRate: boolean }[] = [
  { name: 'provider', label: 'Provider', isRate: false },
  { name: 'name', label: 'Model, as it is sent', isRate: false },
  { name: 'input', label: 'Input', isRate: true },
  { name: 'cacheRead', label: 'From cache', isRate: true },
  { name: 'output', label: 'Output', isRate: true },
];

export function PriceForm({ line, isBusy, onSave, onCancel }: PriceFormProps): ReactNode {
  const [price, setPrice] = useState<OwnPrice>(() => ({
    provider: line?.provider ?? '',
    name: line?.names ?? '',
    input: line?.input ?? '',
    output: line?.output ?? '',
    cacheRead: line?.cacheRead ?? '',
  }));
  const [isTried, setIsTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const id = useId();
  useEffect(() => form.current?.querySelector<HTMLInputElement>('input:not([readonly])')?.focus(), []);
  const problems = priceProblems(price);
  const send = (event: FormEvent): void => {
    event.preventDefault();
    setIsTried(true);
    if (Object.keys(problems).length === 0) onSave(price);
  };
  const title = line === null ? 'Add a price' : `Price of ${line.names}`;
  return (
    <form ref={form} className={styles.form} onSubmit={send} aria-label={title} noValidate>
      <div className={styles.fields}>
        {fields.map(({ name, label, isRate }) => {
          const problem = isTried ? problems[name] : undefined;
          return (
            <div key={name} className={styles.field}>
              <label htmlFor={`${id}-${name}`}>{label}</label>
              <input
                id={`${id}-${name}`}
                className={styles.input}
                inputMode={isRate ? 'decimal' : 'text'}
                autoComplete="off"
                spellCheck={false}
                // Of a price that there is only the rates are the reader's.
                readOnly={line !== null && !isRate}
                value={price[name]}
                aria-invalid={problem !== undefined}
                aria-describedby={problem === undefined ? undefined : `${id}-${name}-problem`}
                onChange={(event) => setPrice({ ...price, [name]: event.target.value })}
              />
              {problem !== undefined && (
                <span id={`${id}-${name}-problem`} className={styles.error}>
                  {problem}
                </span>
              )}
            </div>
          );
        })}
      </div>
      <div className={styles.tools}>
        <Button kind="primary" type="submit" disabled={isBusy}>
          Save
        </Button>
        <Button kind="quiet" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
