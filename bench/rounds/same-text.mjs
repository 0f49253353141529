/** Ends the run if an adapter read another text than the hand-written loop. */
export function sameText(found) {
  const [{ hash, chunks }] = found['by hand'];
  for (const [adapter, rounds] of Object.entries(found)) {
    const isRight = rounds.every((round) => round.hash === hash && round.chunks === chunks);
    if (!isRight && adapter !== 'bytes only')
      throw new Error(`${adapter} read another text, or other chunks`);
  }
}
