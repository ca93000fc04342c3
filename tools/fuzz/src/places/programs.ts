import type { Transport } from '@culvert/core';
import { childTransport, forkRenderer, workerTransport } from '@culvert/transport-node';
import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import { readReport, type PeerParameters } from '../programs/parameters.js';

/** The files of the programs: compiled beside this file, or bundled for a test. */
export interface ProgramFiles {
  readonly hostile: string;
  readonly honest: string;
}

/** Main's transport to the next connection of a program. */
export type Connector = () => Transport;

/** A peer in a process or thread of its own. */
export interface Program {
  readonly transport: Connector;
  readonly hasEnded: boolean;
  readonly ended: Promise<void>;
  /** The report of the program at its end, or `undefined` if it ended in another way. */
  report<T>(): Promise<T | undefined>;
}

/** Longer than the run of any honest program, in ms. A program that does not end is killed. */
const LIFETIME_MS = 300_000;

export function startProgram(files: ProgramFiles, which: keyof ProgramFiles, given: PeerParameters): Program {
  const file = files[which];
  switch (given.way) {
    case 'worker': {
      const worker = new Worker(file, { workerData: given, stdout: true });
      worker.on('error', () => undefined);
      const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
      return watch(
        worker.stdout,
        ended,
        () => workerTransport(worker),
        () => void worker.terminate(),
      );
    }
    case 'child': {
      const child = forkRenderer(file, [JSON.stringify(given)], { silent: true });
      child.stderr?.resume();
      child.on('error', () => undefined);
      const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      return watch(
        child.stdout!,
        ended,
        () => childTransport(child),
        () => void child.kill('SIGKILL'),
      );
    }
    case 'socket': {
      const child = spawn(process.execPath, [file, JSON.stringify(given)], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      child.on('error', () => undefined);
      const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      const none = (): never => {
        throw new Error('It connects by itself.');
      };
      return watch(child.stdout, ended, none, () => void child.kill('SIGKILL'));
    }
  }
}

function watch(output: Readable, ended: Promise<void>, transport: Connector, kill: () => void): Program {
  let text = '';
  let hasEnded = false;
  output.setEncoding('utf8').on('data', (piece: string) => (text += piece));
  const closed = new Promise<void>((resolve) => output.once('close', () => resolve()));
  const timer = setTimeout(kill, LIFETIME_MS);
  const end = ended.then(() => {
    hasEnded = true;
    clearTimeout(timer);
  });
  return {
    transport,
    get hasEnded() {
      return hasEnded;
    },
    ended: end,
    async report<T>() {
      await end;
      await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 1000).unref())]);
      return readReport<T>(text);
    },
  };
}
