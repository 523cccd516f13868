/** The prices as the trees' thread has them: told by the server's, which reads the file. */
import { priceFinder, priceTable, type FindPrice, type PriceFile } from '@tracenest/tree';

export interface TreePrices {
  version: string;
  find: FindPrice;
}

/** Prices ready to be looked up. `version`: tells them from others. */
export function treePrices({ version, file }: { version: string; file: PriceFile }): TreePrices {
  return { version, find: priceFinder(file) };
}

/** Until others are told. */
export const firstPrices: TreePrices = treePrices({ version: '', file: priceTable });
