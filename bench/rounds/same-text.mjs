/** Throws if an adapter read another text, or another number of chunks, than the loop by hand. */
export function sameText(found) {
  const [{ hash, chunks }] = found['by hand'];
  for (const [adapter, rounds] of Object.entries(found)) {
    const isSame = rounds.every((round) => round.hash === hash && round.chunks === chunks);
    if (!isSame && adapter !== 'bytes only') throw new Error(`${adapter} read another text, or other chunks`);
  }
}
