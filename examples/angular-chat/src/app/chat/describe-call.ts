import type { ConversationToolCall } from 'venice-rx';

/** The description of a tool call for the user. */
export interface CallDescription {
  readonly title: string;
  /** The progress, the result or the error of the call. */
  readonly outcome: string;
  /** The content that the call would save, which the user should see before the approval. */
  readonly preview?: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** Describes a call of one of the tools of this app. */
export function describeCall({ call, error, progress, result }: ConversationToolCall): CallDescription {
  const { name } = call.function;
  const args = toFields(parse(call.function.arguments));
  const outcome = error?.message ?? describeOutcome(name, toFields(result ?? progress));
  switch (name) {
    case 'roll_dice':
      return { title: 'Roll dice', outcome };
    case 'current_time':
      return { title: 'Look at the clock', outcome };
    case 'save_file':
      return { title: `Save ${toWord(args['name'], 'a file')}`, outcome, preview: toWord(args['text'], '') };
    default:
      return { title: name, outcome };
  }
}

function describeOutcome(name: string, value: Fields): string {
  switch (name) {
    case 'roll_dice': {
      const rolls = Array.isArray(value['rolls']) ? value['rolls'].map(String) : [];
      if (rolls.length < 2) return rolls.join('');
      return `${rolls.join(' + ')} = ${toWord(value['sum'], '')}`;
    }
    case 'current_time':
      return toWord(value['now'], '');
    case 'save_file':
      return value['saved'] === undefined ? '' : 'Saved';
    default:
      return '';
  }
}

function toFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

/** Parses the arguments of a call; undefined while they are incomplete, since the call is still arriving. */
function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function toWord(value: unknown, fallback: string): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : fallback;
}
