import { electronJson, structured } from '@culvert/core';
import { recordApp } from '../../../testing/recorded-app.js';
import { messagesOf, readRecording } from '../../index.js';

const [recording, redacted] = recordApp({ redact: false }, { redact: ({ channel }) => channel !== 'keys' });

describe('messagesOf', () => {
  it('gives the messages of each kind with their arguments, for a reducer of the app', () => {
    const messages = messagesOf(readRecording(recording!.toJSONLines()));
    const ofKind = (wanted: string) =>
      messages.filter(({ kind }) => kind === wanted).map(({ channel, from, args }) => [channel, from, args]);
    expect(ofKind('send').slice(0, 2)).toEqual([
      ['keys', 1, ['a']],
      ['keys', 1, ['b']],
    ]);
    expect(ofKind('broadcast')).toEqual([
      ['echo', 0, ['a']],
      ['echo', 0, ['b']],
    ]);
    expect(ofKind('sendTo')).toEqual([['bytes', 1, [expect.any(Uint8Array)]]]);
    expect(ofKind('sendToHost')).toEqual([['height', 3, [42]]]);
    expect(ofKind('call')).toContainEqual(['math/double', 0, [6]]);
    expect(ofKind('answer')).toContainEqual(['math/double', 2, [8]]);
    expect(ofKind('item').slice(0, 2)).toEqual([
      ['math/ticks', 2, ['tick 0']],
      ['math/ticks', 2, ['tick 0']],
    ]);
    const keys = messages
      .filter(({ channel }) => channel === 'keys')
      .reduce((text, { args }) => text + String(args[0]), '');
    expect(keys).toBe('ab');
  });

  it('leaves out messages that main dropped, and those with content that is left out', () => {
    expect(JSON.stringify(messagesOf(recording!))).not.toMatch(/secret|unknown/);
    expect(messagesOf(redacted!).map(({ channel }) => channel)).toEqual(['keys', 'math/theme', 'keys']);
  });

  it('decodes with the codec of the app, and asks for one that it does not know', () => {
    const read = readRecording(recording!.toJSONLines());
    const foreign = { ...read, initial: { ...read.initial, codec: 'mine' } };
    expect(() => messagesOf(foreign)).toThrow("messagesOf needs the codec 'mine'");
    expect(messagesOf(foreign, { codec: electronJson })).toEqual(messagesOf(recording!));
    expect(() => messagesOf(recording!, { codex: structured } as object)).toThrow(
      "messagesOf: options has no 'codex', but codec.",
    );
    expect(() => messagesOf(recording!, { codec: {} as never })).toThrow('messagesOf needs the codec');
    expect(() => messagesOf(recording!, { codec: structured })).toThrow(
      expect.objectContaining({ code: 'ERR_CULVERT_MALFORMED_FRAME' }),
    );
  });
});
