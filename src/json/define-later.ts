/** How Node prints an object that has this method. */
const inspect = Symbol.for('nodejs.util.inspect.custom');

/** Sets a property whose value is made when it is read. Node prints the value, too. */
export function defineLater(target: object, key: string, read: () => unknown): void {
  Object.defineProperty(target, key, { get: read, enumerable: true, configurable: true });
  Object.defineProperty(target, inspect, { value: withValues, configurable: true });
}

function withValues(this: object): object {
  return { ...this };
}
