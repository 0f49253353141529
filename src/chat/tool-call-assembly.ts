import type { ToolCall, ToolCallDelta } from '../wire/tool-call.js';
import { isRecord, present } from './present.js';

/** The tool calls of one choice as they stand, and where the next piece belongs. */
export interface ToolCallAssembly {
  /** The calls in the order in which they began. */
  readonly calls: readonly ToolCall[];
  /** The `index` that each call came with; undefined where it had none. */
  readonly indices: readonly (number | undefined)[];
  /** For each `index`, the position in `calls` of the call that is open there. */
  readonly open: ReadonlyMap<number, number>;
}

const empty: ToolCallAssembly = { calls: [], indices: [], open: new Map() };

/**
 * Adds pieces of tool calls, with the rules that servers need rather than the one that the documents give:
 *
 * - a piece continues the call that is open at its `index`, or without an index the last call;
 * - an id that differs from that call's begins a new call, or goes on with the one that has it at that index;
 * - an id, name or arguments that are null or empty add nothing, and a name that is repeated is not doubled;
 * - what else a piece carries (`thought_signature`) stays with its call.
 *
 * Source: `docs/wire-format.md`, "Tool calls".
 */
export function assembleToolCalls(
  assembly: ToolCallAssembly | undefined,
  pieces: readonly ToolCallDelta[],
): ToolCallAssembly {
  return pieces.reduce(addPiece, assembly ?? empty);
}

/** The pieces from which the same assembly comes about again. */
export function piecesOf({ calls, indices, open }: ToolCallAssembly): ToolCallDelta[] {
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
  const position = positionOf(assembly, piece, index);
  const calls = [...assembly.calls];
  calls[position] = extend(calls[position], piece);
  const isNew = position === assembly.indices.length;
  const indices = isNew ? [...assembly.indices, index] : assembly.indices;
  const isOpened = index !== undefined && indices[position] === index && open.get(index) !== position;
  return { calls, indices, open: isOpened ? new Map(open).set(index, position) : open };
}

/** The position of the call that this piece belongs to; the number of calls where it begins a new one. */
function positionOf(assembly: ToolCallAssembly, piece: ToolCallDelta, index?: number): number {
  const { calls, open } = assembly;
  const current = index === undefined ? calls.length - 1 : (open.get(index) ?? -1);
  const call = calls[current];
  const id = piece.id ?? '';
  if (call !== undefined && (id === '' || id === call.id) && !isNextCall(call, piece, index)) return current;
  const known = id === '' ? -1 : positionOfId(assembly, id, index);
  if (known >= 0) return known;
  const isLateId = call?.id === '' && (piece.function?.name ?? '') === '';
  return isLateId ? current : calls.length;
}

/** The call with this id at this index; a call or piece without index goes with any. */
function positionOfId({ calls, indices }: ToolCallAssembly, id: string, index?: number): number {
  return calls.findIndex(
    (call, at) => call.id === id && (index === undefined || (indices[at] ?? index) === index),
  );
}

/** Without index and id only a second name, after the arguments of the first, tells that another call begins. */
function isNextCall(call: ToolCall, piece: ToolCallDelta, index?: number): boolean {
  const isNameless = (piece.function?.name ?? '') === '' || call.function.name === '';
  return index === undefined && (piece.id ?? '') === '' && !isNameless && call.function.arguments !== '';
}

function extend(call: ToolCall | undefined, piece: ToolCallDelta): ToolCall {
  const called = piece.function;
  const name = call?.function.name ?? '';
  const more = called?.name ?? '';
  return {
    ...call,
    ...present(piece, ['id', 'type', 'function', 'index']),
    id: call?.id || (piece.id ?? ''),
    type: piece.type || call?.type || 'function',
    function: {
      ...call?.function,
      ...(isRecord(called) && present(called, ['name', 'arguments'])),
      name: more === name ? name : name + more,
      arguments: (call?.function.arguments ?? '') + argumentsOf(called?.arguments),
    },
  };
}

/** Some servers send the arguments as an object instead of its JSON text. */
function argumentsOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : '';
}
