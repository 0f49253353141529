/** Throws if the text or the number of chunks of an adapter differs from that of the loop by hand. */
export function assertSameText(results) {
  const [{ hash, chunks }] = results['by hand'];
  for (const [adapter, rounds] of Object.entries(results)) {
    const isSame = rounds.every((round) => round.hash === hash && round.chunks === chunks);
    if (!isSame && adapter !== 'bytes only') throw new Error(`${adapter} read another text, or other chunks`);
  }
}
