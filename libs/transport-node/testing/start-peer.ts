import { fork, type ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { textFrames } from './text-frames.js';
import { childTransport, forkRenderer, workerTransport } from '../src/index.js';
import type { Transport } from '@culvert/core';
import type { Report, Step, StepResult, StepsMessage } from './peer-steps.js';

export type PeerKind = 'worker' | 'child' | 'plain fork';

type ReportOf<K> = Extract<Report, { readonly report: K }>;

/** Starts `renderer-peer.ts`, bundled into `file`. */
export function startPeer(kind: PeerKind, file: string): Peer {
  if (kind === 'worker') {
    const worker = new Worker(file);
    return new Peer(worker, {
      transport: () => workerTransport(worker),
      post: (message) => worker.postMessage(message),
      kill: () => void worker.terminate(),
    });
  }
  return startChild(kind === 'child' ? forkRenderer(file, [], { ipc: true }) : fork(file));
}

/** A child process that runs `renderer-peer.ts`. */
export function startChild(child: ChildProcess): Peer<ChildProcess> {
  return new Peer(child, {
    transport: () => childTransport(child),
    post: (message) => child.send(message),
    kill: () => child.kill('SIGKILL'),
  });
}

interface PeerControl {
  transport(): Transport;
  post(message: StepsMessage): void;
  kill(): void;
}

/** A renderer in a worker or child process, seen from the spec. */
export class Peer<P extends Worker | ChildProcess = Worker | ChildProcess> {
  /** Everything that came through the user's own channel. */
  readonly messages: unknown[] = [];
  readonly exit: Promise<unknown>;
  readonly process: P;
  private readonly control: PeerControl;
  private readonly reports: Report[] = [];
  private readonly arrivals = new EventEmitter();

  constructor(process: P, control: PeerControl) {
    this.process = process;
    this.control = control;
    this.exit = new Promise((resolve) => process.once('exit', resolve));
    process.on('message', (message: unknown) => {
      this.messages.push(message);
      if (typeof message !== 'object' || message === null || !('report' in message)) return;
      this.reports.push(message as Report);
      this.arrivals.emit('report');
    });
  }

  /** Main's transport to the next connection of the peer; a spec's frames are strings. */
  transport(): Transport {
    return textFrames(this.control.transport());
  }

  /** Runs the steps in one turn of the peer. */
  async run(...steps: readonly Step[]): Promise<readonly StepResult[]> {
    this.post(...steps);
    return (await this.next('results')).results;
  }

  post(...steps: readonly Step[]): void {
    this.control.post({ steps });
  }

  /** The oldest unread report of this kind. Waits until there is one. */
  async next<K extends Report['report']>(kind: K): Promise<ReportOf<K>> {
    for (;;) {
      const at = this.reports.findIndex(({ report }) => report === kind);
      if (at >= 0) return this.reports.splice(at, 1)[0] as ReportOf<K>;
      await once(this.arrivals, 'report');
    }
  }

  async kill(): Promise<void> {
    this.control.kill();
    await this.exit;
  }
}
