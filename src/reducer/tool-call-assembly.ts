import type { ToolCall, ToolCallDelta } from '../wire/tool-call.js';
import { toArgumentsText } from '../json/arguments-text.js';
import { assertBelowMaxParts } from '../errors/assert-below-max-parts.js';
import { joinArguments, mayRepeat } from './join-arguments.js';
import { mergeFields, skipNames } from './merge-fields.js';
import { isRecord } from '../json/is-record.js';
import { findPosition, mayStartCall, toText } from './find-tool-call.js';
import { scanArguments } from './scan-arguments.js';
import { beforeObject, scanObject } from './scan-object.js';
import type { ToolCallState } from './tool-call-state.js';

const empty: ToolCallState = { calls: [], indices: [], open: new Map(), scans: new Map() };

/**
 * Adds pieces of tool calls. The rules follow the behavior of real servers, which differs from the documented one. Source:
 * `docs/wire-format.md`, "Tool calls".
 */
export function assembleToolCalls(
  assembly: ToolCallState | undefined,
  pieces: readonly ToolCallDelta[],
): ToolCallState {
  return pieces.reduce(addPiece, assembly ?? empty);
}

/** Returns pieces that assemble to the same state. */
export function toToolCallDeltas({ calls, indices, open }: ToolCallState): ToolCallDelta[] {
  const pieces = calls.flatMap((call, position): ToolCallDelta[] => {
    const index = indices[position];
    const started = indices.slice(0, position);
    const previous = calls[index === undefined ? position - 1 : started.lastIndexOf(index)];
    const piece = index === undefined ? call : { ...call, index };
    const { name, arguments: text } = call.function;
    const isBare = index === undefined && call.id === '';
    if (previous?.function.name !== name || (isBare && previous.id === '')) return [piece];
    // As one piece, the call would be read as a repetition of the previous call. Its first piece differs from that call: it has only the
    // first letter of the name, or only the first character of the arguments.
    const [head, tail] = [name.slice(0, 1), name.slice(1)];
    const isNameSplit = !isBare && tail !== '' && tail !== head;
    const first = isNameSplit ? { name: head, arguments: '' } : { name, arguments: text.slice(0, 1) };
    const rest = isNameSplit ? { name: tail, arguments: text } : { arguments: text.slice(1) };
    return [
      { ...piece, function: { ...call.function, ...first } },
      { index: index ?? null, function: rest },
    ];
  });
  for (const [index, position] of open) {
    const call = calls[position];
    if (call !== undefined && indices.lastIndexOf(index) !== position) pieces.push({ index, id: call.id });
  }
  return pieces;
}

function addPiece(
  assembly: ToolCallState,
  piece: ToolCallDelta,
  at: number,
  pieces: readonly ToolCallDelta[],
): ToolCallState {
  const { calls, open, scans } = assembly;
  const index = typeof piece.index === 'number' ? piece.index : undefined;
  const position = findPosition(assembly, piece, index, pieces[at - 1]);
  const before = calls[position];
  if (before === undefined) assertBelowMaxParts(calls.length, 'tool calls');
  const more = toArgumentsText(piece.function?.arguments);
  const scan = before && (scans.get(position) ?? firstScan(before, piece, more));
  const call = extend(before, getId(calls, before, piece), piece, more, scan);
  const indices = before === undefined ? [...assembly.indices, index] : assembly.indices;
  const isOpened = index !== undefined && indices[position] === index && open.get(index) !== position;
  if (call === before && !isOpened) return assembly;
  const extended = [...calls];
  extended[position] = call;
  return {
    calls: extended,
    indices,
    open: isOpened ? new Map(open).set(index, position) : open,
    scans: scan === undefined ? scans : new Map(scans).set(position, nextScan(scan, before, call, more)),
  };
}

/** Scans the arguments so far if the piece requires it, i.e. if it matters whether they are a whole object already. */
function firstScan(call: ToolCall, piece: ToolCallDelta, more: string): number | undefined {
  const text = call.function.arguments;
  if (text === '' || !(mayRepeat(more) || mayStartCall(call, piece))) return undefined;
  return scanArguments(call);
}

function nextScan(scan: number, before: ToolCall | undefined, call: ToolCall, more: string): number {
  const text = call.function.arguments;
  if (text === before?.function.arguments) return scan;
  return text === more ? scanObject(beforeObject, text) : scanObject(scan, more);
}

/** Returns the id of a call: its first id. A late id is ignored if another call has it. */
function getId(calls: readonly ToolCall[], before: ToolCall | undefined, piece: ToolCallDelta): string {
  if (before !== undefined && before.id !== '') return before.id;
  const id = toText(piece.id);
  return before !== undefined && calls.some((call) => call.id === id) ? '' : id;
}

/** Returns the call with the piece added; the same object if the piece adds nothing. */
function extend(
  call: ToolCall | undefined,
  id: string,
  piece: ToolCallDelta,
  more: string,
  scan: number | undefined,
): ToolCall {
  const called = isRecord(piece.function) ? piece.function : {};
  const fields = mergeFields<Partial<ToolCall>>(call ?? {}, piece, skipCallField);
  const functionFields = mergeFields<Partial<ToolCall['function']>>(
    call?.function ?? {},
    called,
    skipFunctionField,
  );
  // The type of the first piece is kept if it is not `function`: later pieces of the same call may have the type `function`.
  const isOther = call !== undefined && call.type !== 'function';
  const type = isOther ? call.type : toText(piece.type) || 'function';
  const name = joinName(call?.function.name ?? '', toText(called.name));
  const text = joinArguments(call?.function.arguments ?? '', more, scan);
  const isSame = call?.id === id && call.type === type && call.function.name === name;
  const isExtended = fields !== call || functionFields !== call.function;
  if (isSame && !isExtended && call.function.arguments === text) return call;
  return { ...fields, id, type, function: { ...functionFields, name, arguments: text } };
}

const skipCallField = skipNames(['id', 'type', 'function', 'index']);
const skipFunctionField = skipNames(['name', 'arguments']);

function joinName(before: string, more: string): string {
  return more === before ? before : before + more;
}
