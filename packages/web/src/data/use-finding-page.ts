/** The documentation of a finding, which comes with the page: it is there without a network, too. */
import { useQuery } from '@tanstack/react-query';
import { answerOf, type Answer } from './answer.js';

const texts = import.meta.glob<string>('../../../../docs/findings/*.md', { query: '?raw', import: 'default' });

/** Its text; null: there is no such finding. */
export function useFindingPage(code: string): Answer<string | null> {
  const load = texts[`../../../../docs/findings/${code}.md`];
  return answerOf(
    useQuery({
      queryKey: ['finding-page', code],
      queryFn: async () => (load === undefined || code === 'README' ? null : await load()),
      staleTime: Number.POSITIVE_INFINITY,
    }),
  );
}
