/**
 * A value of which only a part has come: every property may be missing, at every level. What is there has its type, but
 * for texts, which may go on, and items, of which the last may be a part itself; a list may be shorter.
 */
export type DeepPartial<T> = T extends string | number | boolean | bigint | symbol | null | undefined
  ? T
  : T extends readonly unknown[]
    ? number extends T['length']
      ? readonly DeepPartial<T[number]>[]
      : { readonly [K in keyof T]?: DeepPartial<T[K]> }
    : T extends object
      ? { readonly [K in keyof T]?: DeepPartial<T[K]> }
      : T;
