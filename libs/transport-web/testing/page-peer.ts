import { StepRunner } from './step-runner.js';
import type { PagePeer, Step, StepResult } from './steps.js';

// One bundle for a page and its worker: a renderer that runs the steps of a spec.

const runner = new StepRunner();

if (typeof document === 'undefined') {
  addEventListener('message', (event: MessageEvent<readonly Step[]>) => {
    void runner.runAll(event.data).then((results) => postMessage(results));
  });
} else {
  let worker: Worker | undefined;
  const peer: PagePeer = {
    runSteps: (steps) => runner.runAll(steps),
    runStepsInWorker(steps) {
      const other = (worker ??= new Worker('/page.js', { type: 'module' }));
      return new Promise<StepResult[]>((resolve) => {
        other.addEventListener('message', (event: MessageEvent<StepResult[]>) => resolve(event.data), {
          once: true,
        });
        other.postMessage(steps);
      });
    },
  };
  Object.assign(globalThis, peer);
}
