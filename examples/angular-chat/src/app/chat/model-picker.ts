import { isPlatformBrowser } from '@angular/common';
import { ChangeDetectionStrategy, Component, PLATFORM_ID, computed, inject, model } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { EMPTY, catchError } from 'rxjs';
import type { Model } from 'venice-rx';
import { injectVenice } from 'venice-rx/angular';

/** Selects one of the text models that the relay lists. */
@Component({
  selector: 'app-model-picker',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <label class="visually-hidden" for="model">Model</label>
    <div>
      <select #field id="model" [value]="model()" (change)="model.set(field.value)">
        @for (choice of choices(); track choice.id) {
          <option [value]="choice.id" [selected]="choice.id === model()">{{ choice.name }}</option>
        }
      </select>
      <svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d="m4.5 6.5 3.5 3.5 3.5-3.5" /></svg>
    </div>
  `,
  styles: `
    :host {
      min-width: 0;
    }

    div {
      position: relative;
      display: flex;
      align-items: center;
    }

    select {
      max-width: 100%;
      min-height: 2.25rem;
      padding: 0 1.75rem 0 0.6rem;
      overflow: hidden;
      border: 0;
      border-radius: 0.6rem;
      background: none;
      color: var(--muted);
      font-size: 0.875rem;
      font-weight: 500;
      text-overflow: ellipsis;
      field-sizing: content;
      appearance: none;
      cursor: pointer;
    }

    select:hover {
      background: var(--sunken);
      color: var(--text);
    }

    option {
      background: var(--surface);
      color: var(--text);
    }

    .icon {
      position: absolute;
      right: 0.5rem;
      width: 0.875rem;
      color: var(--muted);
      pointer-events: none;
    }
  `,
})
export class ModelPicker {
  readonly model = model.required<string>();

  private readonly models = toSignal(
    isPlatformBrowser(inject(PLATFORM_ID))
      ? injectVenice()
          .models.list()
          // Without a list, only the default model can be selected.
          .pipe(catchError(() => EMPTY))
      : EMPTY,
    { initialValue: [] },
  );
  protected readonly choices = computed(() => [
    { id: 'default', name: 'Default model' },
    ...this.models()
      .filter(
        ({ id, type = 'text', model_spec }) =>
          id !== 'default' && type === 'text' && model_spec?.offline !== true,
      )
      .map((model) => ({ id: model.id, name: getName(model) })),
  ]);
}

function getName({ id, model_spec }: Model): string {
  return model_spec?.name ?? id;
}
