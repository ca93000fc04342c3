import {
  createRenderer,
  electronJson,
  structured,
  type Encoding,
  type Frame,
  type Transport,
} from '@culvert/core';
import { expose, wrap } from '@culvert/core/contract';
import fc from 'fast-check';
import { Subject, VirtualTimeScheduler, firstValueFrom, from, map, toArray, type Observable } from 'rxjs';
import { frames as framesOf, kindOf, writeFrame, type WrittenFrame } from '../grammar/frames.js';
import { mainPacket } from '../grammar/main-messages.js';
import { BusyTime } from '../model/busy-time.js';
import { app, peer } from '../model/contracts.js';
import type { Findings } from '../model/findings.js';
import { describe } from '../model/findings.js';
import { countTo } from '../model/stage.js';
import type { Tally } from '../model/tally.js';
import type { PlaceOptions, PlaceResult } from './place.js';
import { runSequences } from './run-sequences.js';

/** Actions that the renderer takes by itself. */
const deeds = [
  'invoke',
  'call',
  'stream',
  'stream without an error callback',
  'duplex',
  'send',
  'port',
] as const;

type Step =
  | { readonly do: 'frame'; readonly frame: WrittenFrame }
  | { readonly do: 'deed'; readonly deed: (typeof deeds)[number] }
  | { readonly do: 'time'; readonly ms: number }
  | { readonly do: 'turn' };

interface Run {
  readonly encoding: Encoding;
  readonly codec: 'electronJson' | 'structured';
  readonly steps: readonly Step[];
}

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 40, arbitrary: fc.record({ do: fc.constant('frame' as const), frame: framesOf(mainPacket) }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('deed' as const), deed: fc.constantFrom(...deeds) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('time' as const), ms: fc.constantFrom(1, 1000) }) },
  { weight: 1, arbitrary: fc.constant<Step>({ do: 'turn' }) },
);

const hostileMainRun: fc.Arbitrary<Run> = fc.record({
  encoding: fc.constantFrom<Encoding>('text', 'structured-clone', 'bytes'),
  codec: fc.constantFrom('electronJson' as const, 'structured' as const),
  steps: fc.array(step, { maxLength: 100, size: 'max' }),
});

/**
 * Runs a main that lies against a renderer. The renderer must not throw, and must leave nothing
 * open when the connection ends.
 */
export function runHostileMainPlace(options: PlaceOptions, tally: Tally, kinds: Tally): Promise<PlaceResult> {
  return runSequences('hostile main', hostileMainRun, options, (run, findings) =>
    runAgainstRenderer(run, findings, tally, kinds),
  );
}

async function runAgainstRenderer(
  { encoding, codec: codecName, steps }: Run,
  findings: Findings,
  tally: Tally,
  kinds: Tally,
): Promise<{ readonly frames: number; readonly longest: number }> {
  const scheduler = new VirtualTimeScheduler();
  const codec = codecName === 'structured' ? structured : electronJson;
  const incoming = new Subject<Frame>();
  const transport: Transport = { encoding, frames$: incoming, send: () => undefined, close: () => undefined };
  const renderer = createRenderer(transport, { scheduler, codec });
  expose(renderer, peer, {
    echo: (nonce) => [0, nonce] as const,
    secret: () => 'secret',
    hang: () => new Promise<string>(() => undefined),
    count: (count) => countTo(count),
    join: (words$: Observable<string>) => words$.pipe(map((word) => `${word}?`)),
  });
  for (const channel of ['open', 'hello']) renderer.ipcRenderer.on(channel, () => tally.add('delivered'));
  let pending = 0;
  const watch = (outcome: Promise<unknown>) => {
    pending++;
    const done = () => void pending--;
    outcome.then(done, done);
  };
  let frames = 0;
  const busy = new BusyTime();
  const timed = (act: () => void) => {
    busy.measure(() => {
      try {
        act();
      } catch (error) {
        findings.add('no uncaught error', `thrown into the transport: ${describe(error)}`);
      }
      scheduler.maxFrames = scheduler.frame;
      scheduler.flush();
    });
  };
  const api = wrap(renderer, app);
  const act = (deed: (typeof deeds)[number]): void => {
    switch (deed) {
      case 'invoke':
        return watch(renderer.ipcRenderer.invoke('open-call', 1));
      case 'call':
        return watch(api.echo('x'));
      case 'stream':
        return watch(firstValueFrom(api.ticks(5).pipe(toArray())));
      case 'stream without an error callback':
        api.ticks(5).subscribe();
        return;
      case 'duplex':
        return watch(firstValueFrom(api.join(from(['a', 'b']))));
      case 'send':
        renderer.ipcRenderer.send('open', 1);
        return;
      case 'port':
        return watch(renderer.openPort(2, 'x'));
    }
  };
  for (const one of steps) {
    switch (one.do) {
      case 'frame':
        frames++;
        kinds.add(kindOf(one.frame));
        for (const { message } of one.frame.packets) kinds.add(`from main: ${nameOf(message['kind'])}`);
        timed(() => incoming.next(writeFrame(one.frame, encoding, 3)));
        break;
      case 'deed':
        try {
          act(one.deed);
        } catch (error) {
          findings.add('honest calls succeed', `${one.deed} throws: ${describe(error)}`);
        }
        timed(() => undefined);
        break;
      case 'time':
        scheduler.frame += one.ms;
        timed(() => undefined);
        break;
      case 'turn':
        await immediate();
        break;
    }
  }
  incoming.complete();
  timed(() => undefined);
  // A stream that fails when it is opened fails a millisecond later.
  scheduler.frame += 2;
  timed(() => undefined);
  for (let turns = 0; turns < 10 && pending > 0; turns++) await immediate();
  if (pending > 0) findings.add('everything settles', `${pending} calls and streams of a renderer never end`);
  // RxJS reports uncaught errors from a timer.
  await new Promise((resolve) => setTimeout(resolve, 0));
  return { frames, longest: busy.longest };
}

function nameOf(kind: unknown): string {
  return typeof kind === 'string' && kind.length < 20 && kind !== '' ? kind : 'no kind';
}

function immediate(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
