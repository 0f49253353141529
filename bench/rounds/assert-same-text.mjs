/** Throws if the text or the number of chunks of an adapter differs from that of the loop by hand. */
export function assertSameText(found) {
  const [{ hash, chunks }] = found['by hand'];
  for (const [adapter, rounds] of Object.entries(found)) {
    const isSame = rounds.every((round) => round.hash === hash && round.chunks === chunks);
    if (!isSame && adapter !== 'bytes only') throw new Error(`${adapter} read another text, or other chunks`);
  }
}
