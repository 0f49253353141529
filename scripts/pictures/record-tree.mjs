import { timer } from 'rxjs';
import { Conversation, VeniceClient } from 'venice-rx';
import { inVirtualTime, scriptedTransport } from 'venice-rx/testing';

/** Milliseconds between two commands; each answer takes two milliseconds. */
const pause = 10;

/**
 * Runs the commands of a picture one after the other in virtual time, and returns its commands and entries. An entry has the number of
 * the command that has added it, and `isShown` if it is on the shown path. `run` receives
 *
 * - `send(text, reply)`, `regenerate(answer, reply)`, `edit(question, text, reply)` and `select(text)`: the commands of a conversation.
 *   They name an entry by its text; `reply` is the text of the answer.
 */
export function recordTree({ system, run }) {
  const commands = toCommands(run);
  const replies = commands.flatMap(({ reply }) => reply ?? []);
  const added = new Map();
  const conversation = inVirtualTime(({ flush }) => {
    const transport = scriptedTransport(
      ...replies.map((reply) => ({ marbles: '-a|', values: { a: reply } })),
    );
    const client = new VeniceClient({ baseURL: 'http://test', transport });
    const conversation = new Conversation(client.chat.completions, {
      request: { model: 'default' },
      messages: [{ role: 'system', content: system }],
    });
    const find = (text) => getEntries(conversation).find(({ message }) => message.content === text).id;
    for (const [index, { call }] of commands.entries()) {
      timer(index * pause).subscribe(() => call(conversation, find));
      timer((index + 1) * pause - 1).subscribe(() => {
        for (const { id, message } of getEntries(conversation))
          if (message.role !== 'system' && !added.has(id)) added.set(id, index + 1);
      });
    }
    flush();
    return conversation;
  });
  const path = new Set(conversation.currentState.entries.map(({ id }) => id));
  return {
    commands: commands.map(({ code }) => code),
    entries: getEntries(conversation).map(({ id, parentId, message }) => ({
      ...{ id, parentId, role: message.role, text: message.content },
      ...{ command: added.get(id), isShown: path.has(id) },
    })),
  };
}

function toCommands(run) {
  const commands = [];
  run({
    send: (text, reply) => commands.push({ code: `send('${text}')`, call: (it) => it.send(text), reply }),
    regenerate: (text, reply) =>
      commands.push({
        code: `regenerate(idOf('${text}'))`,
        call: (it, find) => it.regenerate(find(text)),
        reply,
      }),
    edit: (old, text, reply) =>
      commands.push({
        code: `edit(idOf('${old}'), '${text}')`,
        call: (it, find) => it.edit(find(old), text),
        reply,
      }),
    select: (text) =>
      commands.push({ code: `select(idOf('${text}'))`, call: (it, find) => it.select(find(text)) }),
  });
  return commands;
}

function getEntries(conversation) {
  return conversation.export().entries;
}
