// A component, as an application tests it: with a scripted transport, in virtual time.
import { Component, afterEveryRender, signal } from '@angular/core';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { NEVER, timer } from 'rxjs';
import { chatResource } from 'venice-rx/angular';
import { inVirtualTime, scriptedTransport } from 'venice-rx/testing';
import { application } from './support/application.js';
import { question } from './support/question.js';
import { watch } from './support/watch.js';

const Question = Component({
  selector: 'spec-question',
  template: `
    <output [attr.aria-busy]="answer.isRunning()">{{ answer.text() }}</output>
    @if (answer.error(); as error) {
      <p>{{ error.name }}</p>
    }
    <button (click)="answer.stop()">Stop</button>
  `,
})(
  class {
    readonly prompt = signal('Hi');
    readonly answer = chatResource({ params: () => question(this.prompt()) });
    renderings = 0;

    constructor() {
      afterEveryRender(() => (this.renderings += 1));
    }
  },
);
type Question = InstanceType<typeof Question>;

const getElement = (fixture: ComponentFixture<Question>): HTMLElement => fixture.nativeElement as HTMLElement;
const getText = (fixture: ComponentFixture<Question>) => () => {
  const output = getElement(fixture).querySelector('output');
  return `${output?.textContent ?? ''}${output?.ariaBusy === 'true' ? '…' : ''}`;
};

it('shows an answer while it arrives', () => {
  inVirtualTime((helpers) => {
    const transport = scriptedTransport({ marbles: '--a-b-|', values: { a: 'Hel', b: 'lo' } });
    application({ transport });
    const fixture = TestBed.createComponent(Question);
    fixture.autoDetectChanges();
    const expected = 'p-a-b-c';

    const shown = watch(helpers, getText(fixture));

    helpers.expectObservable(shown).toBe(expected, { p: '…', a: 'Hel…', b: 'Hello…', c: 'Hello' });
    helpers.expectSubscriptions(transport.subscriptions).toBe('^-----!');
  });
});

it('closes the connection when the Stop button is pressed, and keeps the text', () => {
  inVirtualTime((helpers) => {
    const transport = scriptedTransport('-a-b-c|');
    application({ transport });
    const fixture = TestBed.createComponent(Question);
    fixture.autoDetectChanges();

    helpers.cold('----c').subscribe(() => {
      getElement(fixture).querySelector('button')?.click();
    });

    helpers
      .expectObservable(watch(helpers, getText(fixture)))
      .toBe('pa-bs', { p: '…', a: 'a…', b: 'ab…', s: 'ab' });
    helpers.expectSubscriptions(transport.subscriptions).toBe('^---!');
  });
});

it('closes the connection when the component is destroyed', () => {
  inVirtualTime((helpers) => {
    const transport = scriptedTransport('-a-b-c|');
    application({ transport });
    const fixture = TestBed.createComponent(Question);

    helpers.cold('r---d').subscribe((step) => {
      if (step === 'r') fixture.detectChanges();
      else fixture.destroy();
    });

    helpers.expectSubscriptions(transport.subscriptions).toBe('^---!');
  });
});

it('shows the error and the text so far', () => {
  inVirtualTime(({ flush }) => {
    application({ transport: scriptedTransport('-a-#') });
    const fixture = TestBed.createComponent(Question);
    fixture.detectChanges();
    flush();
    fixture.detectChanges();

    expect(getText(fixture)()).toBe('a');
    expect(getElement(fixture).querySelector('p')?.textContent).toBe('InternalServerError');
  });
});

it('renders at most once per frame if many chunks arrive', () => {
  const chunks = 500;
  inVirtualTime((helpers) => {
    const transport = scriptedTransport(`${'a'.repeat(chunks - 20)}(${'a'.repeat(20)})|`);
    application({ transport, renderNotifier: timer(16) });
    const fixture = TestBed.createComponent(Question);
    fixture.autoDetectChanges();
    const renderingsBefore = fixture.componentInstance.renderings;

    helpers.cold('x'.repeat(chunks + 100)).subscribe(() => {
      TestBed.tick();
    });
    helpers.flush();

    expect(getText(fixture)()).toBe('a'.repeat(chunks));
    expect(fixture.componentInstance.renderings - renderingsBefore).toBeLessThanOrEqual(chunks / 16 + 2);
    expect(fixture.componentInstance.renderings - renderingsBefore).toBeGreaterThan(10);
  });
});

it('shows the whole answer at its end, even if the render notifier never emits', () => {
  inVirtualTime(({ flush }) => {
    application({ transport: scriptedTransport('-a-b-c|'), renderNotifier: NEVER });
    const fixture = TestBed.createComponent(Question);
    fixture.detectChanges();
    flush();
    fixture.detectChanges();

    expect(getText(fixture)()).toBe('abc');
  });
});

it('sends no request if the template reads no signal of the resource', () => {
  const transport = scriptedTransport();
  application({ transport });
  const Silent = Component({ selector: 'spec-silent', template: '' })(
    class {
      readonly answer = chatResource({ params: () => question('Hi') });
    },
  );
  TestBed.createComponent(Silent).detectChanges();

  expect(transport.requests).toEqual([]);
});
