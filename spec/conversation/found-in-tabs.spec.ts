import { type Tabs, playTabs, guarantees } from './any-tabs.js';

/**
 * Cases in which random commands found a defect, reduced to the necessary commands. The fields are explained in `any-tabs.ts`; with
 * `lock: 'store'`, a row of the store is the lock.
 */
const defects: Readonly<Record<string, Tabs>> = {
  'a command that both conversations have started, since the store with their lock has failed': {
    replies: [{ text: 'Yes.' }],
    commands: [
      { after: 34, tab: 1, type: 'send', place: 7 },
      { after: 18, tab: 0, type: 'send', place: 0 },
      { after: 20, tab: 0, type: 'resume', place: 1 },
    ],
    storeCalls: [
      { after: 0, fails: 'no' },
      { after: 3, fails: 'no' },
      { after: 1, fails: 'no' },
      { after: 0, fails: 'after' },
    ],
    lock: 'store',
    saveInterval: 500,
  },
  'metadata of the result of a tool whose step has not ended': {
    replies: [
      {
        text: 'Hm. ',
        reasoning: 'So.',
        toolCalls: [
          { name: 'never', id: 'b', arguments: '' },
          { name: 'value', id: 'a', arguments: '{"wait":1}' },
          { name: 'nothing', arguments: '{"wait":"long"}' },
        ],
        sharesToolCallIndex: false,
      },
    ],
    commands: [
      { after: 2, tab: 1, type: 'regenerate', place: 9 },
      { after: 11, tab: 0, type: 'setMetadata', place: 7 },
    ],
    storeCalls: [{ after: 0, fails: 'no' }],
    lock: 'mutex',
    saveInterval: 500,
  },
  'questions of one conversation after the open step of the other conversation': {
    replies: [
      {
        text: 'Hm. ',
        reasoning: 'So.',
        toolCalls: [
          { name: 'bigInt', id: 'c', arguments: '{"wait":"long"}' },
          { name: 'unknown', id: '', arguments: '' },
          { name: 'never', id: '', arguments: '' },
        ],
        sharesToolCallIndex: true,
      },
      { text: 'Yes.' },
    ],
    commands: [
      { after: 1, tab: 0, type: 'send', place: 0 },
      { after: 0, tab: 1, type: 'send', place: 0 },
    ],
    storeCalls: [
      { after: 0, fails: 'no' },
      { after: 0, fails: 'no' },
      { after: 0, fails: 'before' },
      { after: 0, fails: 'no' },
      { after: 0, fails: 'no' },
    ],
    lock: 'store',
    saveInterval: 500,
  },
  'initial messages of different times': {
    replies: [{ text: 'Yes.' }],
    commands: [
      { after: 7, tab: 0, type: 'regenerate', place: 6 },
      { after: 0, tab: 1, type: 'reload', place: 7 },
    ],
    storeCalls: [{ after: 0, fails: 'no' }],
    lock: 'store',
    saveInterval: 500,
  },
  'a lock that one conversation gets while the other conversation requests it': {
    replies: [{ text: 'Yes.', timing: { headersDelay: 1, firstTokenDelay: 2, tokenDelay: 2 } }],
    commands: [
      { after: 4, tab: 0, type: 'send', place: 0 },
      { after: 1, tab: 1, type: 'remove', place: 3 },
      { after: 4, tab: 1, type: 'send', place: 0 },
    ],
    storeCalls: [
      { after: 0, fails: 'no' },
      { after: 3, fails: 'no' },
      { after: 1, fails: 'no' },
      { after: 1, fails: 'no' },
      { after: 1, fails: 'no' },
      { after: 1, fails: 'no' },
      { after: 0, fails: 'no' },
    ],
    lock: 'store',
    saveInterval: 500,
  },
  'entries that were moved before their former parent is removed': {
    replies: [{ text: 'Yes.', timing: { headersDelay: 3, firstTokenDelay: 0, tokenDelay: 3 } }],
    commands: [
      { after: 37, tab: 0, type: 'reload', place: 8 },
      { after: 47, tab: 1, type: 'send', place: 5 },
      { after: 4, tab: 0, type: 'send', place: 4 },
      { after: 18, tab: 1, type: 'remove', place: 1 },
      { after: 31, tab: 0, type: 'reload', place: 3 },
      { after: 0, tab: 0, type: 'send', place: 0 },
    ],
    storeCalls: [
      { after: 0, fails: 'no' },
      { after: 0, fails: 'before' },
      { after: 0, fails: 'no' },
      { after: 0, fails: 'before' },
      { after: 0, fails: 'no' },
      { after: 1, fails: 'no' },
      { after: 3, fails: 'no' },
    ],
    lock: 'store',
    saveInterval: 500,
  },
  'a run that the other conversation marks as ended, and whose process dies after that': {
    replies: [
      { text: 'Well, that is a long story.', timing: { headersDelay: 1, firstTokenDelay: 3, tokenDelay: 1 } },
    ],
    commands: [
      { after: 6, tab: 1, type: 'select', place: 3 },
      { after: 31, tab: 1, type: 'send', place: 5 },
      { after: 5, tab: 0, type: 'send', place: 9 },
      { after: 6, tab: 1, type: 'crash', place: 7 },
    ],
    storeCalls: [
      { after: 0, fails: 'no' },
      { after: 0, fails: 'no' },
      { after: 0, fails: 'no' },
      { after: 0, fails: 'no' },
      { after: 0, fails: 'after' },
      { after: 0, fails: 'no' },
      { after: 0, fails: 'no' },
    ],
    lock: 'store',
    saveInterval: 500,
  },
  'commands that are dropped when they would start, and commands of the other conversation': {
    replies: [{ text: 'Yes.', timing: { headersDelay: 1, firstTokenDelay: 1, tokenDelay: 0 } }],
    commands: [
      { after: 5, tab: 0, type: 'send', place: 1 },
      { after: 2, tab: 0, type: 'send', place: 8 },
      { after: 39, tab: 1, type: 'edit', place: 3 },
      { after: 26, tab: 1, type: 'reload', place: 6 },
      { after: 2, tab: 1, type: 'regenerate', place: 1 },
      { after: 21, tab: 1, type: 'edit', place: 5 },
      { after: 3, tab: 1, type: 'remove', place: 1 },
    ],
    storeCalls: [
      { after: 0, fails: 'no' },
      { after: 0, fails: 'no' },
      { after: 0, fails: 'before' },
      { after: 0, fails: 'no' },
      { after: 3, fails: 'no' },
      { after: 0, fails: 'no' },
      { after: 0, fails: 'after' },
    ],
    lock: 'mutex',
    saveInterval: 500,
  },
  'writes whose confirmations are lost': {
    replies: [{ text: 'Yes.' }],
    commands: [
      { after: 0, tab: 0, type: 'send', place: 2 },
      { after: 2, tab: 1, type: 'send', place: 8 },
      { after: 10, tab: 0, type: 'edit', place: 4 },
    ],
    storeCalls: [
      { after: 0, fails: 'no' },
      { after: 0, fails: 'after' },
      { after: 0, fails: 'no' },
    ],
    lock: 'store',
    saveInterval: 500,
  },
  'a result that one conversation removes before the step has ended': {
    replies: [
      {
        text: '',
        reasoning: 'So.',
        toolCalls: [{ name: 'never', id: '', arguments: '{"wait":3}' }],
        sharesToolCallIndex: true,
      },
    ],
    commands: [
      { after: 1, tab: 0, type: 'send', place: 2 },
      { after: 14, tab: 1, type: 'setMetadata', place: 7 },
      { after: 3, tab: 1, type: 'remove', place: 1 },
    ],
    storeCalls: [{ after: 0, fails: 'no' }],
    lock: 'mutex',
    saveInterval: 500,
  },
  'answers after a question that was moved away from removed entries': {
    replies: [
      { text: 'Well, that is a long story.', timing: { headersDelay: 1, firstTokenDelay: 2, tokenDelay: 2 } },
    ],
    commands: [
      { after: 25, tab: 0, type: 'send', place: 5 },
      { after: 56, tab: 1, type: 'send', place: 6 },
      { after: 33, tab: 0, type: 'resume', place: 9 },
      { after: 50, tab: 1, type: 'remove', place: 4 },
    ],
    storeCalls: [
      { after: 0, fails: 'no' },
      { after: 0, fails: 'no' },
      { after: 3, fails: 'no' },
      { after: 0, fails: 'after' },
    ],
    lock: 'store',
    saveInterval: 500,
  },
  'a release of the lock that is not written before the next command': {
    replies: [
      { text: 'Yes.' },
      { text: 'And', toolCalls: [{ name: 'value' }], fault: { kind: 'reset', after: 2 } },
    ],
    commands: [
      { after: 14, tab: 0, type: 'send', place: 8 },
      { after: 3, tab: 1, type: 'send', place: 1 },
      { after: 1, tab: 0, type: 'send', place: 2 },
    ],
    storeCalls: [
      { after: 0, fails: 'no' },
      { after: 1, fails: 'no' },
      { after: 0, fails: 'no' },
      { after: 0, fails: 'no' },
      { after: 3, fails: 'no' },
    ],
    lock: 'store',
    saveInterval: 500,
  },
  'a question that both conversations have started after one of them has removed entries': {
    replies: [
      {
        text: 'Hm. ',
        reasoning: 'So.',
        toolCalls: [
          { name: 'value', arguments: '{"wait":3}' },
          { name: 'unknown', id: 'a', arguments: '{}' },
        ],
        sharesToolCallIndex: true,
      },
      { text: 'Well, that is a long story.', timing: { headersDelay: 3, firstTokenDelay: 1, tokenDelay: 1 } },
    ],
    commands: [
      { after: 24, tab: 0, type: 'send', place: 5 },
      { after: 10, tab: 1, type: 'send', place: 8 },
      { after: 9, tab: 0, type: 'reload', place: 6 },
      { after: 4, tab: 0, type: 'remove', place: 1 },
      { after: 2, tab: 0, type: 'send', place: 6 },
      { after: 31, tab: 0, type: 'cancelQueued', place: 1 },
    ],
    storeCalls: [
      { after: 0, fails: 'no' },
      { after: 0, fails: 'no' },
      { after: 0, fails: 'no' },
      { after: 0, fails: 'no' },
      { after: 0, fails: 'after' },
      { after: 3, fails: 'no' },
      { after: 0, fails: 'no' },
      { after: 3, fails: 'after' },
      { after: 0, fails: 'after' },
      { after: 0, fails: 'no' },
    ],
    lock: 'store',
    saveInterval: 500,
  },
  'a lock that fails while the run of the other conversation continues': {
    replies: [{ text: 'Yes.', timing: { headersDelay: 2, firstTokenDelay: 2, tokenDelay: 2 } }],
    commands: [
      { after: 22, tab: 1, type: 'crash', place: 0 },
      { after: 3, tab: 0, type: 'regenerate', place: 9 },
      { after: 28, tab: 1, type: 'replace', place: 5 },
    ],
    storeCalls: [
      { after: 0, fails: 'after' },
      { after: 0, fails: 'no' },
    ],
    lock: 'store',
    saveInterval: 500,
  },
  'two runs that await the same approval, since the store with their lock had failed': {
    replies: [
      { text: '', toolCalls: [{ name: 'guarded' }] },
      { text: 'Well, that is a long story.', timing: { headersDelay: 0, firstTokenDelay: 0, tokenDelay: 0 } },
    ],
    commands: [
      { after: 0, tab: 0, type: 'send', place: 0 },
      { after: 0, tab: 1, type: 'regenerate', place: 0 },
    ],
    storeCalls: [
      { after: 0, fails: 'no' },
      { after: 0, fails: 'before' },
    ],
    lock: 'store',
    saveInterval: 1,
  },
  'own rows that a load returns, since the store has saved them without a confirmation': {
    replies: [
      { text: '', toolCalls: [{ name: 'guarded' }] },
      {
        text: '',
        reasoning: '',
        toolCalls: [{ name: 'value', arguments: '{"wait":3}' }],
        sharesToolCallIndex: false,
      },
    ],
    commands: [
      { after: 0, tab: 0, type: 'send', place: 0 },
      { after: 1, tab: 0, type: 'send', place: 0 },
      { after: 4, tab: 0, type: 'approve', place: 0 },
      { after: 6, tab: 0, type: 'send', place: 0 },
    ],
    storeCalls: [
      { after: 0, fails: 'no' },
      { after: 0, fails: 'after' },
    ],
    lock: 'store',
    saveInterval: 1,
  },
  'an approval whose save is not confirmed before the other conversation uses it': {
    replies: [{ text: '', toolCalls: [{ name: 'value' }, { name: 'guarded' }, { name: 'guarded' }] }],
    commands: [
      { after: 11, tab: 1, type: 'regenerate', place: 2 },
      { after: 90, tab: 0, type: 'approve', place: 8 },
      { after: 2, tab: 0, type: 'approve', place: 3 },
    ],
    storeCalls: [
      { after: 0, fails: 'no' },
      { after: 0, fails: 'no' },
      { after: 0, fails: 'before' },
      { after: 0, fails: 'no' },
      { after: 0, fails: 'no' },
      { after: 0, fails: 'no' },
      { after: 0, fails: 'no' },
      { after: 0, fails: 'no' },
      { after: 1, fails: 'after' },
      { after: 0, fails: 'after' },
      { after: 3, fails: 'no' },
    ],
    lock: 'store',
    saveInterval: 500,
  },
  'an approval of a tab that is closed, saved after the call has been refused': {
    replies: [{ text: '', toolCalls: [{ name: 'guarded' }] }],
    commands: [
      { after: 0, tab: 1, type: 'send', place: 0 },
      { after: 8, tab: 0, type: 'approveEdited', place: 0 },
      { after: 1, tab: 0, type: 'reload', place: 0 },
      { after: 1, tab: 0, type: 'send', place: 0 },
    ],
    storeCalls: [
      { after: 0, fails: 'before' },
      { after: 0, fails: 'no' },
    ],
    lock: 'mutex',
    saveInterval: 1,
  },
};

describe.each(Object.entries(defects))('%s', (_, tabs) => {
  const played = playTabs(tabs);

  it.each(Object.entries(guarantees))('%s', (__, check) => {
    expect(() => {
      check(played, tabs);
    }).not.toThrow();
  });
});
