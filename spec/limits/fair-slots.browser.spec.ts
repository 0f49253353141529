import { FairSlots } from '../../src/limits/fair-slots.browser.js';

describe('the slots of pages', () => {
  it('go to the attempt that has waited longest, until all are taken', () => {
    const slots = new FairSlots(2);
    const got: string[] = [];
    const createQueue = (name: string, orders: number[]) => ({
      get firstOrder(): number | undefined {
        return orders[0];
      },
      pump(): void {
        while (orders.length > 0) {
          if (slots.isFull) {
            slots.wait({}, this);
            return;
          }
          got.push(`${name}${orders.shift()}`);
          slots.taken += 1;
        }
      },
    });
    const left = createQueue('left', []);
    createQueue('a', [1, 2, 5]).pump();
    createQueue('b', [3, 4]).pump();
    slots.wait({}, left);

    expect(got).toEqual(['a1', 'a2']);
    for (let count = 0; count < 5; count += 1) slots.release();

    expect(got).toEqual(['a1', 'a2', 'b3', 'b4', 'a5']);
    expect(slots.taken).toBe(0);
  });

  it('give no turn to a queue that has left', () => {
    const slots = new FairSlots(1);
    const queue = { firstOrder: 1, pump: jest.fn() };
    slots.taken = 1;
    slots.wait({}, queue);
    slots.leave({}, queue);
    slots.release();

    expect(queue.pump).not.toHaveBeenCalled();
  });
});
