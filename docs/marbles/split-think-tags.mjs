import { contentDeltas, reasoningDeltas, shareChat, splitThinkTags } from 'venice-rx';
import { finish, role } from 'venice-rx/testing';

export default {
  title: 'splitThinkTags makes reasoning of what stands between tags, wherever a tag is cut',
  run({ chat, source, operator, result }) {
    const values = { r: role(), a: '<thi', b: 'nk>Let me ', c: 'see.</think>', d: 'Hello', f: finish() };
    const chunks = source('chunks', chat('40ms r 59ms a 79ms b 119ms c 99ms d 79ms (f|)', values));
    const shared = chunks.pipe(splitThinkTags(), shareChat());
    operator('splitThinkTags()');
    result('reasoning', shared.pipe(reasoningDeltas()), { kind: 'reasoning' });
    result('text', shared.pipe(contentDeltas()));
  },
};
