import { recordApp } from '../../../testing/recorded-app.js';
import { messagesOf, readRecording, replay, toMarbles } from '../../index.js';

const [recording] = recordApp({ redact: false });
const text = recording!.toJSONLines();
const lines = text.trimEnd().split('\n');

/** The same text with another line, or without it. */
const withLine = (number: number, line: string | undefined) =>
  [...lines.slice(0, number - 1), ...(line === undefined ? [] : [line]), ...lines.slice(number)].join('\n');

/** Reads and uses a recording. Returns the text of any error, except a difference and a body for another codec. */
function faultOf(changed: string): string | undefined {
  try {
    const read = readRecording(changed);
    toMarbles(read);
    read.toChromeTrace();
    for (const use of [replay, messagesOf]) use(read);
  } catch (error) {
    const { message, code } = error as { readonly message: string; readonly code?: string };
    return 'difference' in (error as object) || code === 'ERR_CULVERT_MALFORMED_FRAME' ? undefined : message;
  }
  return undefined;
}

describe('the JSON lines of a recording', () => {
  it('have a header with version, codec, limits and state, a line for each item, and an end', () => {
    expect(JSON.parse(lines[0]!)).toEqual({
      kind: 'recording',
      format: 1,
      culvert: '0.0.0-workspace',
      protocol: 1,
      removed: 0,
      state: recording!.initial,
    });
    expect(recording!.initial).toMatchObject({ codec: 'electronJson', pendingLimit: 10_000 });
    expect(lines).toHaveLength(recording!.items.length + 2);
    expect(JSON.parse(lines.at(-1)!)).toEqual({
      kind: 'end',
      items: recording!.items.length,
      state: recording!.final,
    });
  });

  it('are read back without a loss, with any line breaks at the end', () => {
    const read = readRecording(text);
    expect(read.items).toEqual(recording!.items);
    expect(read.toJSONLines()).toBe(text);
    expect(read.toChromeTrace()).toBe(recording!.toChromeTrace());
    expect(readRecording(`${text.replaceAll('\n', '\r\n')}\n\n`).toJSONLines()).toBe(text);
    expect(readRecording(`\uFEFF${text}`).toJSONLines()).toBe(text);
    replay(read);
  });

  it('write a body once, because effects forward that of their event', () => {
    const line = lines.find((candidate) => candidate.includes('"channel":"keys"'))!;
    expect(JSON.parse(line)).toMatchObject({
      event: { body: { text: '["a"]' } },
      effects: [{ type: 'dispatch', body: 'event' }],
    });
  });

  it.each([
    ['', 'line 1: it is not JSON. The file may have been cut off there.'],
    ['{"name":"package"}', 'line 1: it is not the header of a recording.'],
    ['[]', 'line 1: it is not a JSON object.'],
    ['{"kind":"recording","format":2,"culvert":"3.0.0"}', 'line 1: its format is 2, of culvert 3.0.0.'],
    ['{"kind":"recording","format":1,"culvert":"3.0.0"}', 'line 1: its state or its version is missing.'],
    [lines[0]!, 'line 1: the file ends without its last line.'],
    [text.slice(0, -40), `line ${lines.length}: it is not JSON. The file may have been cut off there.`],
    [lines.slice(0, -1).join('\n'), `line ${lines.length - 1}: the file ends without its last line.`],
    [withLine(3, undefined), `line ${lines.length - 1}: it counts ${lines.length - 2} items`],
    [withLine(3, 'x'), 'line 3: it is not JSON.'],
    [withLine(4, '{"at":1,"kind":"news"}'), 'line 4: it is no item of a recording.'],
    [withLine(4, '{"kind":"event"}'), 'line 4: it has no time.'],
    [withLine(4, '{"kind":"event","at":1}'), 'line 4: its event or its effects are missing.'],
    [
      withLine(4, '{"kind":"event","at":1,"event":{"type":"send","body":{"text":1}},"effects":[]}'),
      "line 4: its event 'send' has no valid 'to'.",
    ],
    [
      withLine(
        4,
        '{"kind":"event","at":1,"event":{"type":"broadcast","channel":"x","body":{"text":1}},"effects":[]}',
      ),
      "line 4: its event 'broadcast' has no valid 'body'.",
    ],
    [
      withLine(4, '{"kind":"event","at":1,"event":{"type":"news"},"effects":[]}'),
      "line 4: its event has the unknown type 'news'.",
    ],
    [
      withLine(
        4,
        '{"kind":"event","at":1,"event":{"type":"reserveIds","upTo":1},"effects":[{"type":"toString"}]}',
      ),
      "line 4: its effect has the unknown type 'toString'.",
    ],
    [withLine(4, '{"kind":"slow","at":1,"id":"1"}'), "line 4: its 'slow' has no valid 'id'."],
    [withLine(1, lines[0]!.replace('"protocol":1', '"protocol":99')), 'line 1: its protocol is 99.'],
    [
      withLine(1, lines[0]!.replace('"removed":0', '"removed":-1')),
      "line 1: it has no valid number of 'removed'",
    ],
    [
      withLine(1, lines[0]!.replace('"lastId":', '"lastId":null,"x":')),
      'line 1: its state is not that of a router.',
    ],
  ])('are refused with the number of the line: %.60s', (broken, message) => {
    expect(() => readRecording(broken)).toThrow(
      expect.objectContaining({
        code: 'ERR_CULVERT_INVALID_ARGUMENT',
        message: expect.stringContaining(`The recording cannot be read, ${message}`) as string,
      }),
    );
  });

  it('are used, or refused with a line, whichever value of a field is another one', () => {
    const others = ['null', '-1', '"zz"', '1e999', '{}', '[]', '987654', 'true'];
    const raw = new Set<string>();
    let refused = 0;
    let turn = 0;
    lines.forEach((line, index) => {
      for (const field of line.matchAll(/"(\w+)":("(?:[^"\\]|\\.)*"|[\d.]+|true|false|[{[])/g)) {
        const [found, name, value] = field;
        // An object stays as the value of a field that is not known.
        const rest = /[{[]/.test(value!) ? `,"x":${value}` : '';
        // One value for each field: all of them would take half a minute.
        const other = others[turn++ % others.length]!;
        const changed = `${line.slice(0, field.index)}"${name}":${other}${rest}${line.slice(field.index + found.length)}`;
        const message = faultOf(withLine(index + 1, changed));
        if (message?.startsWith('The recording cannot be read, line ') === true) refused++;
        else if (message !== undefined) raw.add(`${name} ${other}: ${message}`);
      }
    });
    expect([...raw]).toEqual([]);
    expect(refused).toBeGreaterThan(200);
  });

  it('may have times that go back, because a person may set a clock back', () => {
    const back = readRecording(text.replaceAll(/"at":9\b/g, '"at":1'));
    replay(back);
    expect(toMarbles(back, { channel: 'keys' })).toMatch(/ from 3 ms to 7 ms\.$/);
    const stamps = back.toChromeTrace().match(/"ts":-?\d+/g)!;
    expect(stamps.every((stamp) => !stamp.includes('-'))).toBe(true);
  });

  it('are a text, and nothing else', () => {
    expect(() => readRecording(recording as never)).toThrow('readRecording needs the text of a recording.');
  });
});
