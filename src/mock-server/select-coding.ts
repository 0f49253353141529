/** Supported content codings, in order of preference. */
const codings = ['br', 'gzip'] as const;

/**
 * Selects the coding with the highest weight in `Accept-Encoding`; if weights are equal, brotli, else gzip, else no coding.
 * Returns undefined for no coding. Source: RFC 9110, section 12.5.3.
 */
export function selectCoding(header = ''): (typeof codings)[number] | undefined {
  const weights = new Map(header.toLowerCase().split(',').map(parseWeight));
  const getWeight = (coding: string): number => weights.get(coding) ?? weights.get('*') ?? 0;
  const best = codings.reduce((a, b) => (getWeight(b) > getWeight(a) ? b : a));
  const plain = weights.get('identity') ?? 0;
  return getWeight(best) > 0 && getWeight(best) >= plain ? best : undefined;
}

/** Parses a part of the header such as `gzip;q=0.5`. An invalid weight counts as missing. */
function parseWeight(part: string): readonly [coding: string, weight: number] {
  const [coding = '', ...parameters] = part.split(';').map((text) => text.trim());
  const weight = parameters.map((text) => /^q=([01](?:\.\d{0,3})?)$/.exec(text)?.[1]).find(Boolean);
  return [coding, weight === undefined ? 1 : Math.min(1, Number(weight))];
}
