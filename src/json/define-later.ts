/** Symbol of the method that customizes how Node prints an object. */
const inspect = Symbol.for('nodejs.util.inspect.custom');

/** Defines a lazy property: its value is computed on read. Node prints the value, too. */
export function defineLater(target: object, key: string, read: () => unknown): void {
  Object.defineProperty(target, key, { get: read, enumerable: true, configurable: true });
  Object.defineProperty(target, inspect, { value: withValues, configurable: true });
}

function withValues(this: object): object {
  return { ...this };
}
