import { invalidArgument } from '@culvert/protocol';
import { drawDiagram, type DiagramEvent, type DiagramRow } from '../diagram/diagram.js';
import type { Failure, Undrawn } from './expectations.js';
import type { DrawnNotice, Notice } from './notice.js';
import { showValue } from './show-value.js';

/** A message of the wire, for the picture of a failure. */
export interface DrawnMessage {
  /** `renderer 1 → main` */
  readonly row: string;
  /** In ms of virtual time. */
  readonly at: number;
  readonly text: string;
}

/** The messages of the wire that a report shows, around the first difference. */
const MAX_MESSAGES = 20;
/** The notifications of a row that it shows, before the first difference and after it. */
const MAX_NOTICES = 10;

/**
 * The error of a test with marbles that differ: the first failure in full, and a line for each other one. Its stack
 * starts at the `toBe` of the test.
 */
export function failureError(
  failures: readonly [Failure, ...Failure[]],
  wire: () => readonly DrawnMessage[],
): Error {
  const [first, ...others] = failures;
  const more = others.map(
    (failure) => `  ${failure.name()}: ${differenceOf(failure).text}${lineOf(failure)}`,
  );
  const message = [
    `${first.name()} is not as drawn: ${differenceOf(first).text}`,
    '',
    drawFailure(first, wire()),
    ...(more.length === 0
      ? []
      : ['', more.length === 1 ? 'One more differs:' : `${more.length} more differ:`, ...more]),
  ].join('\n');
  const error = new Error(message);
  error.stack = `${error.name}: ${message}\n${framesOf(first.place).join('\n')}`;
  return error;
}

/** The error of a test with an expectation that would compare nothing. Its stack starts at the helper. */
export function undrawnError({ name, made }: Undrawn): Error {
  const error = invalidArgument(
    `${name()} has no toBe, so it compares nothing. Draw what is expected: .toBe('-a|').`,
  );
  error.stack = `${error.name}: ${error.message}\n${framesOf(made).join('\n')}`;
  return error;
}

function drawFailure(failure: Failure, messages: readonly DrawnMessage[]): string {
  const { expected, actual, difference, explained } = failure;
  const { at } = differenceOf(failure);
  const shown = nearest(messages, at);
  const near = <T>(notices: readonly T[]) =>
    notices.slice(Math.max(0, difference - MAX_NOTICES), difference + MAX_NOTICES);
  const rows: DiagramRow[] = [
    { name: 'expected', events: near(expected).map((notice) => expectedEvent(failure, notice)) },
    { name: 'actual', events: near(actual).map((notice) => actualEvent(failure, notice)) },
    ...[...new Set(shown.map(({ row }) => row))].map((name) => ({
      name,
      events: shown.filter(({ row }) => row === name).map(({ at: time, text }) => ({ at: time, text })),
    })),
  ];
  const parts = [drawDiagram(rows, { mark: at })];
  if (near(expected).length < expected.length || near(actual).length < actual.length)
    parts.push(`The rows show what is near (the first difference is number ${difference + 1}).`);
  if (shown.length < messages.length)
    parts.push(`The wire has carried ${messages.length} messages; ${shown.length} of them are drawn.`);
  parts.push(explained);
  return parts.filter((part) => part !== '').join('\n\n');
}

/** The first difference: its time, and in words. */
function differenceOf({ expected, actual, difference, show }: Failure): {
  readonly at: number;
  readonly text: string;
} {
  const [before, after] = [expected[difference], actual[difference]];
  const at = Math.min(before?.at ?? Infinity, after?.at ?? Infinity);
  const isSameTime = before?.at === after?.at && before?.kind === after?.kind;
  const wanted = before === undefined ? 'nothing more was expected' : `${wordsOf(before, show)} was expected`;
  const got = after === undefined ? 'but nothing came' : `but ${wordsOf(after, show)} came`;
  const time = (notice: Notice | undefined) => (notice === undefined ? '' : ` at ${notice.at} ms`);
  const text = isSameTime
    ? `${wanted}${time(before)}, ${got}.`
    : `${wanted}${time(before)}, ${got}${time(after)}.`;
  return { at, text };
}

function wordsOf(notice: Notice, show: Failure['show']): string {
  if (notice.kind === 'C') return 'the end';
  const { kind, value, text } = notice;
  return kind === 'E' ? `the error ${text ?? errorWords(value)}` : (text ?? show(value));
}

function errorWords(error: unknown): string {
  return error === undefined ? '(any)' : showValue(error);
}

function expectedEvent({ show }: Failure, { at, kind, value, symbol }: DrawnNotice): DiagramEvent {
  if (kind === 'C') return { at, text: '', symbol };
  return {
    at,
    text: kind === 'E' ? `expected error ${errorWords(value)}` : show(value),
    ...(symbol !== '' && { symbol }),
  };
}

/** An actual value that the test has drawn has the character of the test. */
function actualEvent(failure: Failure, { at, kind, value, text }: Notice): DiagramEvent {
  const { expected, match, show } = failure;
  if (kind === 'C') return { at, text: '', symbol: '|' };
  if (kind === 'E') return { at, text: `error ${text ?? showValue(value)}`, symbol: '#' };
  const same = expected.find((drawn) => drawn.kind === 'N' && match(value, drawn.value));
  return same === undefined ? { at, text: text ?? show(value) } : { ...expectedEvent(failure, same), at };
}

function nearest(messages: readonly DrawnMessage[], at: number): readonly DrawnMessage[] {
  if (messages.length <= MAX_MESSAGES) return messages;
  const distances = messages.map((message) => Math.abs(message.at - at)).sort((a, b) => a - b);
  const limit = distances[MAX_MESSAGES - 1]!;
  return messages.filter((message) => Math.abs(message.at - at) <= limit).slice(0, MAX_MESSAGES);
}

function framesOf({ stack = '' }: Error): readonly string[] {
  const frames = stack.split('\n').filter((line) => /^\s+at |@/.test(line));
  // A matcher is called by Jest or Vitest, and these by the test.
  const own = frames.findIndex((frame) => !/[\\/]node_modules[\\/]/.test(frame));
  return frames.slice(Math.max(0, own));
}

function lineOf({ place }: Failure): string {
  const [frame] = framesOf(place);
  return frame === undefined ? '' : ` (${frame.trim().replace(/^at (?:.*\()?|\)$/g, '')})`;
}
