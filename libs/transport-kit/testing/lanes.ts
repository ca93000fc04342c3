import type { ExploreOptions, Scenario } from '@culvert/testing';
import { FrameSequencer } from '../src/lib/frame-sequencer.js';
import { UnconfirmedFrames } from '../src/lib/unconfirmed-frames.js';

/**
 * A page sends frames over a socket, and blocks twice with a request over HTTP. Each lane keeps its own order, and either
 * may be late. Main gets all of it once, in the order of the page.
 */
export const twoLanes: Scenario = ({ main, link, step, always, atRest }) => {
  // The lanes are processes as well: each does its next step at any time.
  const [page, socket, http] = [link().renderer, link().renderer, link().renderer];
  const unconfirmed = new UnconfirmedFrames();
  const sent: string[] = [];
  const heard: string[] = [];
  const sequencer = new FrameSequencer(
    (frame) => void heard.push(frame),
    (task) => step(main, task),
  );
  const send = (frame: string) => () => {
    sent.push(frame);
    const index = unconfirmed.push(frame);
    step(
      socket,
      () => unconfirmed.confirm(index),
      () => sequencer.received(frame),
    );
  };
  // The page goes on when it has its answer.
  const ask =
    (request: string, ...next: (() => void)[]) =>
    () => {
      sent.push(request);
      const snapshot = unconfirmed.snapshot();
      step(http, () => {
        sequencer.receivedSync(snapshot, () => {
          heard.push(request);
          step(page, ...next);
        });
      });
    };
  step(page, send('a'), send('b'), ask('first?', send('c'), ask('second?')));
  always(function inOrder() {
    return sent.join().startsWith(heard.join()) || heard.join();
  });
  atRest(function allArrives() {
    return sent.join() === heard.join() || heard.join();
  });
};

/** For `describe` and for planted bugs. The lanes share objects, so no two steps of them are independent. */
export const laneSuite: readonly {
  readonly name: string;
  readonly scenario: Scenario;
  readonly options: ExploreOptions;
}[] = [{ name: 'a socket and requests beside it', scenario: twoLanes, options: { reduction: false } }];
