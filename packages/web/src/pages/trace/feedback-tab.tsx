/** What people and programs said of a run, and a place to say something. */
import { useId, useState, type FormEvent, type ReactNode } from 'react';
import { isShared } from '../../data/api-target.js';
import type { Beside } from '../../data/use-beside.js';
import { useZone } from '../../data/use-zone.js';
import type { FeedbackAnswer } from '../../model/answers.js';
import { formatMoment } from '../../model/words.js';
import { Button, IconButton } from '../../ui/button.js';
import { JsonView } from '../../ui/json-view/json-view.js';
import { ErrorState, LoadingState } from '../../ui/state.js';
import styles from './feedback-tab.module.css';
import details from './run-details.module.css';
import { Section } from './section.js';

export function FeedbackTab({ beside }: { beside: Beside }): ReactNode {
  const { data, problem } = beside;
  return (
    <div className={details.body}>
      {!isShared && (
        <Section title="Say something about this run">
          <FeedbackForm beside={beside} />
        </Section>
      )}
      <Section title="Feedback">
        {data === undefined && problem === null && <LoadingState rows={2} />}
        {problem !== null && (
          <ErrorState
            title={problem.message}
            remedy={problem.remedy}
            isRetried={problem.isRetried}
            onRetry={beside.retry}
          />
        )}
        {data?.feedback.length === 0 && <p className={details.none}>None yet.</p>}
        {data !== undefined && data.feedback.length > 0 && (
          <ul className={details.cards} aria-label="Feedback">
            {data.feedback.map((feedback) => (
              <OneFeedback
                key={feedback.id}
                feedback={feedback}
                isBusy={beside.isBusy}
                onRemove={() => beside.remove(feedback.id)}
              />
            ))}
          </ul>
        )}
        {data?.has_more === true && <p className={details.none}>There is more: the newest 100 are shown.</p>}
      </Section>
    </div>
  );
}

interface OneFeedbackProps {
  feedback: FeedbackAnswer;
  isBusy: boolean;
  onRemove: () => void;
}

function OneFeedback({ feedback, isBusy, onRemove }: OneFeedbackProps): ReactNode {
  const [zone] = useZone();
  const { key, score, value, comment, correction, source } = feedback;
  return (
    <li className={styles.feedback}>
      <div className={styles.head}>
        <bdi className={styles.key}>{key}</bdi>
        {score !== null && <span className={styles.score}>{score}</span>}
        <span className={styles.source}>
          <bdi>{source === 'app' ? 'on this page' : source.slice(0, 40)}</bdi> · {formatMoment(feedback.created, zone)}
          {feedback.changed !== feedback.created && ` · changed ${formatMoment(feedback.changed, zone)}`}
        </span>
        {!isShared && (
          <IconButton icon="trash" label={`Delete ${key.slice(0, 80)}`} disabled={isBusy} onClick={onRemove} />
        )}
      </div>
      {comment !== null && comment !== '' && (
        <p dir="auto" className={styles.comment}>
          {comment.slice(0, 20_000)}
        </p>
      )}
      {value !== null && <JsonView value={value} label={`the value of ${key.slice(0, 80)}`} />}
      {correction !== null && <JsonView value={correction} label={`the correction of ${key.slice(0, 80)}`} />}
    </li>
  );
}

function FeedbackForm({ beside }: { beside: Beside }): ReactNode {
  const id = useId();
  const [key, setKey] = useState('note');
  const [score, setScore] = useState('');
  const [comment, setComment] = useState('');
  const number = score.trim() === '' ? null : Number(score);
  const isWhole = key.trim() !== '' && (number === null ? comment.trim() !== '' : Number.isFinite(number));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!isWhole) return;
    const wish = {
      key: key.trim(),
      ...(number !== null && { score: number }),
      ...(comment.trim() !== '' && { comment: comment.trim() }),
    };
    beside.add(wish, () => {
      setScore('');
      setComment('');
    });
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <label htmlFor={`${id}-key`}>What is judged</label>
      <input
        id={`${id}-key`}
        className={styles.field}
        maxLength={180}
        required
        value={key}
        onChange={(event) => setKey(event.target.value)}
      />
      <label htmlFor={`${id}-score`}>Score</label>
      <input
        id={`${id}-score`}
        className={styles.field}
        type="number"
        step="any"
        placeholder="a number, or none"
        value={score}
        onChange={(event) => setScore(event.target.value)}
      />
      <label htmlFor={`${id}-comment`}>Note</label>
      <textarea
        id={`${id}-comment`}
        className={styles.field}
        rows={2}
        maxLength={20_000}
        value={comment}
        onChange={(event) => setComment(event.target.value)}
      />
      <span />
      <div className={styles.submit}>
        <Button type="submit" kind="primary" disabled={!isWhole || beside.isBusy}>
          Add
        </Button>
        {beside.refusal !== null && (
          <span role="alert" className={styles.refusal}>
            {beside.refusal.message} {beside.refusal.remedy}
          </span>
        )}
      </div>
    </form>
  );
}
