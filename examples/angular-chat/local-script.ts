// The script of the mock server: its answers show the features of the page, and need no key.
import type { ChatCompletionRequest } from 'venice-rx';
import { type Script, type TextReply, story } from 'venice-rx/mock-server';

const timing = { firstTokenDelay: 400, tokenDelay: 18 };

const skyAnswer = `The sky is blue because air scatters **short waves far more than long ones**. Lord Rayleigh found the rule: the
scattering grows with the fourth power of the frequency, so that blue light is scattered about four times as much as red.

### From noon to sunset

| Time of day | Path through the air | Light that remains |
| --- | --- | --- |
| Noon | short | nearly all of it: the sun looks white |
| Late afternoon | about 5 times as long | less blue: the sun turns yellow |
| Sunset | about 38 times as long | mostly orange and red |

1. At noon, you see blue light that the air has scattered, from everywhere in the sky.
2. At sunset, you see the sun through much more air, which has scattered most of the blue light on the way.

> Violet is scattered even more. The sun sends less of it, and our eyes hardly see it.`;

const searchBoxAnswer = `Here is a search box that waits until you stop typing, and cancels requests whose results are no longer needed.

\`\`\`ts
import { Component, inject, signal } from '@angular/core';
import { toObservable, toSignal } from '@angular/core/rxjs-interop';
import { catchError, debounceTime, distinctUntilChanged, of, switchMap } from 'rxjs';

@Component({
  selector: 'app-search',
  template: \`
    <input type="search" (input)="query.set($any($event.target).value)" aria-label="Search" />
    @for (result of results(); track result.id) {
      <p>{{ result.title }}</p>
    }
  \`,
})
export class Search {
  private readonly api = inject(SearchApi);
  protected readonly query = signal('');
  protected readonly results = toSignal(
    toObservable(this.query).pipe(
      debounceTime(250),
      distinctUntilChanged(),
      switchMap((query) => (query === '' ? of([]) : this.api.search(query).pipe(catchError(() => of([]))))),
    ),
    { initialValue: [] },
  );
}
\`\`\`

- \`debounceTime(250)\` waits until you have not typed for a quarter of a second.
- \`switchMap\` **cancels** the previous request, so an old result never replaces a newer one.
- \`catchError\` is *inside* \`switchMap\`, so that a failed search does not end the later searches.`;

const packingList = `# Weekend in the hills

- Rain jacket and a warm layer
- Boots that are broken in
- Water, 1.5 litres a day
- Map, head torch, whistle
- Plasters and a foil blanket
- Chocolate`;

const marbleAnswer = `A **marble diagram** is a picture of values in time. Time runs from left to right, each marble is a value, and a bar
is the end.

\`\`\`text
source  --a--b----c--|
upper   --A--B----C--|
\`\`\`

It shows what an operator does: here, \`map(toUpperCase)\` emits each value *at the same time*, in another form.`;

const defaultAnswer = `Happy to help. I am a script on your machine, so I can do only a few things:

- tell the **story** of a brave knight
- **think** about why the sky is blue
- write some **code**
- explain a **marble diagram**
- **roll dice**, look at the **clock**, or **save** a list as a file
- **fail**, so that you see an error and can try again

With a key in \`VENICE_API_KEY\` a model of Venice answers instead.`;

let failureRequests = 0;

/** For `startMockServer({ script })`. */
export const script: Script = [{ reply: (request) => ({ ...replyTo(request), timing }) }];

/** Returns the answer to a request, without `timing`. */
export function replyTo({ messages }: ChatCompletionRequest): TextReply {
  const last = messages.at(-1);
  if (last?.role === 'tool') return { text: describeResult(last.content) };
  const question = String(messages.findLast(({ role }) => role === 'user')?.content).toLowerCase();
  if (/\b(fail|error)/.test(question)) return failEverySecondTime();
  if (/\b(dice|roll)\b/.test(question)) return call('roll_dice', { count: 5, sides: 6 });
  if (/\b(time|clock|late is it)\b/.test(question)) return call('current_time', {});
  if (/\bsave\b/.test(question)) {
    return call('save_file', { name: 'packing-list.md', text: packingList });
  }
  if (/\b(think|sky)\b/.test(question)) {
    return {
      reasoning:
        'These are two questions. The answer to both is how air scatters light of different wavelengths. I begin with the rule, and then compare the paths of the light through the air at noon and at sunset, in a table.',
      text: skyAnswer,
    };
  }
  if (/\b(code|search box|angular)\b/.test(question)) return { text: searchBoxAnswer };
  if (/\b(story|knight)\b/.test(question)) return { text: story };
  if (/\bmarble/.test(question)) return { text: marbleAnswer };
  return { text: defaultAnswer };
}

function call(name: string, args: Readonly<Record<string, unknown>>): TextReply {
  return { text: '', toolCalls: [{ name, arguments: args }] };
}

function describeResult(content: string): string {
  const result = parse(content);
  if (result?.rolls)
    return `You rolled **${result.sum}** in total. The highest roll is ${Math.max(...result.rolls)}.`;
  if (result?.now) return `It is **${result.now}** (${result.timeZone}).`;
  if (result?.saved) return `Done: \`${result.saved}\` is in your downloads.`;
  return 'All right, I did not do it. Tell me if you change your mind.';
}

/** Fails the first time, succeeds the second time, and so on, so that a retry succeeds. */
function failEverySecondTime(): TextReply {
  failureRequests += 1;
  if (failureRequests % 2 === 0) return { text: 'This time I did not fail. ' + defaultAnswer };
  return { text: 'I begin to answer, and then ', tail: 'error' };
}

/** The fields that the results of this page's tools have. */
interface ToolResult {
  readonly rolls?: readonly number[];
  readonly sum?: number;
  readonly now?: string;
  readonly timeZone?: string;
  readonly saved?: string;
}

function parse(json: string): ToolResult | undefined {
  try {
    return JSON.parse(json) as ToolResult;
  } catch {
    return undefined;
  }
}
