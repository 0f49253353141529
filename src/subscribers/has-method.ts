/** Whether a value of any type has a method of this name. */
export function hasMethod<T>(value: unknown, name: keyof T): value is T {
  return typeof (Object(value) as Partial<T>)[name] === 'function';
}
