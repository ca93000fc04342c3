import type { CulvertError, Transport } from '@culvert/core';
import { firstValueFrom, ReplaySubject } from 'rxjs';
import { filter } from 'rxjs/operators';
import { webSocketTransport } from '../src/index.js';
import type { Step, StepResult } from './steps.js';

const DEFAULT_TIMEOUT_MS = 20_000;

/** Runs the steps of a spec, in a page or a worker. */
export class StepRunner {
  private transport!: Transport;
  private frames$!: ReplaySubject<string>;
  private end!: Promise<string>;
  private received: string[] = [];

  async runAll(steps: readonly Step[]): Promise<StepResult[]> {
    const results: StepResult[] = [];
    for (const step of steps) results.push(await this.result(step));
    return results;
  }

  private result(step: Step): StepResult | Promise<StepResult> {
    try {
      const outcome = this.run(step);
      if (outcome instanceof Promise) return outcome.then((text) => ({ text }));
      return outcome === undefined ? {} : { text: outcome };
    } catch (error) {
      const { code, message } = error as CulvertError;
      return { code, message };
    }
  }

  private run(step: Step): string | undefined | Promise<string> {
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
        return firstValueFrom(this.frames$.pipe(filter((frame) => frame === step.frame)));
      case 'await-end':
        return this.end;
      case 'list-frames':
        return JSON.stringify(this.received);
      case 'close':
        return void this.transport.close();
    }
  }

  private connect(url: string, token: string | undefined): void {
    this.transport = webSocketTransport(url, token === undefined ? {} : { token });
    const frames$ = new ReplaySubject<string>();
    const received: string[] = [];
    this.end = new Promise((resolve) => {
      frames$.subscribe({
        next: (frame) => received.push(frame),
        complete: () => resolve('complete'),
        error: (error: CulvertError) => resolve(error.code),
      });
    });
    this.transport.frames$.subscribe(frames$ as never);
    this.frames$ = frames$;
    this.received = received;
  }
}
