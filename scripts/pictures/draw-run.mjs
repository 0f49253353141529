import { describeRun } from './describe-run.mjs';
import { style } from './style.mjs';
import { escape, getWidth, round } from './text.mjs';

const width = 760;
const left = 124;
const box = { height: 24, step: 28 };

/** Draws the rows of a run as SVG, with a light and a dark colour scheme. */
export function drawRun(title, rows) {
  const { duration, x } = getScale(rows.flatMap(toStreams));
  const elements = [];
  let y = 12;
  for (const row of rows) {
    const { height, parts } = row.type === 'operator' ? drawOperator(row, y) : drawStreams(row, y, x);
    elements.push(...parts);
    y += height;
  }
  const lines = drawAxis(duration, x, y);
  const height = y + 30;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title desc">`,
    `<title id="title">${escape(title)}</title>`,
    `<desc id="desc">${escape(describeRun(rows))}</desc>`,
    `<style>${style}</style>`,
    `<rect class="page" x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="8"/>`,
    ...lines,
    ...elements,
    '</svg>',
    '',
  ].join('\n');
}

// Returns the largest scale at which the boxes of all values are inside the picture.
function getScale(streams) {
  const duration = Math.max(...streams.flatMap(getTimes));
  const events = streams.flatMap(({ events }) => events).filter(({ at }) => at > 0);
  const room = (text) => width - 20 - getWidth(text) / 2 - left;
  const perMillisecond = Math.min(
    (width - 36 - left) / duration,
    ...events.map(({ at, text }) => room(text) / at),
  );
  return { duration, x: (time) => round(left + time * perMillisecond) };
}

function drawOperator({ code }, y) {
  return {
    height: 52,
    parts: [
      `<rect class="operator" x="16" y="${y + 8}" width="${width - 32}" height="34" rx="8"/>`,
      `<text class="code" x="${width / 2}" y="${y + 30}">${escape(code)}</text>`,
    ],
  };
}

// One row for each subscription, since subscriptions may overlap in time.
function drawStreams({ names, streams }, y, x) {
  const parts = [];
  let height = 0;
  for (const [index, stream] of streams.entries()) {
    const row = drawStream(stream, y + height, x, streams[index - 1]);
    const name = names[index] ?? '';
    parts.push(`<text class="name" x="16" y="${row.middle + 4}">${escape(name)}</text>`, ...row.parts);
    height += row.height;
  }
  return { height, parts };
}

function drawStream(stream, y, x, before) {
  const groups = toGroups(stream.events, x);
  const tallest = Math.max(1, ...groups.map(({ events }) => events.length));
  const half = ((tallest - 1) * box.step + box.height) / 2;
  const middle = y + 10 + half;
  assertNoOverlap(groups);

  const { notes, parts: ending, end } = drawEnd(stream, x, middle, half);
  const starts = x(stream.from);
  const line = `<path class="line" d="M${starts} ${middle}H${end}"/>`;
  const busy = stream.busy.map(([from, to]) => `<path class="busy" d="M${x(from)} ${middle}H${x(to)}"/>`);
  const boxes = groups.flatMap((group) => drawGroup(group, middle));
  const start = stream.from > 0 ? drawStart(stream, before, x, middle, half) : { parts: [], notes: false };
  const hasNotes = notes || start.notes;
  return {
    middle,
    height: 2 * half + (hasNotes ? 34 : 20),
    parts: [line, ...busy, ...start.parts, ...ending, ...boxes],
  };
}

function drawStart(stream, before, x, middle, half) {
  const at = x(stream.from);
  const mark = `<path class="line" d="M${at} ${middle - 6}v12"/>`;
  if (before?.end === undefined || before.end.at >= stream.from) {
    const note = `<text class="note" x="${at}" y="${middle + half + 16}" text-anchor="middle">subscribed</text>`;
    return { parts: [mark, note], notes: true };
  }
  // The previous subscription has ended: the time between the two is a wait.
  const from = x(before.end.at);
  const wait = `<path class="wait" d="M${from} ${middle}H${at}"/>`;
  const label = `<text class="note" x="${round((from + at) / 2)}" y="${middle - 7}" text-anchor="middle">waits ${stream.from - before.end.at} ms</text>`;
  return { parts: stream.from > before.end.at ? [wait, mark, label] : [mark], notes: false };
}

// The mark of completion is longer than the boxes of the values in the same millisecond. Otherwise the boxes would cover the mark.
function drawEnd({ events, end }, x, middle, half) {
  if (end === undefined) throw new Error('a stream of this run never ends');
  const at = x(end.at);
  const together = events.filter((event) => event.at === end.at).length;
  const length = 36 + Math.max(0, together - 1) * box.step;
  const mark = {
    complete: `<path class="complete" d="M${at} ${middle - length / 2}v${length}"/>`,
    error: `<path class="error" d="M${at - 7} ${middle - 7}l14 14m0-14l-14 14"/>`,
    unsubscribe: `<path class="line" d="M${at} ${middle - 8}v16M${at + 4} ${middle - 8}v16"/>`,
  }[end.type];
  if (end.label === undefined) return { end: at, notes: false, parts: [mark] };
  const place = Math.min(at, width - 14 - end.label.length * 3.1);
  const className = end.type === 'error' ? 'note fault' : 'note';
  const note = `<text class="${className}" x="${round(place)}" y="${middle + half + 16}" text-anchor="middle">${escape(end.label)}</text>`;
  return { end: at, notes: true, parts: [mark, note] };
}

/** Groups the values of a millisecond, which are elements one above the other. */
function toGroups(events, x) {
  const times = [...new Set(events.map(({ at }) => at))];
  return times.map((time) => {
    const together = events.filter(({ at }) => at === time);
    const half = Math.max(...together.map(({ text }) => getWidth(text))) / 2;
    return { at: x(time), left: x(time) - half, right: x(time) + half, events: together };
  });
}

function drawGroup({ at, events }, middle) {
  const top = middle - ((events.length - 1) * box.step) / 2;
  return events.flatMap(({ kind, text }, index) => {
    const y = top + index * box.step;
    const boxWidth = getWidth(text);
    return [
      `<rect class="box ${kind}" x="${round(at - boxWidth / 2)}" y="${y - box.height / 2}" width="${boxWidth}" height="${box.height}" rx="${kind === 'snapshot' ? 4 : 12}"/>`,
      `<text class="value" x="${at}" y="${y + 4}">${escape(trim(text))}</text>`,
    ];
  });
}

function assertNoOverlap(groups) {
  for (const [index, group] of groups.entries()) {
    const next = groups[index + 1];
    if (next && group.right > next.left)
      throw new Error(`“${group.events[0].text}” and “${next.events[0].text}” overlap: let more time pass`);
  }
}

function drawAxis(duration, x, bottom) {
  const step = [10, 20, 50, 100, 200, 250, 500, 1000].find((size) => duration / size <= 8);
  const ticks = Array.from({ length: Math.floor(duration / step) + 1 }, (_, index) => index * step);
  return ticks.flatMap((time) => [
    `<path class="grid" d="M${x(time)} 10V${bottom + 4}"/>`,
    `<text class="tick" x="${x(time)}" y="${bottom + 19}">${time}${time === 0 ? ' ms' : ''}</text>`,
  ]);
}

function toStreams({ streams = [] }) {
  return streams;
}

function getTimes({ from, events, busy, end }) {
  return [from, ...events.map(({ at }) => at), ...busy.flat(), end?.at ?? 0];
}

/** `getWidth` does not count white space at the ends of a string. */
function trim(text) {
  return text.trim();
}
