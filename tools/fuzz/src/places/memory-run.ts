import {
  createMemoryLink,
  createRenderer,
  electronJson,
  structured,
  type Encoding,
  type Frame,
  type Limits,
  type Main,
  type Transport,
} from '@culvert/core';
import { unpackFrame } from '@culvert/protocol';
import { Subject, VirtualTimeScheduler, firstValueFrom } from 'rxjs';
import { kindOf, writeFrame, type WrittenFrame } from '../grammar/frames.js';
import { describe, type Findings } from '../model/findings.js';
import { HonestRenderer, type HonestDeed } from '../model/honest.js';
import { doInMain, pendingOf, type MainDeed } from '../model/main-deeds.js';
import { HONEST_ORIGIN, HOSTILE_ORIGIN } from '../model/policy-table.js';
import { createStage, type Stage } from '../model/stage.js';
import { BLOCKED_MS, BusyTime } from '../model/busy-time.js';
import type { Tally } from '../model/tally.js';

/** One event. `peer` is the index of one of the two hostile renderers. */
export type Step =
  | { readonly do: 'frame'; readonly peer: 0 | 1; readonly frame: WrittenFrame }
  | { readonly do: 'hello'; readonly peer: 0 | 1 }
  | { readonly do: 'leave'; readonly peer: 0 | 1; readonly how: 'closes' | 'breaks' | 'is closed by main' }
  | { readonly do: 'stall'; readonly peer: 0 | 1; readonly bytes: number }
  | { readonly do: 'honest'; readonly who: 0 | 1; readonly deed: HonestDeed }
  | { readonly do: 'ask'; readonly who: 0 | 1; readonly peer: 0 | 1; readonly how: number }
  | { readonly do: 'main'; readonly deed: MainDeed; readonly peer: 0 | 1 }
  | { readonly do: 'time'; readonly ms: number }
  | { readonly do: 'turn' };

export interface MemoryRun {
  readonly encodings: readonly [Encoding, Encoding];
  readonly codec: 'electronJson' | 'structured';
  readonly steps: readonly Step[];
}

/** Small, so that a few messages reach them. Honest calls stay below them. */
const limits: Partial<Limits> = {
  pendingCalls: 40,
  openStreams: 40,
  guests: 4,
  badFrames: 30,
  queuedBytes: 512 * 1024,
  messageBytes: 256 * 1024,
};

/** A hostile renderer, seen as main's transport to it. */
class HostilePeer {
  readonly encoding: Encoding;
  id = 0;
  /** Main's number of the latest request to it. */
  latest = 0;
  queuedBytes = 0;
  private readonly main: Main;
  private readonly name: string;
  private readonly hello: Frame;
  private frames = new Subject<Frame>();
  private connected = false;
  private connects = 0;

  constructor(main: Main, name: string, encoding: Encoding, codec: string) {
    this.main = main;
    this.name = name;
    this.encoding = encoding;
    this.hello = helloOf(codec, encoding);
  }

  /** Connects if it is not connected: a hostile renderer comes back, and shakes hands. */
  arrive(hello?: Frame): void {
    if (this.connected) return;
    this.connected = true;
    this.queuedBytes = 0;
    this.frames = new Subject<Frame>();
    const { frames } = this;
    const queued = () => this.queuedBytes;
    const transport: Transport & { readonly queuedBytes: number } = {
      encoding: this.encoding,
      frames$: frames,
      get queuedBytes() {
        return queued();
      },
      send: (frame) => this.took(frame),
      close: () => {
        if (this.frames === frames) this.connected = false;
      },
    };
    // Some windows outlive their connection for a while. They exist, but cannot be reached.
    const graceMs = this.connects++ % 2 === 0 ? 0 : 5_000;
    const info = { kind: 'window', origin: HOSTILE_ORIGIN, identity: this.name, graceMs } as const;
    this.id = this.main.connect(transport, info).id;
    if (hello !== undefined) this.frames.next(hello);
  }

  send(frame: Frame): void {
    this.arrive(this.hello);
    this.frames.next(frame);
  }

  leave(how: 'closes' | 'breaks' | 'is closed by main'): void {
    if (!this.connected) return;
    if (how === 'breaks') this.frames.error(new Error('broken'));
    else this.frames.complete();
    this.connected = false;
  }

  private took(frame: Frame): void {
    for (const { message } of unpackFrame(frame, this.encoding)) {
      if (message.kind === 'serveCall' || message.kind === 'serveStream') this.latest = message.seq;
    }
  }
}

export interface MemoryResult {
  readonly frames: number;
  /** The longest time that main took for one frame, in ms. */
  readonly longest: number;
}

/** Runs one sequence, from the first connection to the last. Its faults go to `findings`. */
export async function runInMemory(
  { encodings, codec: codecName, steps }: MemoryRun,
  findings: Findings,
  outcomes: Tally,
  kinds: Tally,
): Promise<MemoryResult> {
  const scheduler = new VirtualTimeScheduler();
  const codec = codecName === 'structured' ? structured : electronJson;
  const stage = createStage(findings, outcomes, { scheduler, codec, limits });
  const { main } = stage;
  main.inspect$.subscribe((item) => item.kind === 'drop' && outcomes.add(`dropped: ${item.reason}`));

  const honest = ['victim', 'vault'].map((name) => {
    const [mainEnd, rendererEnd] = createMemoryLink({ scheduler });
    const { id } = main.connect(mainEnd, { origin: HONEST_ORIGIN, identity: name });
    const renderer = createRenderer(rendererEnd, { scheduler, codec });
    return new HonestRenderer(name, renderer, id, stage);
  }) as [HonestRenderer, HonestRenderer];
  const advance = (ms: number) => {
    const until = scheduler.frame + ms;
    scheduler.maxFrames = until;
    scheduler.flush();
    scheduler.frame = until;
  };
  advance(1);
  stage.cast.victim = honest[0].renderer.id;
  const hostile = encodings.map((encoding, n) => new HostilePeer(main, `hostile ${n}`, encoding, codecName));
  for (const one of hostile) one.arrive();

  let frames = 0;
  const busy = new BusyTime();
  const timed = (act: () => void) => {
    const ms = busy.measure(() => {
      act();
      advance(0);
    });
    if (ms > BLOCKED_MS) findings.add('main is never blocked', `${Math.round(ms)} ms for one step`);
  };
  for (const step of steps) {
    switch (step.do) {
      case 'frame': {
        const to = hostile[step.peer]!;
        const frame = writeFrame(step.frame, to.encoding, to.latest);
        frames++;
        kinds.add(kindOf(step.frame));
        for (const { message } of step.frame.packets) kinds.add(`message: ${nameOf(message['kind'])}`);
        timed(() => to.send(frame));
        break;
      }
      case 'hello':
        frames++;
        kinds.add('well-formed');
        kinds.add('message: hello');
        timed(() => hostile[step.peer]!.send(helloOf(codecName, hostile[step.peer]!.encoding)));
        break;
      case 'leave':
        timed(() => hostile[step.peer]!.leave(step.how));
        break;
      case 'stall':
        hostile[step.peer]!.queuedBytes = step.bytes;
        break;
      case 'honest':
        honest[step.who].do(step.deed, honest[1 - step.who]!);
        advance(0);
        break;
      case 'ask':
        if (hostile[step.peer]!.id > 0) honest[step.who].askHostile(hostile[step.peer]!.id, step.how);
        advance(0);
        break;
      case 'main':
        doInMain(stage, step.deed, hostile[step.peer]!.id, honest[0]);
        advance(0);
        break;
      case 'time':
        timed(() => advance(step.ms));
        break;
      case 'turn':
        await immediate();
        advance(0);
        break;
    }
  }
  await settle(stage, honest, hostile, advance);
  main.close();
  // Lets the honest renderers learn of the end, so that nothing of this run is kept.
  advance(1);
  await timers();
  return { frames, longest: busy.longest };
}

function nameOf(kind: unknown): string {
  return typeof kind === 'string' && kind.length < 20 && kind !== '' ? kind : 'no kind';
}

function helloOf(codec: string, encoding: Encoding): Frame {
  const message = { kind: 'hello', version: 1, codec };
  const packets = [{ message, body: { text: '[]', blobs: [] } }];
  return writeFrame({ packets, tamper: { type: 'none' }, nearMisses: 0 }, encoding, 0);
}

/** The hostile renderers leave. All calls to them must end, and nothing of them may stay. */
async function settle(
  stage: Stage,
  honest: readonly HonestRenderer[],
  hostile: readonly HostilePeer[],
  advance: (ms: number) => void,
): Promise<void> {
  const { main, findings } = stage;
  for (const one of hostile) one.leave('closes');
  const waiting = () => honest.reduce((sum, { pending }) => sum + pending, pendingOf(stage));
  for (let turns = 0; turns < 40 && waiting() > 0; turns++) {
    advance(turns < 20 ? 1 : 60_000);
    await immediate();
  }
  // Windows that outlive their connection end too.
  advance(60_000);
  await timers();
  advance(1);
  if (waiting() > 0) findings.add('everything settles', `${waiting()} calls and streams never end`);
  for (const what of stage.running) findings.add('everything settles', `${what} is never told to end`);
  for (const one of honest) one.checkAlive();
  const { endpoints } = await firstValueFrom(main.state$);
  for (const { id, pending, serving } of Object.values(endpoints)) {
    if (!stage.cast.honest.has(id)) findings.add('state back to baseline', `renderer ${id} is still there`);
    if (pending.length + serving.length > 0) {
      findings.add('state back to baseline', `renderer ${id}: ${describe({ pending, serving })}`);
    }
  }
  const known = main.webContents.getAll().map(({ id }) => id);
  if (known.length !== honest.length)
    findings.add('state back to baseline', `main has the windows ${known.join()}`);
}

function immediate(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** RxJS reports uncaught errors from a timer. */
function timers(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
