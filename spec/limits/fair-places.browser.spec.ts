import { FairPlaces } from '../../src/limits/fair-places.browser.js';

describe('the places of pages', () => {
  it('go to the attempt that has waited longest, until all are taken', () => {
    const places = new FairPlaces(2);
    const got: string[] = [];
    const createQueue = (name: string, orders: number[]) => ({
      get firstOrder(): number | undefined {
        return orders[0];
      },
      pump(): void {
        while (orders.length > 0) {
          if (places.isFull) {
            places.wait({}, this);
            return;
          }
          got.push(`${name}${orders.shift()}`);
          places.taken += 1;
        }
      },
    });
    const left = createQueue('left', []);
    createQueue('a', [1, 2, 5]).pump();
    createQueue('b', [3, 4]).pump();
    places.wait({}, left);

    expect(got).toEqual(['a1', 'a2']);
    for (let count = 0; count < 5; count += 1) places.release();

    expect(got).toEqual(['a1', 'a2', 'b3', 'b4', 'a5']);
    expect(places.taken).toBe(0);
  });

  it('give no turn to a queue that has left', () => {
    const places = new FairPlaces(1);
    const queue = { firstOrder: 1, pump: jest.fn() };
    places.taken = 1;
    places.wait({}, queue);
    places.leave({}, queue);
    places.release();

    expect(queue.pump).not.toHaveBeenCalled();
  });
});
