import { drawDiagram, type DiagramRow } from './diagram.js';

/** The lines of a picture, without its indentation. */
function picture(text: TemplateStringsArray): string {
  const lines = text[0]!.split('\n').slice(1, -1);
  const indent = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)));
  return lines.map((line) => line.slice(indent)).join('\n');
}

function row(name: string, ...events: readonly (readonly [at: number, text: string, symbol?: string])[]) {
  return {
    name,
    events: events.map(([at, text, symbol]) => ({ at, text, ...(symbol !== undefined && { symbol }) })),
  } satisfies DiagramRow;
}

describe('drawDiagram', () => {
  it('has a column for each instant, and a letter for each text', () => {
    const rows = [
      row('renderer', [1, 'send keys'], [3, 'send more']),
      row('main', [4, 'send keys'], [6, 'send more']),
    ];
    expect(drawDiagram(rows)).toBe(
      picture`
      .        0  3  6
      renderer -a-b---
      main     ----a-b

      a  send keys
      b  send more
    `.replace('.', ' '),
    );
  });

  it('puts the events of one instant in brackets, and keeps all rows in step', () => {
    const rows = [row('up', [0, 'a'], [0, 'b'], [0, 'c'], [2, 'd']), row('down', [1, 'e'], [2, 'd'])];
    expect(drawDiagram(rows)).toBe(
      picture`
      .    0    1
      up   (abc)-e
      down -----de

      a  a
      b  b
      c  c
      d  e
      e  d
    `.replace('.', ' '),
    );
  });

  it('shortens a long quiet time in every row', () => {
    const rows = [row('one', [0, 'x'], [14, 'x'], [500, 'x']), row('other', [500, 'y'])];
    expect(drawDiagram(rows)).toBe(
      picture`
      .     0      14      500
      one   a 13ms a 485ms a
      other - 13ms - 485ms b

      a  x
      b  y
    `.replace('.', ' '),
    );
  });

  it.each(['|', '#'])('leaves a row empty after its %s, until it starts again', (symbol) => {
    const rows = [row('main', [1, '', symbol], [4, 'connected', '^'], [6, 'x']), row('other', [7, 'y'])];
    expect(drawDiagram(rows)).toBe(
      picture`
        .     0   4 6
        main  -|  ^-a-
        other -------b

        ^  connected
        a  x
        b  y
      `
        .replace('.', ' ')
        .replace('|', symbol),
    );
  });

  it('marks a time, also one without an event', () => {
    expect(drawDiagram([row('main', [4, 'x'])], { mark: 2 })).toBe(
      picture`
      .    0 2 4
      main ----a
             ^

      a  x
    `.replace('.', ' '),
    );
  });

  it('leaves letters to the events that have chosen them', () => {
    const rows = [row('expected', [1, 'its value', 'a']), row('actual', [1, 'another value'])];
    expect(drawDiagram(rows)).toContain('expected -a\nactual   -b\n\na  its value\nb  another value');
  });

  it('lists both meanings of one symbol', () => {
    const rows = [row('expected', [1, 'TypeError', '#']), row('actual', [1, 'RangeError', '#'])];
    expect(drawDiagram(rows)).toContain('#  TypeError\n#  RangeError');
  });

  it('has a symbol for more texts than there are letters', () => {
    const events = Array.from({ length: 64 }, (_, at) => ({ at, text: `text ${at}` }));
    const drawn = drawDiagram([{ name: 'main', events }]);
    expect(drawn).toContain('789**\n');
    expect(drawn).toContain('*  text 63');
  });

  it('keeps a text on one line, and shortens a long one', () => {
    const drawn = drawDiagram([row('main', [1, `two\nlines ${'x'.repeat(300)}`])]);
    expect(drawn.split('\n').at(-1)).toBe(`a  two lines ${'x'.repeat(190)}…`);
  });

  it('draws fractions of ms in their order, and times before 0', () => {
    const rows = [row('main', [-2, 'x'], [0.25, 'y'], [0.5, 'z'])];
    expect(drawDiagram(rows).split('\n')[1]).toBe('main a--bc');
  });

  it('draws no rows, and rows without events', () => {
    expect(drawDiagram([])).toBe(' 0');
    expect(drawDiagram([row('main')])).toBe('     0\nmain -');
  });
});
