import type { Dialect } from './dialect.js';
import type { Choice, Meaning } from './meaning.js';
import type { Random } from './random.js';
import { type CallPiece, interleave, writeCalls } from './write-calls.js';
import { writeErrorBody, writeErrorFrame } from './write-error.js';

/** Text and reasoning of one choice in the frames that were sent. */
export interface SentText {
  text: string;
  reasoning: string;
}

/** The body of an answer. */
export interface Written {
  readonly body: string;
  /** For each choice, the text and reasoning that the body contains. */
  readonly sent: readonly SentText[];
}

/** A delta of one choice, and the text, reasoning or finish reason that it contains. */
interface Part {
  readonly index: number;
  readonly delta: Readonly<Record<string, unknown>>;
  readonly text?: string;
  readonly reasoning?: string;
  readonly finish?: string;
}

/** Writes the body of an answer in this dialect. */
export class AnswerWriter {
  readonly #meaning: Meaning;
  readonly #dialect: Dialect;
  readonly #random: Random;
  #ids = 0;

  constructor(meaning: Meaning, dialect: Dialect, random: Random) {
    this.#meaning = meaning;
    this.#dialect = dialect;
    this.#random = random;
  }

  write(): Written {
    const { body } = this.#dialect;
    if (body === 'stream') return this.#writeStream();
    const { end } = this.#meaning;
    const value =
      end.type === 'error' ? writeErrorBody(end.error, this.#dialect) : this.#toJson(this.#whole());
    const tail = body === 'whole and done' ? '\n\ndata: [DONE]\n\n' : '';
    return {
      body: value + tail,
      sent: this.#meaning.choices.map(({ text, reasoning }) => ({ text, reasoning })),
    };
  }

  #writeStream(): Written {
    const { end } = this.#meaning;
    const { done } = this.#dialect;
    const parts = this.#partsToSend();
    const sent = this.#meaning.choices.map((): SentText => ({ text: '', reasoning: '' }));
    for (const { index, text = '', reasoning = '' } of parts) {
      const choice = sent[index];
      if (choice === undefined) continue;
      choice.text += text;
      choice.reasoning += reasoning;
    }
    const frames = this.#withUsage(parts).map((chunk) => this.#frame(this.#toJson(chunk)));
    const space = this.#dialect.space === 'yes' ? ' ' : '';
    if (end.type === 'error') frames.push(writeErrorFrame(end.error, this.#dialect, space));
    const isDone = end.type !== 'cut' && done !== 'no';
    if (isDone) frames.push(done === 'spaces' ? 'data:  [DONE] ' : `data:${space}[DONE]`);
    return { body: this.#join(frames), sent };
  }

  /** The parts that are sent before the end. */
  #partsToSend(): Part[] {
    const { choices, end } = this.#meaning;
    const isWhole = end.type === 'whole';
    const all = interleave(
      choices.map((choice, index) => this.#partsOf(choice, index, isWhole)),
      this.#random,
    );
    if (isWhole || end.type === 'unfinished') return all;
    if (end.type === 'error' && end.after === 'nothing') return [];
    if (end.type === 'error' && end.after === 'role') return [{ index: 0, delta: { role: 'assistant' } }];
    return all.slice(0, this.#random.int(1, Math.max(1, all.length - 1)));
  }

  #partsOf(choice: Choice, index: number, isWhole: boolean): Part[] {
    const { role, finish } = this.#dialect;
    const parts: Part[] = [
      ...this.#reasoningOf(choice, index),
      ...this.#textOf(choice, index),
      ...choice.annotations.map((annotation): Part => ({ index, delta: { annotations: [annotation] } })),
      ...writeCalls(choice.calls, {
        random: this.#random,
        dialect: this.#dialect,
        newId: () => `call-${index}-${(this.#ids += 1)}`,
      }).map((piece): Part => ({ index, delta: { tool_calls: [piece] } })),
    ];
    if (choice.annotations.length > 0 && this.#random.chance(0.3))
      parts.push({ index, delta: { annotations: [] } });
    if (role === 'first') parts.unshift({ index, delta: { role: 'assistant', content: '' } });
    const withRole = parts.map((part): Part =>
      role === 'every' ? { ...part, delta: { role: 'assistant', ...part.delta } } : part,
    );
    const last = withRole.at(-1);
    if (!isWhole) return withRole;
    const ending: Part = { index, delta: {}, finish: choice.finish };
    if (finish === 'after' || last === undefined) return [...withRole, ending];
    if (finish === 'before') return [ending, ...withRole];
    return [...withRole.slice(0, -1), { ...last, finish: choice.finish }];
  }

  #reasoningOf({ reasoning, signature }: Choice, index: number): Part[] {
    const { reasoning: field } = this.#dialect;
    const parts = this.#cut(reasoning).map((piece): Part => {
      const part = { index, reasoning: piece };
      switch (field) {
        case 'reasoning_content':
          return { ...part, delta: { reasoning_content: piece } };
        case 'reasoning':
          return { ...part, delta: { reasoning: piece } };
        case 'part':
          return {
            ...part,
            delta: { content: [{ type: 'thinking', thinking: [{ type: 'text', text: piece }] }] },
          };
        case 'details': {
          const detail = { type: 'reasoning.text', text: piece, index: 0 };
          return { ...part, delta: { reasoning: piece, reasoning_details: [detail] } };
        }
      }
    });
    if (field === 'details' && reasoning !== '' && signature !== '') {
      const detail = { type: 'reasoning.text', signature, index: 0 };
      parts.push({ index, delta: { reasoning_details: [detail] } });
    }
    return parts;
  }

  #textOf({ text }: Choice, index: number): Part[] {
    const { content } = this.#dialect;
    return this.#cut(text).map((piece): Part => ({
      index,
      text: piece,
      delta: { content: content === 'parts' ? [{ type: 'text', text: piece }] : piece },
    }));
  }

  /** Cuts a string into pieces. With the `cuts` `units`, they may end in the middle of a surrogate pair. */
  #cut(text: string): string[] {
    const pieces = this.#random.cut(text, 5);
    if (this.#dialect.cuts === 'units') return pieces;
    return pieces.reduce<string[]>((whole, piece) => {
      const before = whole.at(-1);
      if (before === undefined || !/[\ud800-\udbff]$/.test(before)) return [...whole, piece];
      return [...whole.slice(0, -1), before + piece];
    }, []);
  }

  /** The chunks of the stream, with usage in the place of this dialect. */
  #withUsage(parts: readonly Part[]): object[] {
    const { usage: place } = this.#dialect;
    const usage = this.#usage();
    const finishAt = parts.findLastIndex(({ finish }) => finish !== undefined);
    const chunks: object[] = parts.map((part, at) => {
      const chunk = this.#chunk([this.#choice(part)]);
      if (place === 'null') return { ...chunk, usage: null };
      if (usage === undefined) return chunk;
      if (place === 'early' && at === 0) return { ...chunk, usage };
      if (place === 'with finish' && at === finishAt) return { ...chunk, usage };
      if (place === 'every') {
        const isLast = at === parts.length - 1;
        return {
          ...chunk,
          usage: isLast ? usage : { ...usage, completion_tokens: 0, total_tokens: usage.prompt_tokens },
        };
      }
      return chunk;
    });
    if (usage === undefined || this.#meaning.end.type !== 'whole') return chunks;
    if (place === 'last' || place === 'null') chunks.push({ ...this.#chunk([]), usage });
    if (place === 'zero last') {
      const zero = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };
      chunks.push({ ...this.#chunk([]), usage }, { ...this.#chunk([]), usage: zero });
    }
    if (place === 'empty last') chunks.push({ ...this.#chunk([]), usage }, { ...this.#chunk([]), usage: {} });
    return chunks;
  }

  #choice({ index, delta, finish }: Part): object {
    const extras =
      this.#dialect.extras === 'some' ? { native_finish_reason: finish ?? null, logprobs: null } : {};
    // A server with one choice may leave out its index.
    const isPlain = index === 0 && this.#meaning.choices.length === 1 && this.#dialect.envelope === 'bare';
    return { ...(!isPlain && { index }), delta, finish_reason: finish ?? null, ...extras };
  }

  #chunk(choices: readonly object[]): object {
    const { envelope, extras } = this.#dialect;
    return {
      ...(envelope !== 'bare' && {
        id: envelope === 'full' ? 'c-1' : '',
        object: 'chat.completion.chunk',
        created: 1,
      }),
      model: 'm',
      ...(extras === 'some' && { system_fingerprint: 'fp', provider: 'p', obfuscation: 'xyz' }),
      choices,
    };
  }

  #whole(): object {
    const { content, reasoning: field, envelope } = this.#dialect;
    const usage = this.#usage();
    const choices = this.#meaning.choices.map(
      ({ text, reasoning, signature, annotations, calls, finish }, index) => ({
        index,
        finish_reason: finish,
        message: {
          role: 'assistant',
          content: content === 'parts' && text !== '' ? [{ type: 'text', text }] : text,
          ...(reasoning !== '' && {
            [field === 'reasoning' || field === 'details' ? 'reasoning' : 'reasoning_content']: reasoning,
          }),
          ...(field === 'details' &&
            reasoning !== '' && {
              reasoning_details: [
                { type: 'reasoning.text', text: reasoning, index: 0, ...(signature !== '' && { signature }) },
              ],
            }),
          ...(annotations.length > 0 && { annotations }),
          ...(calls.length > 0 && { tool_calls: calls.map((call) => this.#wholeCall(call)) }),
        },
      }),
    );
    return {
      ...(envelope !== 'bare' && { id: 'c-1', object: 'chat.completion', created: 1 }),
      model: 'm',
      choices,
      ...(usage && { usage }),
    };
  }

  #wholeCall({ name, args }: Meaning['choices'][number]['calls'][number]): CallPiece {
    const json = JSON.stringify(args);
    const forms = { object: '{}', empty: '', null: 'null', absent: undefined };
    const text = json === '{}' ? forms[this.#dialect.noArgs] : this.#dialect.args === 'object' ? args : json;
    const id =
      this.#dialect.id === 'empty' || this.#dialect.id === 'absent' ? '' : `call-${(this.#ids += 1)}`;
    return { id, type: 'function', function: { name, ...(text !== undefined && { arguments: text }) } };
  }

  #usage(): { prompt_tokens: number; completion_tokens: number; total_tokens: number } | undefined {
    const { usage } = this.#meaning;
    return (
      usage && {
        prompt_tokens: usage.prompt,
        completion_tokens: usage.completion,
        total_tokens: usage.prompt + usage.completion,
      }
    );
  }

  #toJson(value: unknown): string {
    const json = JSON.stringify(this.#dialect.order === 'shuffled' ? this.#shuffle(value) : value);
    if (this.#dialect.escapes === 'raw') return json;
    return json.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  }

  #shuffle(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.#shuffle(item));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(([name, field]) => [name, this.#shuffle(field)] as const);
    return Object.fromEntries(this.#random.shuffle(entries));
  }

  #frame(json: string): string {
    return `data:${this.#dialect.space === 'yes' ? ' ' : ''}${json}`;
  }

  /** Joins frames and keep-alives with the line ends of this dialect. */
  #join(frames: readonly string[]): string {
    const { lines, keepAlive } = this.#dialect;
    const lineEnd = lines === 'single' ? '\n' : lines;
    const frameEnd = lines === 'single' ? '\n' : lineEnd + lineEnd;
    let body = '';
    // No keep-alives around an error and the `[DONE]` after it.
    const keepAliveEnd = frames.length - (this.#meaning.end.type === 'error' ? 2 : 0);
    for (const [at, frame] of frames.entries()) {
      if (at < keepAliveEnd && this.#random.chance(0.2)) {
        if (keepAlive === 'comments') body += `: ping${lineEnd}${frameEnd}`;
        if (keepAlive === 'empty data') body += `data:${lineEnd}${lineEnd}`;
        if (keepAlive === 'empty choices') body += this.#frame(JSON.stringify(this.#chunk([]))) + frameEnd;
      }
      body += frame.replaceAll('\n', lineEnd) + frameEnd;
    }
    return body + (lines === 'single' ? '\n' : '');
  }
}
