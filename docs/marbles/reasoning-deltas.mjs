import { contentDeltas, reasoningDeltas, shareChat } from 'venice-rx';
import { finish, role } from 'venice-rx/testing';

export default {
  title: 'reasoningDeltas reads reasoning between tags, wherever a tag is cut; contentDeltas emits the rest',
  run({ chat, source, operator, result }) {
    const values = { r: role(), a: '<thi', b: 'nk>Let me ', c: 'see.</think>', d: 'Hello', f: finish() };
    const chunks = source('chunks', chat('40ms r 59ms a 79ms b 119ms c 99ms d 79ms (f|)', values));
    const shared = chunks.pipe(shareChat());
    operator('reasoningDeltas()');
    result('reasoning', shared.pipe(reasoningDeltas()), { kind: 'reasoning' });
    operator("contentDeltas({ thinkTags: 'strip' })");
    result('text', shared.pipe(contentDeltas({ thinkTags: 'strip' })));
  },
};
