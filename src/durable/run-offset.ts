/**
 * Position in the log of a run: `<epoch>-<seq>`, the epoch of a claim and the number of the entry in this epoch, from 1. Do not rely on
 * this format. An offset is safe in an `id:` line of server-sent events.
 */
export type RunOffset = string;

/** The position before the first entry. */
export const startOffset: RunOffset = '0-0';

/** Creates the offset of an entry. */
export function toOffset(epoch: number, seq: number): RunOffset {
  return `${epoch}-${seq}`;
}

/** Whether a string has the form of an offset. */
export function isOffset(text: string): boolean {
  return /^(0|[1-9]\d{0,14})-(0|[1-9]\d{0,14})$/.test(text);
}

/** Returns a negative number if the first offset comes before the second, 0 if they are equal, otherwise a positive number. */
export function compareOffsets(one: RunOffset, other: RunOffset): number {
  const [epoch, seq] = parse(one);
  const [otherEpoch, otherSeq] = parse(other);
  return epoch - otherEpoch || seq - otherSeq;
}

/** Whether two offsets have the same epoch. */
export function isSameEpoch(one: RunOffset, other: RunOffset): boolean {
  return parse(one)[0] === parse(other)[0];
}

/** Returns the number of the next entry of an epoch. `last` is the offset of the last entry in the log. */
export function nextSeq(epoch: number, last: RunOffset): number {
  const [lastEpoch, lastSeq] = parse(last);
  return lastEpoch === epoch ? lastSeq + 1 : 1;
}

function parse(offset: RunOffset): [epoch: number, seq: number] {
  const [epoch, seq] = offset.split('-');
  return [Number(epoch), Number(seq)];
}
