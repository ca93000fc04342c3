import { CulvertError } from '@culvert/protocol';
import { fakeSession } from '../../testing/fake-session.js';
import { FrameSequencer } from '../index.js';

describe('a sync request behind more than one body takes', () => {
  const frames = (count: number, length: number) =>
    Array.from({ length: count }, (_, i) => String.fromCharCode(97 + (i % 26)).repeat(length));

  it.each([
    ['large frames', frames(5, 700_000), [1, 1, 1, 1, 1]],
    ['middling frames', frames(10, 300_000), [3, 3, 3, 1]],
    ['one frame larger than a body of several', frames(1, 3_000_000), [1, 0]],
    ['many small frames', frames(10_000, 3), [4096, 4096, 1808]],
    ['none', [], [0]],
  ])('%s', (_, sent, counts) => {
    const { posts, socket, transport } = fakeSession();
    socket.open();
    for (const frame of sent) transport.send(frame);
    expect(transport.sendSync!('request', 1000)).toBe('reply');
    expect(posts.map(({ frames: carried }) => carried.length)).toEqual(counts);
    expect(posts.map(({ request }) => request)).toEqual(
      counts.map((_, i) => (i < counts.length - 1 ? '' : 'request')),
    );
    const delivered: string[] = [];
    const turns: (() => void)[] = [];
    const sequencer = new FrameSequencer(
      (frame) => delivered.push(frame),
      (task) => turns.push(task),
    );
    const answered: string[] = [];
    for (const { from, frames: carried, request } of posts) {
      sequencer.receivedSync({ from, frames: carried, isPart: request === '' }, () => {
        answered.push(request);
        if (request !== '') delivered.push(request);
      });
    }
    for (const frame of sent) sequencer.received(frame);
    while (turns.length > 0) turns.shift()!();
    expect(delivered).toEqual([...sent, 'request']);
    expect(answered).toEqual(posts.map(({ request }) => request));
  });

  it('sends those that were brought before the socket opened only as their numbers, though a later body failed', () => {
    const answers = [200, 503];
    const { posts, socket, transport } = fakeSession({
      get status() {
        return answers.shift()!;
      },
      text: '',
    });
    transport.send('a'.repeat(1_000_000));
    transport.send('b'.repeat(1_000_000));
    expect(() => transport.sendSync!('request', 1000)).toThrow(CulvertError);
    expect(posts).toHaveLength(2);
    expect(transport.queuedBytes).toBe(2_000_000);
    socket.open();
    expect(socket.sent.map(({ length }) => length)).toEqual([0, 1_000_000]);
  });
});
