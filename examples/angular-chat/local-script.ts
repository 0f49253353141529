// The answers of the mock server, which show the features of the page without a key.
import type { ChatCompletionRequest } from 'venice-rx';
import { type Script, type TextReply, story } from 'venice-rx/mock-server';

const timing = { firstTokenDelay: 400, tokenDelay: 18 };

const sky = `The sky is blue because air scatters **short waves far more than long ones**. Lord Rayleigh found the rule: the
scattering grows with the fourth power of the frequency, so that blue light is scattered about four times as much as red.

### What happens on the way

| Time of day | Way through the air | What is left of the light |
| --- | --- | --- |
| Noon | short | nearly all of it: the sun looks white |
| Late afternoon | about 5 times as long | less blue: the sun turns yellow |
| Sunset | about 38 times as long | mostly orange and red |

1. At noon you see blue that was scattered *out of* the beam, from everywhere in the sky.
2. At sunset you see the beam itself, and its blue was left behind over other people's heads.

> Violet is scattered even more. The sun sends less of it, and our eyes hardly see it.`;

const searchBox = `Here is a search box that waits until you stop typing, and drops answers that are no longer needed.

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

- \`debounceTime(250)\` waits for a pause of a quarter of a second.
- \`switchMap\` **cancels** the request before: an old answer never overtakes a new one.
- \`catchError\` stands *inside*, so that one failed search does not end all later ones.`;

const packing = `# Weekend in the hills

- Rain jacket and a warm layer
- Boots that are broken in
- Water, 1.5 litres a day
- Map, head torch, whistle
- Plasters and a foil blanket
- Chocolate`;

const marbles = `A **marble diagram** is a picture of values in time. Time runs from left to right, every marble is a value, and a bar at
the end says that no more will come.

\`\`\`text
source  --a--b----c--|
upper   --A--B----C--|
\`\`\`

It shows at a glance what an operator does: here \`map(toUpperCase)\` lets every value pass *at the same moment*, in another form.`;

const plain = `Happy to help. I am a script on your own machine, so I know only a few things by heart:

- tell the **story** of a brave knight
- **think** it through: why the sky is blue
- write some **code**
- explain a **marble diagram**
- **roll dice**, look at the **clock**, or **save** a list as a file
- **fail**, so that you see an error and the way out

With a key in \`VENICE_API_KEY\` a model of Venice answers instead.`;

let failures = 0;

/** The rules for `startMockServer({ script })`. */
export const script: Script = [{ reply: (request) => ({ ...replyTo(request), timing }) }];

/** The answer to a request, without `timing`. */
export function replyTo({ messages }: ChatCompletionRequest): TextReply {
  const last = messages.at(-1);
  if (last?.role === 'tool') return { text: afterTool(last.content) };
  const question = String(messages.findLast(({ role }) => role === 'user')?.content).toLowerCase();
  if (/\b(fail|error)/.test(question)) return failOnce();
  if (/\b(dice|roll)\b/.test(question)) return call('roll_dice', { count: 5, sides: 6 });
  if (/\b(time|clock|late is it)\b/.test(question)) return call('current_time', {});
  if (/\bsave\b/.test(question)) {
    return call('save_file', { name: 'packing-list.md', text: packing });
  }
  if (/\b(think|sky)\b/.test(question)) {
    return {
      reasoning:
        'Two questions in one. Both come down to how air scatters light by its wavelength. First the rule, then how long the way through the air is at noon and at sunset. A table will show that best.',
      text: sky,
    };
  }
  if (/\b(code|search box|angular)\b/.test(question)) return { text: searchBox };
  if (/\b(story|knight)\b/.test(question)) return { text: story };
  if (/\bmarble/.test(question)) return { text: marbles };
  return { text: plain };
}

function call(name: string, args: Readonly<Record<string, unknown>>): TextReply {
  return { text: '', toolCalls: [{ name, arguments: args }] };
}

function afterTool(content: string): string {
  const result = parse(content);
  if (result?.rolls)
    return `You rolled **${result.sum}** in all. The best of them shows ${Math.max(...result.rolls)}.`;
  if (result?.now) return `It is **${result.now}**, by the clock of ${result.timeZone}.`;
  if (result?.saved) return `Done: \`${result.saved}\` is among your downloads.`;
  return 'All right, I leave it. Tell me if you change your mind.';
}

function failOnce(): TextReply {
  failures += 1;
  if (failures % 2 === 0) return { text: 'That went well this time. ' + plain };
  return { text: 'I begin to answer, and then ', tail: 'error' };
}

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
