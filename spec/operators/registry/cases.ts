import { expectTypeOf } from 'expect-type';
import { type MonoTypeOperatorFunction, type Observable, of } from 'rxjs';
import {
  type ChatCompletion,
  type ChatCompletionChunk,
  type ChatState,
  type ToolCall,
  accumulate,
  arrayElements,
  completedToolCalls,
  concatMapEager,
  contentDeltas,
  fallbackTo,
  pace,
  partialObjects,
  reasoningDeltas,
  retryOnApiError,
  shareChat,
  splitThinkTags,
  toCompletion,
  toContent,
  toObject,
  toState,
} from 'venice-rx';
import { z } from 'zod';
import { apiError, chunk, completion, finish, reasoning, role, toolCall } from 'venice-rx/testing';
import type { AnyOperatorCase, OperatorCase } from './obligations.js';

const error = apiError(401);
const input = { r: role(), a: chunk('Hel'), b: chunk('lo'), f: finish() };
const chunks = of(chunk('a'));
const texts = of('a');
const completions = of(completion('a'));
const numbers = z.object({ n: z.number() });
const snapshots = {
  r: completion(input.r),
  a: completion(input.r, input.a),
  b: completion(input.r, input.a, input.b),
  f: completion(input.r, input.a, input.b, input.f),
  A: completion(input.a),
};

/** The case of each operator, by its name. */
export const cases: Readonly<Record<string, AnyOperatorCase>> = {
  contentDeltas: toCase({
    create: () => contentDeltas(),
    input,
    error,
    output: { a: 'Hel', b: 'lo' },
    typical: { source: '-r-a-b-f-|', subs: '^--------!', expected: '---a-b---|' },
    empty: { source: '  --|', subs: '       ^-!', expected: '       --|' },
    failing: { source: '-a-#', subs: '      ^--!', expected: '      -a-#' },
    cancelled: { source: '-r-a-b-f-|', subs: '^---!', unsub: '^---!', expected: '---a-' },
    takenForFirst: 2,
    types: () => {
      expectTypeOf(chunks.pipe(contentDeltas())).toEqualTypeOf<Observable<string>>();
      // @ts-expect-error -- a string has no delta
      void texts.pipe(contentDeltas());
      expectTypeOf(completions.pipe(contentDeltas())).toEqualTypeOf<Observable<string>>();
    },
  }),
  reasoningDeltas: toCase({
    create: () => reasoningDeltas(),
    input: { r: role(), a: reasoning('Hm'), b: chunk('Hello'), f: finish() },
    error,
    output: { a: 'Hm' },
    typical: { source: '-r-a-b-f-|', subs: '^--------!', expected: '---a-----|' },
    empty: { source: '  --|', subs: '       ^-!', expected: '       --|' },
    failing: { source: '-a-#', subs: '      ^--!', expected: '      -a-#' },
    cancelled: { source: '-r-a-b-f-|', subs: '^---!', unsub: '^---!', expected: '---a-' },
    takenForFirst: 2,
    types: () => {
      expectTypeOf(chunks.pipe(reasoningDeltas())).toEqualTypeOf<Observable<string>>();
      // @ts-expect-error -- a string has no delta
      void texts.pipe(reasoningDeltas());
      expectTypeOf(completions.pipe(reasoningDeltas())).toEqualTypeOf<Observable<string>>();
    },
  }),
  splitThinkTags: toCase({
    create: (): MonoTypeOperatorFunction<ChatCompletionChunk> => splitThinkTags(),
    input: { r: role(), a: chunk('<thi'), b: chunk('nk>Hm</think>\n'), c: chunk('Yes'), f: finish() },
    error,
    output: {
      r: role(),
      e: chunk(''),
      m: reasoning('Hm'),
      c: chunk('Yes'),
      f: finish(),
      h: chunk('<thi'),
    },
    typical: { source: '-r-a-b-c-f-|', subs: '^----------!', expected: '-r-e-m-c-f-|' },
    empty: { source: '  --|', subs: '         ^-!', expected: '         --|' },
    failing: { source: '-a-#', subs: '        ^--!', expected: '        -e-(h#)' },
    cancelled: { source: '-r-a-b-c-f-|', subs: '^---!', unsub: '^---!', expected: '-r-e-' },
    takenForFirst: 1,
    types: () => {
      expectTypeOf(chunks.pipe(splitThinkTags())).toEqualTypeOf<Observable<ChatCompletionChunk>>();
      // @ts-expect-error -- a string is not a chunk
      void texts.pipe(splitThinkTags());
    },
  }),
  accumulate: toCase({
    create: () => accumulate(),
    input,
    error,
    output: snapshots,
    failure: error.with({ partial: snapshots.A }),
    typical: { source: '-r-a-b-f-|', subs: '^--------!', expected: '-r-a-b-f-|' },
    empty: { source: '  --|', subs: '       ^-!', expected: '       --|' },
    failing: { source: '-a-#', subs: '      ^--!', expected: '      -A-#' },
    cancelled: { source: '-r-a-b-f-|', subs: '^---!', unsub: '^---!', expected: '-r-a-' },
    takenForFirst: 1,
    types: () => {
      expectTypeOf(chunks.pipe(accumulate())).toEqualTypeOf<Observable<ChatCompletion>>();
      // @ts-expect-error -- a string is not a chunk
      void texts.pipe(accumulate());
    },
  }),
  toCompletion: toCase({
    create: () => toCompletion(),
    input,
    error,
    output: snapshots,
    failure: error.with({ partial: snapshots.A }),
    typical: { source: '-r-a-b-f-|', subs: '^--------!', expected: '---------(f|)' },
    empty: { source: '  --|', subs: '       ^-!', expected: '       --|' },
    failing: { source: '-a-#', subs: '      ^--!', expected: '      ---#' },
    cancelled: { source: '-r-a-b-f-|', subs: '^---!', unsub: '^---!', expected: '-----' },
    takenForFirst: 4,
    types: () => {
      expectTypeOf(chunks.pipe(toCompletion())).toEqualTypeOf<Observable<ChatCompletion>>();
      // @ts-expect-error -- a string is not a chunk
      void texts.pipe(toCompletion());
    },
  }),
  toContent: toCase({
    create: () => toContent(),
    input,
    error,
    output: { t: 'Hello' },
    failure: error.with({ partial: snapshots.A }),
    typical: { source: '-r-a-b-f-|', subs: '^--------!', expected: '---------(t|)' },
    empty: { source: '  --|', subs: '       ^-!', expected: '       --|' },
    failing: { source: '-a-#', subs: '      ^--!', expected: '      ---#' },
    cancelled: { source: '-r-a-b-f-|', subs: '^---!', unsub: '^---!', expected: '-----' },
    takenForFirst: 4,
    types: () => {
      expectTypeOf(chunks.pipe(toContent())).toEqualTypeOf<Observable<string>>();
      // @ts-expect-error -- a string is not a chunk
      void texts.pipe(toContent());
      expectTypeOf(completions.pipe(toContent())).toEqualTypeOf<Observable<string>>();
    },
  }),
  completedToolCalls: toCase({
    create: () => completedToolCalls(),
    input: {
      a: toolCall({ name: 'weather', arguments: '{"city":' }),
      b: toolCall({ arguments: '"Oslo"}' }),
      f: finish('tool_calls'),
    },
    error,
    output: {
      w: { id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Oslo"}' } },
    },
    failure: error.with({ partial: completion(toolCall({ name: 'weather', arguments: '{"city":' })) }),
    typical: { source: '-a-b-f-|', subs: '^------!', expected: '-------(w|)' },
    empty: { source: '  --|', subs: '     ^-!', expected: '     --|' },
    failing: { source: '-a-#', subs: '    ^--!', expected: '    ---#' },
    cancelled: { source: '-a-b-f-|', subs: '^--!', unsub: '^--!', expected: '----' },
    takenForFirst: 3,
    types: () => {
      expectTypeOf(chunks.pipe(completedToolCalls())).toEqualTypeOf<Observable<ToolCall>>();
      // @ts-expect-error -- a string is not a chunk
      void texts.pipe(completedToolCalls());
      expectTypeOf(completions.pipe(completedToolCalls())).toEqualTypeOf<Observable<ToolCall>>();
    },
  }),
  toState: toCase({
    create: () => toState(),
    input,
    error,
    output: {
      p: { status: 'pending' },
      a: { status: 'streaming', completion: snapshots.a },
      b: { status: 'streaming', completion: snapshots.b },
      f: { status: 'streaming', completion: snapshots.f },
      d: { status: 'done', completion: snapshots.f },
      n: { status: 'done', completion: completion() },
      A: { status: 'streaming', completion: snapshots.A },
      x: { status: 'failed', completion: snapshots.A, error },
    },
    typical: { source: '-r-a-b-f-|', subs: '^--------!', expected: 'p--a-b-f-(d|)' },
    empty: { source: '  --|', subs: '       ^-!', expected: '       p-(n|)' },
    failing: { source: '-a-#', subs: '      ^--!', expected: '      pA-(x|)' },
    cancelled: { source: '-r-a-b-f-|', subs: '^---!', unsub: '^---!', expected: 'p--a-' },
    takenForFirst: 0,
    types: () => {
      expectTypeOf(chunks.pipe(toState())).toEqualTypeOf<Observable<ChatState>>();
      // @ts-expect-error -- a string is not a chunk
      void texts.pipe(toState());
    },
  }),
  toObject: toCase({
    create: () => toObject(numbers),
    input: { r: role(), a: chunk('{"n":'), b: chunk('1}'), f: finish() },
    error,
    output: { o: { n: 1 } },
    failure: error.with({ partial: completion(chunk('{"n":')) }),
    typical: { source: '-r-a-b-f-|', subs: '^--------!', expected: '---------(o|)' },
    empty: { source: '  --|', subs: '       ^-!', expected: '       --|' },
    failing: { source: '-a-#', subs: '      ^--!', expected: '      ---#' },
    cancelled: { source: '-r-a-b-f-|', subs: '^---!', unsub: '^---!', expected: '-----' },
    takenForFirst: 4,
    types: () => {
      expectTypeOf(chunks.pipe(toObject(numbers))).toEqualTypeOf<Observable<{ n: number }>>();
      // @ts-expect-error -- a plain JSON Schema checks nothing
      expect(() => chunks.pipe(toObject({ type: 'object' }))).toThrow(TypeError);
    },
  }),
  partialObjects: toCase({
    create: () => partialObjects(),
    input: { r: role(), a: chunk('{"t":"Hel'), b: chunk('lo"}'), f: finish() },
    error,
    output: { a: { t: 'Hel' }, b: { t: 'Hello' } },
    failure: error.with({ partial: completion(chunk('{"t":"Hel')) }),
    typical: { source: '-r-a-b-f-|', subs: '^--------!', expected: '---a-b---|' },
    empty: { source: '  --|', subs: '       ^-!', expected: '       --|' },
    failing: { source: '-a-#', subs: '      ^--!', expected: '      -a-#' },
    cancelled: { source: '-r-a-b-f-|', subs: '^---!', unsub: '^---!', expected: '---a-' },
    takenForFirst: 2,
    types: () => {
      expectTypeOf(chunks.pipe(partialObjects())).toEqualTypeOf<Observable<unknown>>();
      expectTypeOf(chunks.pipe(partialObjects(numbers))).toEqualTypeOf<Observable<{ readonly n?: number }>>();
      // @ts-expect-error -- a string is not a chunk
      void texts.pipe(partialObjects(numbers));
    },
  }),
  arrayElements: toCase({
    create: () => arrayElements([], z.number()),
    input: { r: role(), a: chunk('[1,'), b: chunk('2]'), f: finish() },
    error,
    output: { a: 1, b: 2 },
    failure: error.with({ partial: completion(chunk('[1,')) }),
    typical: { source: '-r-a-b-f-|', subs: '^--------!', expected: '---a-b---|' },
    empty: { source: '  --|', subs: '       ^-!', expected: '       --|' },
    failing: { source: '-a-#', subs: '      ^--!', expected: '      -a-#' },
    cancelled: { source: '-r-a-b-f-|', subs: '^---!', unsub: '^---!', expected: '---a-' },
    takenForFirst: 2,
    types: () => {
      expectTypeOf(chunks.pipe(arrayElements('all', numbers))).toEqualTypeOf<Observable<{ n: number }>>();
      // @ts-expect-error -- the elements need a schema
      expect(() => chunks.pipe(arrayElements('all'))).toThrow(TypeError);
    },
  }),
  retryOnApiError: toCase({
    create: () => retryOnApiError({ jitter: () => 0 }),
    input,
    error,
    output: input,
    typical: { source: '-r-a---b-f-|', subs: '^----------!', expected: '---(ra)b-f-|' },
    empty: { source: '  --|', subs: '         ^-!', expected: '         --|' },
    failing: { source: '-a-#', subs: '        ^--!', expected: '        -a-#' },
    cancelled: { source: '-r-a---b-f-|', subs: '^---!', unsub: '^---!', expected: '---(ra)' },
    takenForFirst: 2,
    types: () => {
      expectTypeOf(chunks.pipe(retryOnApiError())).toEqualTypeOf<Observable<ChatCompletionChunk>>();
      // @ts-expect-error -- a restart would repeat chunks
      void chunks.pipe(retryOnApiError({ afterFirstToken: 'restart' }));
    },
  }),
  fallbackTo: toCase({
    create: () => fallbackTo(of(chunk('other'))),
    input,
    error,
    output: input,
    typical: { source: '-r-a---b-f-|', subs: '^----------!', expected: '---(ra)b-f-|' },
    empty: { source: '  --|', subs: '         ^-!', expected: '         --|' },
    failing: { source: '-a-#', subs: '        ^--!', expected: '        -a-#' },
    cancelled: { source: '-r-a---b-f-|', subs: '^---!', unsub: '^---!', expected: '---(ra)' },
    takenForFirst: 2,
    types: () => {
      expectTypeOf(chunks.pipe(fallbackTo(chunks))).toEqualTypeOf<Observable<ChatCompletionChunk>>();
      expectTypeOf(chunks.pipe(fallbackTo(texts))).toEqualTypeOf<Observable<ChatCompletionChunk | string>>();
      // @ts-expect-error -- a number is not a source
      expect(() => fallbackTo(5)).toThrow(TypeError);
    },
  }),
  concatMapEager: toCase({
    create: () => concatMapEager((value: ChatCompletionChunk) => of(value)),
    input,
    error,
    output: input,
    typical: { source: '-r-a-b-f-|', subs: '^--------!', expected: '-r-a-b-f-|' },
    empty: { source: '  --|', subs: '       ^-!', expected: '       --|' },
    failing: { source: '-a-#', subs: '      ^--!', expected: '      -a-#' },
    cancelled: { source: '-r-a-b-f-|', subs: '^---!', unsub: '^---!', expected: '-r-a-' },
    takenForFirst: 1,
    types: () => {
      const same = concatMapEager((value: ChatCompletionChunk) => of(value));
      expectTypeOf(chunks.pipe(same)).toEqualTypeOf<Observable<ChatCompletionChunk>>();
      // @ts-expect-error -- `project` must return an Observable
      void chunks.pipe(concatMapEager(() => 1));
    },
  }),
  shareChat: toCase({
    create: () => shareChat(),
    input,
    error,
    output: input,
    isShared: true,
    typical: { source: '-r-a-b-f-|', subs: '^--------!', expected: '-r-a-b-f-|' },
    empty: { source: '  --|', subs: '       ^-!', expected: '       --|' },
    failing: { source: '-a-#', subs: '      ^--!', expected: '      -a-#' },
    cancelled: { source: '-r-a-b-f-|', subs: '^---!', unsub: '^---!', expected: '-r-a-' },
    takenForFirst: 1,
    types: () => {
      expectTypeOf(chunks.pipe(shareChat())).toEqualTypeOf<Observable<ChatCompletionChunk>>();
      // @ts-expect-error -- a string is not a chunk
      void texts.pipe(shareChat());
    },
  }),
  pace: toCase({
    create: () => pace(),
    input: { a: 'Hel', b: 'lo th', c: 'ere' },
    error,
    output: { h: 'Hello', t: ' there', p: 'Hel' },
    typical: { source: '-a 47ms b 47ms c 47ms |', subs: '^- 143ms !', expected: '- 48ms h 47ms - 47ms (t|)' },
    empty: { source: '  --|', subs: '^-!', expected: '--|' },
    failing: { source: '-a-#', subs: '^--!', expected: '---(p#)' },
    cancelled: { source: '-a-b-c-', subs: '^--!', unsub: '^--!', expected: '----' },
    takenForFirst: 3,
    types: () => {
      expectTypeOf(texts.pipe(pace())).toEqualTypeOf<Observable<string>>();
      // @ts-expect-error -- a chunk is not a string
      void chunks.pipe(pace());
    },
  }),
};

/** Checks the values of a case against the types of its operator. */
function toCase<In, Out>(operator: OperatorCase<In, Out>): AnyOperatorCase {
  return operator as unknown as AnyOperatorCase;
}
