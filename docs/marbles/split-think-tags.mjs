import { contentDeltas, reasoningDeltas, shareChat, splitThinkTags } from 'venice-rx';
import { finish, role } from 'venice-rx/testing';

export default {
  title: 'splitThinkTags moves the text between the tags to the reasoning, even if chunks split a tag',
  run({ chat, source, operator, result }) {
    const values = { r: role(), a: '<thi', b: 'nk>Let me ', c: 'see.</think>', d: 'Hello', f: finish() };
    const chunks = source('chunks', chat('40ms r 59ms a 79ms b 119ms c 99ms d 79ms (f|)', values));
    const shared = chunks.pipe(splitThinkTags(), shareChat());
    operator('splitThinkTags()');
    result('reasoning', shared.pipe(reasoningDeltas()), { kind: 'reasoning' });
    result('text', shared.pipe(contentDeltas()));
  },
};
