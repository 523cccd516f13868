/** A traced method keeps its this. */
import { check, type Expected, type Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(add(save))' };

class Cart {
  readonly items: string[] = [];
  add: (item: string) => Promise<number> = async () => 0;
}

export default async ({ traced }: Kit): Promise<void> => {
  const save = traced('save', async () => {});
  Cart.prototype.add = traced('add', async function (this: Cart, item: string) {
    await save();
    return this.items.push(item);
  });
  await traced('request', async () => {
    const cart = new Cart();
    Reflect.deleteProperty(cart, 'add');
    check((await cart.add('tea')) === 1, 'this is the cart');
  })();
};
