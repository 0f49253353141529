import { commands } from './commands.js';
import { columns } from './terminal/columns.js';

/** Output of `venice-rx --help`. */
export const overview = `Usage: venice-rx COMMAND [options]

Commands:
${columns(commands.map(({ name, summary }) => [`  ${name}`, summary]))}

Options:
  -h, --help     prints this; after a command, its options
  -v, --version  prints the version

Environment:
  VENICE_API_KEY   the key; there is no option for it, since other users of a machine can see options
  VENICE_BASE_URL  another server than Venice

venice-rx chat "Tell me a story." asks one question; venice-rx chat, on a terminal, holds a conversation.
`;
