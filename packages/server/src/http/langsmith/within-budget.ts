/** A question that costs too much is an error in words, not a failure of the server. */
import { RequestError } from '../../errors.js';
import { BudgetSpent } from '../../query/budget.js';

/** Throws question-too-large where the question ran out of time or memory. */
export async function withinBudget<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof BudgetSpent)) throw error;
    throw new RequestError('question-too-large', { spent: error.spent }, { cause: error });
  }
}
