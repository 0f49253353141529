/** Options of every command that sends requests. */
export const clientOptions = {
  'base-url': { value: 'ADDRESS', help: 'another server; default: VENICE_BASE_URL, else Venice' },
  verbose: {
    help: 'prints requests and responses without the key, and tokens, cost and time, among the errors',
  },
} as const;
