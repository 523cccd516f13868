/** The prices by which costs are counted. */
import type { PricesAnswer } from '../wire/api-totals.js';
import type { Json } from '../wire/record.js';
import { getJson, pathOf, sendJson, type ApiTarget, type AskOptions } from './http.js';

/** Those in use, and where they come from. */
export function getPrices(target: ApiTarget, options?: AskOptions): Promise<PricesAnswer> {
  return getJson<PricesAnswer>(target, pathOf(['prices']), options);
}

/** Uses a price file from now on; costs are counted again. The error of a file that is refused names its field. */
export async function setPrices(target: ApiTarget, prices: Json, options?: AskOptions): Promise<PricesAnswer> {
  return (await sendJson(target, pathOf(['prices']), { method: 'PUT', body: prices }, options)) as PricesAnswer;
}

/** Back to the prices that come with Tracenest. */
export async function resetPrices(target: ApiTarget, options?: AskOptions): Promise<PricesAnswer> {
  return (await sendJson(target, pathOf(['prices']), { method: 'DELETE' }, options)) as PricesAnswer;
}
