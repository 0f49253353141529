import { type MailOptions, type Tab, answer, approve, mails, playTabs } from './mailing-tabs.js';

const play = (options: MailOptions, actions: Parameters<typeof playTabs>[2]): readonly string[] =>
  playTabs([mails, answer, answer], options, actions).sent;

describe('an approval in a saved conversation', () => {
  it('can be given by the conversation that loads it', () => {
    let first: Tab | undefined;
    let second: Tab | undefined;
    const sent = play({ needsApproval: true }, (open) => ({
      0: () => {
        first = open();
        first.conversation.send('Hi');
      },
      90: () => first?.end(),
      100: () => {
        second = open();
      },
      200: () => {
        expect(second?.last()).toBe('awaiting-approval: Hi ~ send_mail awaiting-approval');
        approve(second as Tab);
      },
      300: () => {
        expect(second?.last()).toBe('idle: Hi <→send_mail> (sent) <Done.>');
        for (const tab of [first, second]) tab?.conversation.close();
      },
    }));

    expect(sent).toEqual(['200 tab 2 to Maren']);
  });
});

describe('a tool whose process ends while it runs, in a saved conversation', () => {
  it.each([
    [
      'is not executed again',
      false,
      ['4 tab 1 to Maren'],
      '(No result: the call was cancelled. Whether it took effect is unknown.)',
    ],
    ['is executed again if it is idempotent', true, ['4 tab 1 to Maren', '200 tab 2 to Maren'], '(sent)'],
  ])('%s', (_name, idempotent, executions, result) => {
    let first: Tab | undefined;
    let second: Tab | undefined;
    const sent = play({ needsApproval: false, idempotent, hasLostResult: true }, (open) => ({
      0: () => {
        first = open();
        first.conversation.send('Hi');
      },
      90: () => first?.end(),
      100: () => {
        second = open();
      },
      // Continues the interrupted run.
      200: () => second?.conversation.regenerate(),
      300: () => {
        expect(second?.last()).toContain(result);
        expect(second?.last()).toContain('Done.');
        for (const tab of [first, second]) tab?.conversation.close();
      },
    }));

    expect(sent).toEqual(executions);
  });
});
