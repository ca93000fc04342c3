import { asyncScheduler } from 'rxjs';
import { TestScheduler, type RunHelpers } from 'rxjs/testing';

/** Ends `TestScheduler.run` before it gives RxJS its real clock and timers back. */
const STAY = new Error('This error never leaves SteppedScheduler.');

/**
 * A `TestScheduler` that stays in run mode over several tasks of the event loop. RxJS knows only synchronous runs: `run`
 * ends with its callback. Here it ends at the first thing that it restores, `maxFrames`, so that RxJS's own schedulers
 * still use this one. `enter` checks that, and fails if an RxJS of the future does otherwise.
 */
export class SteppedScheduler extends TestScheduler {
  private isEntering = false;
  private readonly factor = TestScheduler.frameTimeFactor;

  constructor() {
    super(() => undefined);
    const stays = () => this.isEntering;
    let frames = this.maxFrames;
    Object.defineProperty(this, 'maxFrames', {
      get: () => frames,
      set(value: number) {
        if (stays() && value !== Infinity) throw STAY;
        frames = value;
      },
    });
  }

  /** Begins run mode. @throws Error if RxJS has not stayed in it */
  enter(): RunHelpers {
    let helpers: RunHelpers | undefined;
    this.isEntering = true;
    try {
      this.run((given) => (helpers = given));
    } catch (error) {
      if (error !== STAY) throw error;
    } finally {
      this.isEntering = false;
    }
    TestScheduler.frameTimeFactor = 1;
    const planned = this.actions.length;
    const probe = asyncScheduler.schedule(() => undefined, 1);
    const isVirtual = this.actions.length > planned;
    probe.unsubscribe();
    if (isVirtual && helpers !== undefined) return helpers;
    this.leave();
    throw new Error('runIpcAsync does not know this version of RxJS; use runIpc.');
  }

  /** Nothing is due while run mode begins. */
  override flush(): void {
    if (!this.isEntering) super.flush();
  }

  /** Ends run mode: any run gives RxJS its real clock and timers back. */
  leave(): void {
    for (const action of this.actions.splice(0)) action.unsubscribe();
    new TestScheduler(() => undefined).run(() => undefined);
    TestScheduler.frameTimeFactor = this.factor;
  }
}
