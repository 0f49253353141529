import type { ToolCall, ToolCallDelta } from '../wire/tool-call.js';
import { assertBelow } from '../errors/assert-below.js';
import { mergeFields, skipNames } from './merge-fields.js';
import { isObject, isRecord } from '../json/is-record.js';

/** The tool calls of one choice so far, and the positions for further pieces. */
export interface ToolCallAssembly {
  /** The calls in the order in which they started. */
  readonly calls: readonly ToolCall[];
  /** The received `index` of each call; undefined if it had none. */
  readonly indices: readonly (number | undefined)[];
  /** The position in `calls` of the open call at each `index`. */
  readonly open: ReadonlyMap<number, number>;
}

const empty: ToolCallAssembly = { calls: [], indices: [], open: new Map() };

/**
 * Adds pieces of tool calls, by the rules that real servers need rather than the documented one:
 *
 * - a piece continues the open call at its `index`, or the last call if it has no index;
 * - a piece with another id continues the call with this id and index, or starts a new call if there is none;
 * - a null or empty id, name or arguments add nothing, and a repeated name is not doubled;
 * - arguments that repeat the whole object received so far add nothing;
 * - other fields of a piece (`thought_signature`) are kept in its call.
 *
 * Source: `docs/wire-format.md`, "Tool calls".
 */
export function assembleToolCalls(
  assembly: ToolCallAssembly | undefined,
  pieces: readonly ToolCallDelta[],
): ToolCallAssembly {
  return pieces.reduce(addPiece, assembly ?? empty);
}

/** Returns pieces that assemble to the same state. */
export function toToolCallDeltas({ calls, indices, open }: ToolCallAssembly): ToolCallDelta[] {
  const pieces = calls.map((call, position): ToolCallDelta => withIndex(call, indices[position]));
  for (const [index, position] of open) {
    const call = calls[position];
    if (call !== undefined && indices.lastIndexOf(index) !== position) pieces.push({ index, id: call.id });
  }
  return pieces;
}

function withIndex(call: ToolCall, index: number | undefined): ToolCallDelta {
  return index === undefined ? call : { ...call, index };
}

function addPiece(assembly: ToolCallAssembly, piece: ToolCallDelta): ToolCallAssembly {
  const { open } = assembly;
  const index = typeof piece.index === 'number' ? piece.index : undefined;
  const position = findPosition(assembly, piece, index);
  const before = assembly.calls[position];
  if (before === undefined) assertBelow(assembly.calls.length, 'tool calls');
  const call = extend(before, piece);
  const indices = before === undefined ? [...assembly.indices, index] : assembly.indices;
  const isOpened = index !== undefined && indices[position] === index && open.get(index) !== position;
  if (call === before && !isOpened) return assembly;
  const calls = [...assembly.calls];
  calls[position] = call;
  return { calls, indices, open: isOpened ? new Map(open).set(index, position) : open };
}

/** The position of the call that this piece belongs to; the number of calls if it starts a new one. */
function findPosition(assembly: ToolCallAssembly, piece: ToolCallDelta, index?: number): number {
  const { calls, open } = assembly;
  const current = index === undefined ? calls.length - 1 : (open.get(index) ?? -1);
  const call = calls[current];
  const id = toText(piece.id);
  if (call !== undefined && (id === '' || id === call.id) && !isNextCall(call, piece, index)) return current;
  const known = id === '' ? -1 : positionOfId(assembly, id, index);
  if (known >= 0) return known;
  const isLateId = call?.id === '' && toText(piece.function?.name) === '';
  return isLateId ? current : calls.length;
}

/** The call with this id at this index; a call or piece without index matches any. */
function positionOfId({ calls, indices }: ToolCallAssembly, id: string, index?: number): number {
  return calls.findIndex(
    (call, at) => call.id === id && (index === undefined || (indices[at] ?? index) === index),
  );
}

/** Without index and id, only a second name after the arguments of the first marks a new call. */
function isNextCall(call: ToolCall, piece: ToolCallDelta, index?: number): boolean {
  const isNameless = toText(piece.function?.name) === '' || call.function.name === '';
  return index === undefined && toText(piece.id) === '' && !isNameless && call.function.arguments !== '';
}

/** The call extended by the piece; the same call if the piece adds nothing. */
function extend(call: ToolCall | undefined, piece: ToolCallDelta): ToolCall {
  const called = isRecord(piece.function) ? piece.function : {};
  const fields = mergeFields<Partial<ToolCall>>(call ?? {}, piece, skipCallField);
  const functionFields = mergeFields<Partial<ToolCall['function']>>(
    call?.function ?? {},
    called,
    skipFunctionField,
  );
  const id = call?.id || toText(piece.id);
  const type = toText(piece.type) || call?.type || 'function';
  const name = joinName(call?.function.name ?? '', toText(called.name));
  const text = joinArguments(call?.function.arguments ?? '', stringifyArguments(called.arguments));
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

/** Some servers repeat all arguments at the end of a call. Two objects in a row are never valid JSON. */
function joinArguments(before: string, more: string): string {
  return more !== '' && more === before && isWholeObject(more) ? before : before + more;
}

function isWholeObject(text: string): boolean {
  try {
    return isRecord(JSON.parse(text));
  } catch {
    return false;
  }
}

/**
 * Some servers send the arguments as an object instead of JSON. One too deep to serialize becomes `null`, which no tool accepts.
 */
function stringifyArguments(value: unknown): string {
  if (!isObject(value)) return toText(value);
  try {
    return JSON.stringify(value);
  } catch {
    return 'null';
  }
}

/** A value that is not a string adds nothing, unless it is a number. */
function toText(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}
