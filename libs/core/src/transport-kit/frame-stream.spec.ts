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

  it('drops what this side did not want to see any more', () => {
    stream.next('a');
    stream.next('b');
    expect(log(stream, () => stream.close())).toEqual(['a', 'completed']);
    expect(stream.isEnded).toBe(true);
  });
});
