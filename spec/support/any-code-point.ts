import * as fc from 'fast-check';

const surrogates = { first: 0xd800, count: 0x800 };

/** Any code point but half a surrogate pair, as the unit of `fc.string`. Its own unit `binary` builds a table of a million strings. */
export const anyCodePoint: fc.Arbitrary<string> = fc
  .nat(0x10ffff - surrogates.count)
  .map((value) => String.fromCodePoint(value < surrogates.first ? value : value + surrogates.count));
