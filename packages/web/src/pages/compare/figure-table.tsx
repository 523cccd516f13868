/** Figures of two sides with their differences: a line for each side, a column for each figure. */
import type { ReactNode } from 'react';
import type { PairFigure } from '../../model/compare/compare-figures.js';
import styles from './compare-page.module.css';

interface FigureTableProps {
  label: string;
  figures: readonly PairFigure[];
  /** What stands on each side; null: nothing does. */
  a: ReactNode;
  b: ReactNode;
}

export function FigureTable({ label, figures, a, b }: FigureTableProps): ReactNode {
  return (
    <div className={styles.tableBox} tabIndex={0} role="group" aria-label={label}>
      <table className={styles.table} aria-label={label}>
        <thead>
          <tr>
            <td />
            {figures.map(({ name }) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <SideLine letter="A" name={a} values={figures.map((figure) => figure.a)} />
          <SideLine letter="B" name={b} values={figures.map((figure) => figure.b)} />
          <tr className={styles.deltas}>
            <th scope="row">B − A</th>
            {figures.map(({ name, delta, title }) => (
              <td key={name} title={title}>
                {delta === '=' ? <span className={styles.equal}>same</span> : delta}
              </td>
            ))}
          </tr>
        </tbody>
      </table>
    </div>
  );
}

interface SideLineProps {
  letter: 'A' | 'B';
  name: ReactNode;
  values: readonly (string | null)[];
}

function SideLine({ letter, name, values }: SideLineProps): ReactNode {
  return (
    <tr>
      <th scope="row">
        <span className={styles.letter}>{letter}</span> {name ?? <span className={styles.equal}>not there</span>}
      </th>
      {values.map((value, index) => (
        // Columns do not change places.
        <td key={index}>{value ?? '–'}</td>
      ))}
    </tr>
  );
}
