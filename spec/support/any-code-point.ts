import * as fc from 'fast-check';

const surrogates = { first: 0xd800, count: 0x800 };

/** Any code point except surrogates, as the unit of `fc.string`. Unlike fast-check's unit `binary`, it needs no table of a million strings. */
export const anyCodePoint: fc.Arbitrary<string> = fc
  .nat(0x10ffff - surrogates.count)
  .map((value) => String.fromCodePoint(value < surrogates.first ? value : value + surrogates.count));
