/** A text for the user: what was asked for goes to `output`, everything else to `errors`. */
export interface Print {
  readonly to: 'errors' | 'output';
  readonly text: string;
}

/** What was asked for. */
export function toOutput(text: string): Print {
  return { to: 'output', text };
}

/** Everything else: errors, notes, the spinner. */
export function toErrors(text: string): Print {
  return { to: 'errors', text };
}
