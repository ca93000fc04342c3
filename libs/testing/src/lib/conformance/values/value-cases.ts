import { expect } from 'expect';
import type { ConformanceCase, ConformanceContext } from '../conformance-case.js';
import { received } from '../received.js';
import { describeValue } from './describe-value.js';
import { outcomeOf, type Outcome, type Position, type ValueRow } from './value-row.js';
import { valueRows } from './value-rows.js';

const positions: readonly Position[] = ['argument', 'item', 'property'];

/** The text of a value that arrived in one place of the table, or of the error of the call. */
type Observed = string;

interface Observations {
  /** renderer → main, by `send`. If the call throws, the error that the renderer saw. */
  readonly sent: readonly Observed[];
  /** main → renderer, by `webContents.send`. */
  readonly delivered: readonly Observed[];
  /** The value in an array, as a handler’s result. */
  readonly invoked: Observed;
  /** The value as `event.returnValue`. */
  readonly returned: Observed;
  /** True if the renderer runs in Node, where binary values are Buffers. */
  readonly isNode: boolean;
}

/** Puts the value in a position: by itself, in an array or as a property, each with a sibling behind it. */
function place(value: unknown, position: string): readonly unknown[] {
  if (position === 'argument') return [value, 'end'];
  return position === 'item' ? [[value, 'end']] : [{ p: value, q: 'end' }];
}

/** A row of the value table, in every place and direction. */
export const valueCases: readonly ConformanceCase[] = valueRows.map((row) => ({
  name: `value: ${row.name}`,
  requires: 'sync',
  async run(context) {
    const { isNode, ...observed } = await observe(context, row);
    expect(observed).toEqual({
      sent: positions.map((position) => placed(context, row, position, 'Buffer' in globalThis)),
      delivered: positions.map((position) => placed(context, row, position, isNode)),
      invoked: placed(context, row, 'item', isNode),
      returned: alone(context, row, isNode),
    });
  },
}));

async function observe({ main, renderer }: ConformanceContext, row: ValueRow): Promise<Observations> {
  const sent: Observed[] = [];
  main.ipcMain.on('value', (_event, ...args: unknown[]) => sent.push(describeValue(args)));
  main.ipcMain.on('value-refused', (_event, text: string) => sent.push(normal(text)));
  // In an array: if a handler returns a promise, its result is the answer, not the promise.
  main.ipcMain.handle('value', () => [row.create(), 'end']);
  main.ipcMain.on('value-sync', (event) => {
    try {
      event.returnValue = row.create();
    } catch (error) {
      event.returnValue = `refused ${(error as Error).message}`;
    }
  });
  const ready = received(main, 'value-ready');
  const there = renderer.evaluate(
    async ({ ipcRenderer }, sources, places) => {
      const compile = (source: string) => (0, eval)(`(${source})`) as (...args: unknown[]) => unknown;
      const [create, put, describe] = sources.map(compile) as unknown as [
        () => unknown,
        typeof place,
        typeof describeValue,
      ];
      const delivered: string[] = [];
      const all = new Promise<void>((resolve) => {
        const add = (text: string) => {
          if (delivered.push(text) === places.length) resolve();
        };
        ipcRenderer.on('value', (_event, ...args: unknown[]) => add(describe(args)));
        ipcRenderer.on('value-refused', (_event, text: string) => add(text));
      });
      for (const position of places) {
        try {
          ipcRenderer.send('value', ...put(create(), position));
        } catch (error) {
          ipcRenderer.send('value-refused', `refused ${(error as Error).message}`);
        }
      }
      ipcRenderer.send('value-ready');
      const invoked = await ipcRenderer.invoke('value').then(
        (value: unknown) => describe([value]),
        (error: Error) => `refused ${error.message}`,
      );
      const result: unknown = ipcRenderer.sendSync('value-sync');
      const returned =
        typeof result === 'string' && result.startsWith('refused ') ? result : describe(result);
      await all;
      return { delivered, invoked, returned, polluted: 'polluted' in {}, isNode: 'Buffer' in globalThis };
    },
    [row.create, place, describeValue].map(String),
    [...positions],
  );
  await ready;
  for (const position of positions) {
    try {
      renderer.webContents.send('value', ...place(row.create(), position));
    } catch (error) {
      renderer.webContents.send('value-refused', `refused ${(error as Error).message}`);
    }
  }
  const { delivered, invoked, returned, polluted, isNode } = await there;
  main.ipcMain.removeHandler('value');
  expect([polluted, 'polluted' in {}]).toEqual([false, false]);
  return {
    sent,
    delivered: delivered.map(normal),
    invoked: normal(invoked),
    returned: normal(returned),
    isNode,
  };
}

/** Refusals are compared by their path only. */
function normal(text: string): Observed {
  const refusal = /^refused .*?(args\S*)/.exec(text);
  return refusal ? `refused at ${refusal[1]}` : text;
}

const paths: Readonly<Record<Position, string>> = { argument: '', item: '[0]', property: '.p' };

/** The expected description of the arguments that `place` makes. */
function placed({ codec }: ConformanceContext, row: ValueRow, position: Position, isNode: boolean): Observed {
  const outcome = outcomeOf(row, codec.name, position);
  if (isRefusal(outcome)) return `refused at args[0]${paths[position]}${outcome.throws}`;
  if (isOmission(outcome)) return '[{"q":"end"}]';
  const text = arrived(outcome, `$[0]${paths[position]}`, isNode);
  if (position === 'argument') return `[${text},"end"]`;
  return position === 'item' ? `[[${text},"end"]]` : `[{"p":${text},"q":"end"}]`;
}

/** The expected description of the value by itself, as an answer. */
function alone({ codec }: ConformanceContext, row: ValueRow, isNode: boolean): Observed {
  const outcome = outcomeOf(row, codec.name, 'argument');
  if (typeof outcome === 'string') return arrived(outcome, '$', isNode);
  return isRefusal(outcome) ? `refused at args[0]${outcome.throws}` : 'null';
}

/** A text of the table, adapted to this place and platform. */
function arrived(text: string, path: string, isNode: boolean): string {
  return text.replaceAll('«', `«${path}`).replace(/^bytes/, isNode ? 'Buffer' : 'Uint8Array');
}

function isRefusal(outcome: Outcome): outcome is Extract<Outcome, { throws: string }> {
  return typeof outcome === 'object' && 'throws' in outcome;
}

function isOmission(outcome: Outcome): outcome is Extract<Outcome, { omitted: true }> {
  return typeof outcome === 'object' && 'omitted' in outcome;
}
