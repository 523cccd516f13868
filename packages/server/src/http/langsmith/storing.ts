/** A write that the store refused, as the answer to it: send it again. What is wrong with the request itself stays so. */
import { RequestError } from '../../errors.js';

export async function storing<Result>(written: Promise<Result>): Promise<Result> {
  try {
    return await written;
  } catch (error) {
    if (error instanceof RequestError) throw error;
    throw new RequestError('write-failed', {}, { retryAfterSeconds: 5, cause: error });
  }
}
