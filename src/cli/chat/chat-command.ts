import { concatMap, connect, merge, pipe } from 'rxjs';
import type { ChatMessage } from '../../wire/chat-message.js';
import { defineCommand } from '../command.js';
import { errorLine } from '../failures/error-line.js';
import { untilInterrupted } from '../failures/until-interrupted.js';
import { endPromptLine } from '../terminal/end-prompt-line.js';
import { getCapabilities } from '../terminal/terminal-capabilities.js';
import { withClient } from '../with-client.js';
import { chatOptions } from './chat-options.js';
import { runConversation } from './run-conversation.js';
import { toRequestFields } from './to-request-fields.js';
import { readPieces } from './read-pieces.js';
import { readPrompt } from './read-prompt.js';
import { ReadlineEditor } from './readline-editor.js';
import { hintReadingStdin } from './hint-reading-stdin.js';
import { showAnswer } from './show-answer.js';

const notes = `A prompt can also be piped in; it then follows the argument, if there is one. On a terminal, without a prompt, a
conversation starts: Ctrl-C stops an answer, or exits at an empty prompt, like /exit and Ctrl-D; /help lists all commands.
Alt-Enter, or a \\ at the end of a line, continues a prompt in the next line; pasted lines are one prompt.
The key is read only from VENICE_API_KEY.`;

/** `venice-rx chat` */
export const chatCommand = defineCommand(
  { usage: 'venice-rx chat [options] [PROMPT]', options: chatOptions, notes },
  ({ values, positionals }, context) => {
    const { stdin, signals } = context;
    const fields = toRequestFields(values);
    const system: readonly ChatMessage[] =
      values.system === undefined ? [] : [{ role: 'system', content: values.system }];
    const capabilities = getCapabilities(context);
    const show = showAnswer(capabilities, values);

    return withClient(values, context, (client) => {
      const ask = (messages: readonly ChatMessage[], model = fields.model) =>
        client.chat.completions.create({ ...fields, model, messages, stream: true });
      if (positionals.length === 0 && stdin.isTTY === true) {
        const describe = (error: unknown): string => errorLine(error, capabilities.paint);
        const { model } = fields;
        const editor = new ReadlineEditor(context);
        return runConversation({ system, model, ask, show, describe, editor }).pipe(
          untilInterrupted(signals),
          endPromptLine(),
        );
      }
      const answer = pipe(
        readPrompt(positionals),
        concatMap((content) =>
          ask([...system, { role: 'user', content }]).pipe(untilInterrupted(signals), show),
        ),
      );
      return readPieces(stdin).pipe(
        untilInterrupted(signals),
        connect((pieces) => merge(pieces.pipe(hintReadingStdin()), pieces.pipe(answer))),
      );
    });
  },
);
