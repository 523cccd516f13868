/** The prices in use, and how to use others. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getPrices, resetPrices, setPrices } from 'tracenest/api';
import type { Json, PricesAnswer } from '../model/answers.js';
import type { PriceFile } from '../model/price-list.js';
import { answerOf, problemOf, type Answer, type Problem } from './answer.js';
import { apiTarget } from './api-target.js';

export interface Prices extends Answer<PricesAnswer> {
  save: (file: PriceFile, onSaved: () => void) => void;
  /** Back to those that come with Tracenest. */
  reset: () => void;
  isBusy: boolean;
  /** Whether a change was taken over since the page was opened. */
  isChanged: boolean;
  /** Why the last change was refused. */
  refusal: Problem | null;
}

export function usePrices(): Prices {
  const client = useQueryClient();
  const query = useQuery({ queryKey: ['prices'], queryFn: ({ signal }) => getPrices(apiTarget, { signal }) });
  const change = useMutation({
    mutationFn: (file: PriceFile | null) =>
      // Of a type with optional fields, as JSON leaves them out.
      file === null ? resetPrices(apiTarget) : setPrices(apiTarget, file as unknown as Json),
    onSuccess: (answer) => client.setQueryData(['prices'], answer),
  });
  return {
    ...answerOf(query),
    save: (file, onSaved) => change.mutate(file, { onSuccess: onSaved }),
    reset: () => change.mutate(null),
    isBusy: change.isPending,
    isChanged: change.isSuccess,
    refusal: change.error === null ? null : problemOf(change.error),
  };
}
