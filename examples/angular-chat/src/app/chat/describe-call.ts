import type { CallView } from './entries';

/** A call in words. */
export interface CallWords {
  readonly title: string;
  /** What has come of it so far. */
  readonly outcome: string;
  /** What the user should see before saying yes. */
  readonly preview?: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** Says what a call does, in the words of its tool. */
export function describeCall(call: CallView): CallWords {
  const args = toFields(parse(call.arguments));
  const value = toFields(call.value);
  const outcome = call.problem ?? describeOutcome(call.name, value);
  switch (call.name) {
    case 'roll_dice':
      return { title: 'Roll dice', outcome };
    case 'current_time':
      return { title: 'Look at the clock', outcome };
    case 'save_file':
      return { title: `Save ${say(args['name'], 'a file')}`, outcome, preview: say(args['text'], '') };
    default:
      return { title: call.name, outcome };
  }
}

function describeOutcome(name: string, value: Fields): string {
  switch (name) {
    case 'roll_dice': {
      const rolls = Array.isArray(value['rolls']) ? value['rolls'].map(String) : [];
      if (rolls.length < 2) return rolls.join('');
      return `${rolls.join(' + ')} = ${say(value['sum'], '')}`;
    }
    case 'current_time':
      return say(value['now'], '');
    case 'save_file':
      return value['saved'] === undefined ? '' : 'Saved';
    default:
      return '';
  }
}

function toFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

/** While a call is still coming, its arguments are cut. */
function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function say(value: unknown, fallback: string): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : fallback;
}
