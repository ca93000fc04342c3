import { createMain, type Main, type MainOptions } from '@culvert/core';
import { expose, type HandlerContext } from '@culvert/core/contract';
import { Observable, from, map, range } from 'rxjs';
import { app } from './contracts.js';
import { describe, type Findings } from './findings.js';
import { permits, policyOf } from './policy-table.js';
import type { Tally } from './tally.js';

/**
 * A main with listeners and handlers that record their callers and check them against the policy.
 */
export interface Stage {
  readonly main: Main;
  readonly cast: { victim: number; readonly honest: Set<number> };
  readonly findings: Findings;
  readonly tally: Tally;
  /** Values that honest renderers and main have sent. Any other value in their name is forged. */
  readonly nonces: Set<string>;
  /** Work that handlers have begun and not finished. It must be empty at the end. */
  readonly running: Set<string>;
  /** The prefix of values of honest renderers in other places. No other renderer knows it. */
  readonly secret: string;
  /**
   * Records that an honest renderer or main got a message. `from` is the sender that it was told, 0
   * for main.
   */
  reached(from: number, kind: string, channel: string, at: number | undefined, nonce: unknown): void;
}

/** The sender as a handler gets it, by main's policy or its transports. */
type SenderInContext = Partial<HandlerContext['sender']>;

export function createStage(
  findings: Findings,
  tally: Tally,
  options: MainOptions = {},
  secret = 'nobody elsewhere',
): Stage {
  const cast = { victim: 0, honest: new Set<number>() };
  const main = createMain({
    ...options,
    policy: policyOf(cast, ({ kind, target }, allowed) => {
      tally.add(allowed ? 'allowed by the policy' : 'denied by the policy');
      if (target !== undefined && (kind === 'send' || kind === 'sync')) {
        findings.add(
          'no delivery against the policy',
          `the policy is shown a target of a ${kind}: ${describe(target)}`,
        );
      }
    }),
  });
  const nonces = new Set<string>();
  const stage: Stage = {
    main,
    cast,
    findings,
    tally,
    nonces,
    secret,
    running: new Set(),
    reached: (from, kind, channel, at, nonce) => check(stage, from, kind, channel, at, nonce),
  };
  listen(stage);
  return stage;
}

function check(
  { cast, findings, tally, nonces, secret }: Stage,
  from: number,
  kind: string,
  channel: string,
  at: number | undefined,
  nonce: unknown,
): void {
  tally.add('delivered');
  if (from === 0 || cast.honest.has(from)) {
    // The input of a stream is not a nonce.
    if (kind === 'stream') return;
    if (typeof nonce === 'string' && (nonces.has(nonce) || nonce.startsWith(secret))) return;
    const detail = `${kind} '${channel}' at ${at ?? 'main'} in the name of ${from}: ${describe(nonce)}`;
    findings.add('no delivery against the policy', detail);
    return;
  }
  if (permits(cast, from, kind, channel, at)) return;
  const detail = `${kind} '${channel}' of ${from} reached ${at ?? 'main'}`;
  findings.add('no delivery against the policy', detail);
}

const channels = ['open', 'secret', 'hello', 'up', 'honest'];

function listen(stage: Stage): void {
  const { main, findings } = stage;
  const { ipcMain } = main;
  for (const channel of channels) {
    ipcMain.on(channel, ({ sender, senderInfo }, nonce) => {
      if (sender.id !== senderInfo.id) {
        findings.add('no delivery against the policy', `'${channel}': ${sender.id} is ${senderInfo.id}`);
      }
      stage.reached(senderInfo.id, 'send', channel, undefined, nonce);
    });
  }
  main.channel('open').messages$.subscribe(({ event, args }) => {
    const [nonce] = args;
    stage.reached(event.sender.id, 'send', 'open', undefined, nonce);
  });
  for (const channel of ['open-sync', 'secret-sync', 'honest-sync']) {
    ipcMain.on(channel, (event, nonce) => {
      stage.reached(event.senderInfo.id, 'sync', channel, undefined, nonce);
      event.returnValue = [event.senderInfo.id, nonce as unknown];
    });
  }
  for (const channel of ['open-call', 'secret-call', 'honest-call']) {
    ipcMain.handle(channel, async ({ senderInfo }, nonce) => {
      stage.reached(senderInfo.id, 'call', channel, undefined, nonce);
      return [senderInfo.id, nonce as unknown];
    });
  }
  exposeApp(stage);
}

function exposeApp(stage: Stage): void {
  const { main } = stage;
  const reached = (kind: string, name: string, { sender }: HandlerContext, nonce: unknown) =>
    stage.reached(senderOf(stage, sender).id, kind, `app/${name}`, undefined, nonce);
  const handlers = {
    echo(nonce: string, context: HandlerContext) {
      reached('call', 'echo', context, nonce);
      return [context.sender.id, nonce] as const;
    },
    secret(nonce: string, context: HandlerContext) {
      reached('call', 'secret', context, nonce);
      return 'secret';
    },
    ticks(count: number, context: HandlerContext) {
      reached('stream', 'ticks', context, count);
      return range(0, typeof count === 'number' && count >= 0 ? Math.min(count, 200) : 3);
    },
    /**
     * Half of its subscribers have no error callback: an input that a peer ends or breaks must end
     * nothing else.
     */
    join(words$: Observable<string>, context: HandlerContext) {
      reached('stream', 'join', context, undefined);
      return new Observable<string>((subscriber) => {
        const inputs = words$.pipe(map((word) => `${word}!`));
        const isBare = context.sender.id % 2 === 0;
        const input = isBare
          ? inputs.subscribe((word) => subscriber.next(word))
          : inputs.subscribe({
              next: (word) => subscriber.next(word),
              error: (error: unknown) => subscriber.error(error),
              complete: () => subscriber.complete(),
            });
        if (isBare) input.add(() => subscriber.complete());
        return input;
      });
    },
    async *talk(words$: AsyncIterable<string>, context: HandlerContext) {
      reached('stream', 'talk', context, undefined);
      const over = begin(stage, 'the generator of app/talk');
      try {
        for await (const word of words$) yield `${word}.`;
      } finally {
        over();
      }
    },
    torn(_count: number, context: HandlerContext) {
      reached('stream', 'torn', context, undefined);
      return new Observable<number>(() => () => {
        throw new Error(OF_THE_APP);
      });
    },
    hang(nonce: string, context: HandlerContext) {
      reached('call', 'hang', context, nonce);
      return untilAborted(stage, 'app/hang', context);
    },
    hangSync(input: unknown, context: HandlerContext) {
      reached('sync', 'hangSync', context, input);
      return untilAborted(stage, 'app/hangSync', context);
    },
    // The context is always the last argument, after any input of the caller.
    whoami: (input: unknown, context: HandlerContext) => {
      const nonce = Array.isArray(input) ? (input as unknown[])[0] : input;
      reached('sync', 'whoami', context, nonce);
      return [context.sender.id, nonce];
    },
    secretSync: (_input: unknown, context: HandlerContext) => {
      reached('sync', 'secretSync', context, undefined);
      return 'secret';
    },
  };
  expose(main, app, handlers as never);
}

/** Detects a context that the caller has written: its sender is unknown to main. */
function senderOf(
  { cast, findings, main }: Stage,
  sender: SenderInContext | undefined,
): { readonly id: number } {
  const { id } = sender ?? {};
  if (typeof id === 'number' && (cast.honest.has(id) || main.webContents.fromId(id) !== undefined))
    return { id };
  findings.add('no delivery against the policy', `a handler was told the sender ${describe(sender)}`);
  return { id: -1 };
}

/** Errors that the app of the fuzzer throws itself. They are not findings. */
export const OF_THE_APP = 'thrown by the app itself';

/** Begins work that must be over at the end. */
function begin({ running }: Stage, what: string): () => void {
  const name = `${what}, ${++begun}`;
  running.add(name);
  return () => running.delete(name);
}

let begun = 0;

/** A handler without an answer. Its signal tells it when its caller is gone. */
export function untilAborted(stage: Stage, what: string, { signal }: HandlerContext): Promise<string> {
  const over = begin(stage, what);
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => {
      over();
      reject(new Error('aborted'));
    });
  });
}

/** A stream of this many items, for a count that a renderer has sent. */
export function countTo(count: number): Observable<number> {
  return from(Array.from({ length: Math.max(0, Math.min(Number(count) || 0, 300)) }, (_, n) => n));
}
