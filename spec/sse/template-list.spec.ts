import type { ChatCompletionChunk } from 'venice-rx';
import { FrameTemplate, toFrameText } from '../../src/sse/fast-path/frame-template.js';
import { SharedTemplates } from '../../src/sse/fast-path/shared-templates.js';
import { StreamTemplates } from '../../src/sse/fast-path/stream-templates.js';

describe('templates of a source', () => {
  it('are tried in the order in which the previous answer used them', () => {
    const shared = new SharedTemplates();
    const forms = [1, 2, 3, 4].map((choices) =>
      JSON.stringify({
        object: 'chat.completion.chunk',
        choices: Array.from({ length: choices }, () => ({ index: 0 })),
      }),
    );
    const answer = (): number => {
      const read = jest.spyOn(FrameTemplate.prototype, 'read').mockClear();
      const templates = new StreamTemplates(shared);
      for (const data of forms) {
        if (templates.recognize(toFrameText(data), 0) === undefined)
          templates.learn(data, JSON.parse(data) as ChatCompletionChunk);
      }
      return read.mock.calls.length;
    };
    answer();

    // The second answer tries several templates for each frame, and the third one only the right one.
    expect(answer()).toBeGreaterThan(forms.length);
    expect(answer()).toBe(forms.length);
  });
});
