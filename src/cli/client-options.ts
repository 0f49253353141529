/** Options of every command that sends requests. */
export const clientOptions = {
  'base-url': { value: 'ADDRESS', help: 'address of the server; default: VENICE_BASE_URL, else Venice' },
  verbose: {
    help: 'prints requests without their headers, the status and headers of responses, tokens, cost and time on standard error',
  },
} as const;
