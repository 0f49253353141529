/** Key of a method that Node's `console.log` calls, to print its result instead of the object. */
const inspect = Symbol.for('nodejs.util.inspect.custom');

/**
 * Defines a property with the getter `read`. Each access calls `read`, which should therefore cache its value. Node prints this value
 * instead of `[Getter]`.
 */
export function defineGetter(target: object, key: string, read: () => unknown): void {
  Object.defineProperty(target, key, { get: read, enumerable: true, configurable: true });
  Object.defineProperty(target, inspect, { value: withValues, configurable: true });
}

function withValues(this: object): object {
  return { ...this };
}
