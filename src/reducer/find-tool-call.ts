import type { ToolCall, ToolCallDelta } from '../wire/tool-call.js';
import { isPlaceholder, toArgumentsText } from '../json/arguments-text.js';
import { isRepetition } from './join-arguments.js';
import { scanArguments } from './scan-arguments.js';
import { afterObject, beforeObject } from './scan-object.js';
import type { ToolCallState } from './tool-call-state.js';

/**
 * Returns the position of the tool call that a piece belongs to; the number of calls if the piece starts a new call.
 *
 * @param previous - The piece before it in the same chunk.
 */
export function findPosition(
  assembly: ToolCallState,
  piece: ToolCallDelta,
  index: number | undefined,
  previous: ToolCallDelta | undefined,
): number {
  const { calls, indices } = assembly;
  const id = toText(piece.id);
  const position = continuedCall(assembly, piece, id, index);
  const call = calls[position];
  if (call === undefined) return calls.length;
  // A chunk does not contain two pieces of one call: if neither this piece nor the piece before it has an id or an index, a name starts
  // a new call.
  const isNextInChunk =
    isBare(piece) &&
    previous &&
    isUnplaced(previous) &&
    call.id === '' &&
    call.function.name !== '' &&
    indices[position] === undefined;
  return isNextInChunk || isNextCall(assembly, position, call, piece) ? calls.length : position;
}

/** Returns the position of the call that a piece continues, by its id and its index; -1 if there is none. */
function continuedCall(
  assembly: ToolCallState,
  piece: ToolCallDelta,
  id: string,
  index: number | undefined,
): number {
  const { calls, indices, open } = assembly;
  const last = calls.length - 1;
  // The likely call: the last one for a piece without an index, the last one with the same index for a piece with a name, and the open one
  // at the index for any other piece.
  const current =
    index === undefined ? last : isNamed(piece) ? indices.lastIndexOf(index) : (open.get(index) ?? -1);
  const call = calls[current];
  if (call !== undefined && (id === '' || id === call.id)) return current;
  const withSameId = id === '' ? -1 : positionOfId(assembly, id, index);
  if (withSameId >= 0) return withSameId;
  if (isNamed(piece)) return call !== undefined && mayBeNamed(call, piece) ? current : -1;
  // A piece without a name cannot start a call while one is open, whatever its id.
  if (call !== undefined) return current;
  const elsewhere = id === '' ? -1 : positionOfId(assembly, id, undefined);
  return elsewhere < 0 && indices[last] === undefined ? last : elsewhere;
}

/**
 * Returns the position of the last call with this id and index, or else of the last call with this id and without an index; -1 if there is
 * none. Without `index`, every call with this id matches.
 */
function positionOfId({ calls, indices }: ToolCallState, id: string, index: number | undefined): number {
  let withoutIndex = -1;
  for (let at = calls.length - 1; at >= 0; at -= 1) {
    if (calls[at]?.id !== id) continue;
    if (index === undefined || indices[at] === index) return at;
    if (indices[at] === undefined && withoutIndex < 0) withoutIndex = at;
  }
  return withoutIndex;
}

/** Whether a piece with another id may contain the name, or the late id, of an open call. */
function mayBeNamed(call: ToolCall, piece: ToolCallDelta): boolean {
  const { name } = call.function;
  if (name === '') return call.type === 'function' && !isOtherKind(piece);
  return call.id === '' && name === toText(piece.function?.name);
}

/** Whether a piece repeats the name of a call, but not its id, so that its arguments tell whether it starts the next call. */
export function mayStartCall({ id, function: { name } }: ToolCall, piece: ToolCallDelta): boolean {
  const pieceId = toText(piece.id);
  return name !== '' && name === toText(piece.function?.name) && (pieceId === '' || pieceId !== id);
}

/** Whether a piece with a name starts the next call, although its id and index do not say so. */
function isNextCall(
  { scans }: ToolCallState,
  position: number,
  call: ToolCall,
  piece: ToolCallDelta,
): boolean {
  const { name, arguments: text } = call.function;
  const called = toText(piece.function?.name);
  if (called === '' || name === '' || text === '') return false;
  if (called !== name) return true;
  if (!mayStartCall(call, piece) || isPlaceholder(text)) return false;
  const scan = scans.get(position) ?? scanArguments(call);
  if (scan >= beforeObject) return false;
  const more = toArgumentsText(piece.function?.arguments);
  return more.trim() === ''
    ? call.id === '' && toText(piece.id) === ''
    : scan !== afterObject || !isRepetition(text, more);
}

/** Whether a piece has neither an id nor an index, so that only its name shows which call it belongs to. */
function isBare(piece: ToolCallDelta): boolean {
  return isUnplaced(piece) && toText(piece.function?.name) !== '';
}

function isUnplaced({ index, id }: ToolCallDelta): boolean {
  return typeof index !== 'number' && toText(id) === '';
}

function isNamed(piece: ToolCallDelta): boolean {
  return toText(piece.function?.name) !== '' || isOtherKind(piece);
}

/** Whether the call is not a function call: such calls have their name in another field. */
function isOtherKind({ type }: ToolCallDelta): boolean {
  return toText(type) !== '' && type !== 'function';
}

/** Returns a string or a number as a string; an empty string for any other value. */
export function toText(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}
