import { parentPort } from 'node:worker_threads';
import type { CulvertError, Transport } from '@culvert/core';
import { firstValueFrom, ReplaySubject } from 'rxjs';
import { filter } from 'rxjs/operators';
import { webSocketTransport } from '../../src/lib/web-socket/web-socket-transport.js';
import type { Step, StepResult } from './steps.js';

// A renderer in a thread of its own, so that it can block while main, in the spec's thread, answers.

const DEFAULT_TIMEOUT_MS = 20_000;

class ClientPeer {
  private transport!: Transport;
  private frames$!: ReplaySubject<unknown>;
  private end!: Promise<string>;

  run(step: Step): string | undefined | Promise<string> {
    switch (step.do) {
      case 'connect':
        return void this.connect(step.url, step.token);
      case 'send':
        return void this.transport.send(step.frame);
      case 'send-large':
        return void this.transport.send('x'.repeat(step.size));
      case 'send-sync':
        return this.transport.sendSync!(step.frame, step.timeoutMs ?? DEFAULT_TIMEOUT_MS) as string;
      case 'await-frame':
        return firstValueFrom(this.frames$.pipe(filter((frame) => frame === step.frame))) as Promise<string>;
      case 'await-end':
        return this.end;
      case 'close':
        return void this.transport.close();
    }
  }

  private connect(url: string, token: string | undefined): void {
    this.transport = webSocketTransport(url, token === undefined ? {} : { token });
    const frames$ = new ReplaySubject<unknown>();
    this.frames$ = frames$;
    this.end = new Promise((resolve) => {
      frames$.subscribe({
        complete: () => resolve('complete'),
        error: (error: CulvertError) => resolve(error.code),
      });
    });
    this.transport.frames$.subscribe(frames$);
  }
}

const peer = new ClientPeer();

async function runAll(steps: readonly Step[]): Promise<StepResult[]> {
  const results: StepResult[] = [];
  for (const step of steps) results.push(await result(step));
  return results;
}

/** Not async throughout: a step that does not wait must not end the turn. */
function result(step: Step): StepResult | Promise<StepResult> {
  try {
    const outcome = peer.run(step);
    return outcome instanceof Promise
      ? outcome.then((text) => ({ text }))
      : outcome === undefined
        ? {}
        : { text: outcome };
  } catch (error) {
    const { code, message } = error as CulvertError;
    return { code, message };
  }
}

parentPort!.on('message', (steps: readonly Step[]) => {
  void runAll(steps).then((results) => parentPort!.postMessage(results));
});
