/** A question to a thread of its own, so that the page never waits; asked anew when the question changes. */
import { useEffect, useState } from 'react';

export type Told<Answer> = { answer: Answer } | { problem: string };

/**
 * The last answer, and the question that it answers; null: there is none yet. The thread ends with its answer.
 *
 * @param question null: nothing is asked
 * @param messageOf what of the question is sent
 */
export function useThread<Question, Answer>(
  begin: () => Worker,
  question: Question | null,
  messageOf: (question: Question) => unknown,
): { of: Question; told: Told<Answer> } | null {
  const [last, setLast] = useState<{ of: Question; told: Told<Answer> } | null>(null);
  useEffect(() => {
    if (question === null) return undefined;
    const worker = begin();
    const take = (told: Told<Answer>): void => {
      setLast({ of: question, told });
      worker.terminate();
    };
    worker.addEventListener('message', ({ data }: MessageEvent<Told<Answer>>) => take(data));
    worker.addEventListener('error', () => take({ problem: 'the thread that compares them ended' }));
    worker.postMessage(messageOf(question));
    return () => worker.terminate();
    // Functions that are told once.
  }, [begin, question, messageOf]);
  return last;
}
