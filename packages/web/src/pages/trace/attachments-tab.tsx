/** Files beside a run: what there is, a download of each, and images when somebody wants to see them. */
import { useState, type ReactNode } from 'react';
import type { Beside } from '../../data/use-beside.js';
import type { AttachmentAnswer } from '../../model/answers.js';
import { formatBytes } from '../../model/words.js';
import { Button } from '../../ui/button.js';
import { ErrorState, LoadingState } from '../../ui/state.js';
import styles from './messages-tab.module.css';
import details from './run-details.module.css';

/** The server hands out no other type of image as one. */
const IMAGES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

export function AttachmentsTab({ beside }: { beside: Beside }): ReactNode {
  const { data, problem } = beside;
  return (
    <div className={details.body}>
      {data === undefined && problem === null && <LoadingState rows={2} />}
      {problem !== null && (
        <ErrorState
          title={problem.message}
          remedy={problem.remedy}
          isRetried={problem.isRetried}
          onRetry={beside.retry}
        />
      )}
      {data?.attachments.length === 0 && <p className={details.none}>No files were sent with it.</p>}
      {data !== undefined && data.attachments.length > 0 && (
        <ul className={details.cards} aria-label="Attachments">
          {data.attachments.map((file) => (
            <Attachment key={file.path} file={file} />
          ))}
        </ul>
      )}
    </div>
  );
}

function Attachment({ file }: { file: AttachmentAnswer }): ReactNode {
  const [isShown, setIsShown] = useState(false);
  const name = file.name.slice(0, 200);
  return (
    <li className={styles.message}>
      <div className={styles.medium}>
        <bdi>{name}</bdi>
        <span>
          {file.mime_type.slice(0, 100)}, {formatBytes(file.size)}
        </span>
        <a className={details.link} href={file.path} download={name} aria-label={`Download ${name}`}>
          Download
        </a>
        {IMAGES.has(file.mime_type) && (
          <Button kind="quiet" aria-expanded={isShown} onClick={() => setIsShown(!isShown)}>
            {isShown ? 'Hide the image' : 'Show the image'}
          </Button>
        )}
      </div>
      {isShown && <img className={styles.image} src={file.path} alt={`Attachment ${name}`} />}
    </li>
  );
}
