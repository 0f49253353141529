import type { Model, ModelPrice, ModelSpec } from '../../wire/model.js';
import { inOneLine } from '../terminal/in-one-line.js';
import { getMatchingFilters } from './capability-filters.js';

/** Maximum number of characters of a cell: a long name in one row would widen the table for all rows. */
const maxCellLength = 120;

const dollars = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 4 });

/** Formats a model as a row of a table, with a dash for missing values. */
export function modelRow(model: Model): readonly string[] {
  const { id, context_length } = model;
  const spec = model.model_spec ?? {};
  const context = spec.availableContextTokens ?? context_length;
  const row = [
    id,
    typeof context === 'number' ? formatCount(context) : '',
    formatPrice(spec.pricing?.input),
    formatPrice(spec.pricing?.output),
    getNotes(spec).join(', '),
    getMatchingFilters(model).join(' '),
  ];
  return row.map((cell) => inOneLine(cell, maxCellLength) || '-');
}

function formatCount(tokens: number): string {
  if (tokens >= 1_000_000) return `${Math.round(tokens / 100_000) / 10}M`;
  return tokens >= 1000 ? `${Math.round(tokens / 1000)}k` : `${tokens}`;
}

function formatPrice(price: ModelPrice | undefined): string {
  return typeof price?.usd === 'number' ? `$${dollars.format(price.usd)}` : '';
}

function getNotes({ traits, privacy, beta, betaModel, offline, deprecation }: ModelSpec): readonly string[] {
  return [
    ...(Array.isArray(traits) ? traits.filter((trait: unknown) => typeof trait === 'string') : []),
    ...(typeof privacy !== 'string' || privacy === 'private' ? [] : [privacy]),
    ...(beta === true || betaModel === true ? ['beta'] : []),
    ...(offline === true ? ['offline'] : []),
    ...(typeof deprecation?.date === 'string' ? [`until ${deprecation.date.slice(0, 10)}`] : []),
  ];
}
