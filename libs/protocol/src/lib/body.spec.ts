import { EMPTY_BODY, bodyBytes } from './body.js';
import { electronJson } from './codec/electron-json.js';
import { structured } from './codec/structured.js';

describe('bodyBytes', () => {
  it('counts two bytes for each UTF-16 unit, and those of the blobs', () => {
    expect(bodyBytes({ text: '["ø"]', blobs: [new Uint8Array(3), new Uint8Array(10).subarray(4, 5)] })).toBe(
      14,
    );
  });

  it('is small for a body without arguments', () => {
    expect(bodyBytes(EMPTY_BODY)).toBe(4);
  });
});

describe('EMPTY_BODY', () => {
  it.each([electronJson, structured])('is no arguments in $name, both ways', (codec) => {
    expect(codec.decode(EMPTY_BODY)).toEqual([]);
    expect(codec.encode([])).toEqual(EMPTY_BODY);
  });
});
