import { recordApp } from '../../../testing/recorded-app.js';
import { readRecording, replay } from '../../index.js';

const [recording] = recordApp({ redact: false });
const text = recording!.toJSONLines();
const lines = text.trimEnd().split('\n');

/** The same text with another line, or without it. */
const withLine = (number: number, line: string | undefined) =>
  [...lines.slice(0, number - 1), ...(line === undefined ? [] : [line]), ...lines.slice(number)].join('\n');

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
      'line 4: its body has no text.',
    ],
  ])('are refused with the number of the line: %.60s', (broken, message) => {
    expect(() => readRecording(broken)).toThrow(
      expect.objectContaining({
        code: 'ERR_CULVERT_INVALID_ARGUMENT',
        message: expect.stringContaining(`The recording cannot be read, ${message}`) as string,
      }),
    );
  });

  it('are a text, and nothing else', () => {
    expect(() => readRecording(recording as never)).toThrow('readRecording needs the text of a recording.');
  });
});
