import type { Frame } from '@culvert/protocol';
import { FrameStream } from './frame-stream.js';

function log(stream: FrameStream, each: (frame: Frame) => void = () => {}): unknown[] {
  const events: unknown[] = [];
  stream.frames$.subscribe({
    next: (frame) => {
      events.push(frame);
      each(frame);
    },
    error: (error: Error) => events.push(error.message),
    complete: () => events.push('completed'),
  });
  return events;
}

describe('FrameStream', () => {
  let stream: FrameStream;
  beforeEach(() => {
    stream = new FrameStream();
  });

  it('keeps what arrives, the end included, for the first subscriber alone', () => {
    stream.next('a');
    stream.end();
    stream.next('too late');
    expect(log(stream)).toEqual(['a', 'completed']);
    expect(log(stream)).toEqual(['completed']);
  });

  it('keeps a failure', () => {
    stream.next('a');
    stream.end(new Error('broken'));
    stream.end();
    expect(log(stream)).toEqual(['a', 'broken']);
  });

  it('puts what arrives within a subscriber behind the early frames', () => {
    stream.next('a');
    stream.next('b');
    const events = log(stream, (frame) => {
      if (frame === 'a') stream.next('c');
    });
    stream.next('d');
    expect(events).toEqual(['a', 'b', 'c', 'd']);
  });

  it('drops frames that arrived before close and were not emitted', () => {
    stream.next('a');
    stream.next('b');
    expect(log(stream, () => stream.close())).toEqual(['a', 'completed']);
    expect(stream.isEnded).toBe(true);
  });

  it.each([
    ['text', 'x'.repeat(18)],
    ['bytes', new Uint8Array(36)],
    ['parts', ['x'.repeat(9), new Uint8Array(18)]],
  ])('keeps %s up to its limit, and fails with the next frame', (_, frame) => {
    stream = new FrameStream(1000);
    for (let i = 0; i < 10; i++) expect(stream.next(frame)).toBe(true);
    expect(stream.isEnded).toBe(false);
    expect(stream.next(frame)).toBe(false);
    expect(stream.isEnded).toBe(true);
    expect(log(stream)).toEqual(['Too much has arrived before the first listener.']);
  });

  it('bounds frames without size, too', () => {
    stream = new FrameStream(6400);
    for (let i = 0; i < 100; i++) expect(stream.next('')).toBe(true);
    expect(stream.next('')).toBe(false);
  });

  it('has no limit once it has a subscriber', () => {
    stream = new FrameStream(1000);
    const events = log(stream);
    for (let i = 0; i < 100; i++) expect(stream.next('x'.repeat(1000))).toBe(true);
    expect(events).toHaveLength(100);
  });
});
