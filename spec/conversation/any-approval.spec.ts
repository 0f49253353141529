import { deepStrictEqual } from 'node:assert';
import * as fc from 'fast-check';
import { NEVER } from 'rxjs';
import {
  type ChatMessage,
  Conversation,
  type ConversationState,
  isVeniceError,
  repairHistory,
  validateHistory,
} from 'venice-rx';
import { isAccepted } from '../tools/is-accepted.js';
import { seed, slowCaseCount } from '../support/cases.js';
import { approvals, playApprovals } from './play-approvals.js';
import { jsonCopy } from './exported-tree.js';
import { getMessages } from './play-conversation.js';

const cases = fc
  .sample(approvals, { seed, numRuns: slowCaseCount(25) })
  .map((plan) => ({ plan, ...playApprovals(plan) }));

/** Checks every case; the error names the case that fails. */
function forEachCase(check: (one: (typeof cases)[number]) => void): void {
  for (const one of cases) {
    try {
      check(one);
    } catch (cause) {
      throw new Error(`${JSON.stringify(one.plan)}, SEED=${seed}: ${String(cause)}`, { cause });
    }
  }
}

const countAwaiting = ({ toolCalls }: Pick<ConversationState, 'toolCalls'>): number =>
  toolCalls.filter(({ status }) => status === 'awaiting-approval').length;

afterAll(() => {
  const states = cases.flatMap(({ observations }) => observations.map(({ state }) => state));
  const sum = (count: (one: (typeof cases)[number]) => number): number =>
    cases.reduce((total, one) => total + count(one), 0);
  process.stdout.write(
    `any approval: ${cases.length} cases, ${states.length} states (${states.filter(countAwaiting).length} awaiting, ` +
      `${states.filter((state) => countAwaiting(state) > 0 && !state.isRunning).length} of them loaded), ` +
      `${sum(({ executions }) => executions.size)} calls executed, ${sum(({ accepted }) => accepted)} responses accepted, ` +
      `${sum(({ rejected }) => rejected)} rejected, ${sum(({ requests }) => requests.length)} requests, SEED=${seed}\n`,
  );
});

describe('after random commands, responses and reloads', () => {
  it('no guarded tool runs more often than it was approved', () => {
    forEachCase(({ unapproved, executions, granted }) => {
      expect(unapproved).toEqual([]);
      for (const [id, { name, count }] of executions) {
        if (name.startsWith('free')) continue;
        expect([id, count <= (granted.get(id) ?? 0)]).toEqual([id, true]);
      }
    });
  });

  it('no tool runs twice unless it is idempotent, as long as no change is lost', () => {
    forEachCase(({ executions, hasMissedChanges }) => {
      if (hasMissedChanges) return;
      for (const [id, { name, count }] of executions) {
        if (!name.endsWith('again')) expect([id, count]).toEqual([id, 1]);
      }
    });
  });

  it('the history and the export are valid and accepted by the mock server in every state', () => {
    forEachCase(({ observations }) => {
      for (const { state, exported } of observations) {
        if (state.status === 'streaming') continue;
        for (const messages of [state.messages, getMessages(exported)]) {
          if (validateHistory(messages).length > 0) throw new Error(JSON.stringify(messages));
          if (repairHistory(messages) !== messages) throw new Error(`repaired: ${JSON.stringify(messages)}`);
          if (!isAccepted(messages)) throw new Error(`rejected: ${JSON.stringify(messages)}`);
        }
      }
    });
  });

  it('no request is sent with an invalid history', () => {
    forEachCase(({ requests }) => {
      for (const { body } of requests) {
        const { messages } = body as { readonly messages: readonly ChatMessage[] };
        if (validateHistory(messages).length > 0) throw new Error(JSON.stringify(messages));
      }
    });
  });

  it('at most one request is open at a time, and none while calls await an approval', () => {
    forEachCase(({ observations, openAtEnd }) => {
      for (const { state, open } of observations) {
        const isRequesting = state.isRunning && countAwaiting(state) === 0;
        if (open > (isRequesting ? 1 : 0)) throw new Error(`${open} open while ${state.status}`);
      }
      expect(openAtEnd).toBe(0);
    });
  });

  it('the status is `awaiting-approval` exactly while a call awaits an approval', () => {
    forEachCase(({ observations }) => {
      for (const { state } of observations)
        expect(state.status === 'awaiting-approval').toBe(countAwaiting(state) > 0);
    });
  });

  it('a conversation that loads an export has the same export and the same open calls', () => {
    forEachCase(({ observations }) => {
      for (const { state, exported } of observations) {
        if (state.status === 'streaming') continue;
        const loaded = new Conversation(() => NEVER, {
          request: { model: 'default' },
          from: jsonCopy(exported),
        });
        deepStrictEqual(loaded.export(), exported);
        // `toolCalls` of the state are the calls of the active run, whose version may not be shown.
        const shown = state.entries.at(-1);
        if (shown?.status === 'awaiting-approval')
          expect(countAwaiting(loaded.currentState)).toBe(countAwaiting(shown));
      }
    });
  });

  it('a rejected response throws a ToolError, or a TypeError that names `callId`', () => {
    forEachCase(({ errors }) => {
      for (const error of errors) {
        const isClear =
          isVeniceError(error) ||
          (error instanceof Error && /^closed$|^`callId` must be/.test(error.message));
        if (!isClear) throw error;
        if (isVeniceError(error)) expect(error).toMatchObject({ name: 'ToolError', reason: 'approval' });
      }
    });
  });

  it('no run and no timer is left after `close`', () => {
    forEachCase(({ observations, lastTimer, endAt }) => {
      expect(observations.at(-1)?.state.isRunning).toBe(false);
      // The body of a whole answer is drained for 100 ms at most.
      expect(lastTimer).toBeLessThanOrEqual(endAt + 100);
    });
  });
});
