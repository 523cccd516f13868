/** All prices, each with who says so and since when. */
import type { ReactNode } from 'react';
import type { PriceLine } from '../../model/price-list.js';
import { Button } from '../../ui/button.js';
import styles from './preferences-page.module.css';

interface PriceTableProps {
  lines: readonly PriceLine[];
  onEdit: (line: PriceLine) => void;
}

export function PriceTable({ lines, onEdit }: PriceTableProps): ReactNode {
  if (lines.length === 0) return <p className={styles.lead}>No price fits. Models without one have no cost.</p>;
  return (
    <div className={styles.scroller} tabIndex={0} role="group" aria-label="Table of prices">
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Provider</th>
            <th scope="col">Model</th>
            <th scope="col" className={styles.number}>
              Input
            </th>
            <th scope="col" className={styles.number}>
              From cache
            </th>
            <th scope="col" className={styles.number}>
              Output
            </th>
            <th scope="col">Source</th>
            <th scope="col">
              <span className={styles.unseen}>Change</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={`${line.list} ${line.model}`}>
              <td>{line.provider}</td>
              <th scope="row">
                {line.names}
                {line.notes !== '' && <span className={styles.notes}>{line.notes}</span>}
              </th>
              <td className={styles.number}>{line.input}</td>
              <td className={styles.number}>{line.cacheRead === '' ? '–' : line.cacheRead}</td>
              <td className={styles.number}>{line.output}</td>
              <td>
                <Source source={line.source} /> <span className={styles.day}>{line.read}</span>
              </td>
              <td>
                <Button kind="quiet" aria-label={`Edit the price of ${line.names}`} onClick={() => onEdit(line)}>
                  Edit
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A price file is written by people: only what is surely a web page becomes a link. */
function Source({ source }: { source: string }): ReactNode {
  const page = /^https:\/\/([^/\s]+)/.exec(source);
  if (page === null) return <bdi>{source.slice(0, 120)}</bdi>;
  return (
    <a href={source} target="_blank" rel="noreferrer" title={source} className={styles.link}>
      {page[1]}
    </a>
  );
}
