import type { ChatCompletion, CompletionCost, CompletionUsage, ConversationState } from 'venice-rx';

/** What an answer or a whole chat has used, as far as the server told. */
export interface Bill {
  readonly model?: string;
  readonly usage?: CompletionUsage | null;
  readonly cost?: CompletionCost | null;
}

/** Says which model answered, with how many tokens and for how much. */
export function formatBill(bill: Bill | undefined): string {
  const { model, usage, cost } = bill ?? {};
  return [
    ...(usage && model ? [model] : []),
    ...(usage ? [`${usage.total_tokens.toLocaleString('en')} tokens`] : []),
    ...(cost ? [dollars(cost.usd)] : []),
  ].join(' · ');
}

/** Says how the last answer ended, where that is worth a word. */
export function describeEnding({ completion, error }: ConversationState): string {
  return error || !completion ? '' : endingOfCompletion(completion);
}

function endingOfCompletion({ choices }: ChatCompletion): string {
  switch (choices[0]?.finish_reason) {
    case null:
      return 'Stopped';
    case 'length':
      return 'Cut at its longest';
    case 'content_filter':
      return 'Cut by a filter';
    default:
      return '';
  }
}

/** Small amounts with two figures that say something: $0.0012. */
function dollars(usd: number): string {
  const digits = usd >= 0.1 || usd === 0 ? 2 : Math.min(6, 1 - Math.floor(Math.log10(usd)));
  return `$${usd.toFixed(digits)}`;
}
