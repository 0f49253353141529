/**
 * A value of which only a part has come: every property may be missing, at every level. What is there has its type, but
 * for texts, which may go on, and items, of which the last may be a part itself.
 */
export type DeepPartial<T> = T extends string | number | boolean | bigint | symbol | null | undefined
  ? T
  : T extends readonly unknown[]
    ? PartialList<T>
    : T extends object
      ? { readonly [K in keyof T]?: DeepPartial<T[K]> }
      : T;

/** Of a tuple each item may be missing; a list is shorter. */
type PartialList<T extends readonly unknown[]> = number extends T['length']
  ? readonly DeepPartial<T[number]>[]
  : { readonly [K in keyof T]?: DeepPartial<T[K]> };
