/** Makes a link under which anybody who has it reads a run and all below it, and takes it back. */
import type { ReactNode } from 'react';
import { useShare } from '../../data/use-share.js';
import { sharedUrl } from '../../model/page-url.js';
import { Button, CopyButton } from '../../ui/button.js';
import { Icon } from '../../ui/icons.js';
import { Popover } from '../../ui/popover.js';
import styles from './share-button.module.css';

export function ShareButton({ runId }: { runId: string }): ReactNode {
  return (
    <Popover
      label={
        <span className={styles.label}>
          <Icon name="link" size={14} /> Share
        </span>
      }
      title="Share this trace"
      align="end"
    >
      {() => <Sharing runId={runId} />}
    </Popover>
  );
}

function Sharing({ runId }: { runId: string }): ReactNode {
  const { data, problem, share, unshare, isBusy, refusal } = useShare(runId);
  const failure = refusal ?? problem;
  const link = typeof data?.token === 'string' ? window.location.origin + sharedUrl(data.token) : null;
  return (
    <div className={styles.body}>
      {link === null ? (
        <>
          <p>
            Whoever has the link reads this trace with all inputs and outputs, without signing in, and nothing else.
          </p>
          <Button kind="primary" disabled={isBusy || data === undefined} onClick={share}>
            Make a link
          </Button>
        </>
      ) : (
        <>
          <p>Whoever has this link reads this trace, without signing in, until it is taken back:</p>
          <p className={styles.link}>
            <a href={link}>{link}</a>
            <CopyButton text={() => link} what="the link" />
          </p>
          <Button disabled={isBusy} onClick={unshare}>
            Take the link back
          </Button>
        </>
      )}
      {failure !== null && (
        <p role="alert" className={styles.failure}>
          {failure.message} {failure.remedy}
        </p>
      )}
    </div>
  );
}
