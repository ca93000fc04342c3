import type { MainMessage } from '@culvert/protocol';
import { VirtualTimeScheduler, map, type SchedulerLike } from 'rxjs';
import {
  createMain,
  createMemoryLink,
  createRenderer,
  type ConnectInfo,
  type Inspection,
  type IpcRenderer,
  type Main,
  type MainOptions,
  type Renderer,
  type RendererOptions,
  type Transport,
  type WebContents,
} from '../src/index.js';
import { byHand, type ByHand } from './by-hand.js';

/** A renderer on a memory link, with its WebContents at main and both ends of the link. */
export interface Opened {
  /** Its webContents id. The renderer knows it only after the handshake. */
  readonly id: number;
  readonly webContents: WebContents;
  readonly renderer: Renderer;
  readonly ipcRenderer: IpcRenderer;
  readonly mainEnd: Transport;
  readonly rendererEnd: Transport;
}

/** A renderer that the spec plays: it sends and reads frames by hand. */
export interface Peer extends ByHand<MainMessage> {
  readonly webContents: WebContents;
}

export interface InProcess {
  readonly main: Main;
  /** Connects a renderer. It has the scheduler and the codec of main, unless its options name others. */
  open(
    info?: ConnectInfo,
    options?: RendererOptions,
    link?: readonly [main: Transport, renderer: Transport],
  ): Opened;
  /** Connects a peer, which has not said hello. */
  peer(info?: ConnectInfo, members?: Partial<Transport>): Peer;
}

export interface InVirtualTime extends InProcess {
  readonly scheduler: VirtualTimeScheduler;
  /** Runs all that is scheduled, now and later. */
  turn(): void;
  /** Runs what is due within so many ms. By default this is what is due now. */
  pass(ms?: number): void;
}

type InspectedDrop = Extract<Inspection, { kind: 'drop' }>;

/**
 * Main and its renderers in one process.
 *
 * @example
 * const { main, open } = inProcess();
 * const { ipcRenderer } = open({ kind: 'worker' });
 * main.ipcMain.handle('add', (_event, a: number, b: number) => a + b);
 * expect(await ipcRenderer.invoke('add', 1, 2)).toBe(3);
 */
export function inProcess(options: MainOptions = {}): InProcess {
  const { scheduler, codec } = options;
  const main = createMain(options);
  return {
    main,
    open(info, rendererOptions, [mainEnd, rendererEnd] = createMemoryLink({ scheduler })) {
      const webContents = main.connect(mainEnd, info);
      const renderer = createRenderer(rendererEnd, { scheduler, codec, ...rendererOptions });
      const { ipcRenderer } = renderer;
      return { id: webContents.id, webContents, renderer, ipcRenderer, mainEnd, rendererEnd };
    },
    peer(info, members) {
      const hand = byHand(members);
      return { ...hand, webContents: main.connect(hand.transport, info) };
    },
  };
}

/**
 * The same in virtual time: nothing happens before the spec runs a turn.
 *
 * @example
 * const { main, open, turn } = inVirtualTime();
 * const { ipcRenderer, webContents } = open();
 * webContents.send('x', 1);
 * turn();
 */
export function inVirtualTime(options: MainOptions = {}): InVirtualTime {
  const scheduler = new VirtualTimeScheduler();
  return {
    ...inProcess({ scheduler, ...options }),
    scheduler,
    turn: () => scheduler.flush(),
    pass(ms = 0) {
      scheduler.maxFrames = scheduler.frame + ms;
      scheduler.flush();
      scheduler.frame = scheduler.maxFrames;
      scheduler.maxFrames = Infinity;
    },
  };
}

/**
 * A memory link that takes main's limit for messages out of the handshake. So its renderer sends larger ones, and main
 * has to refuse them.
 */
export function untoldLink(scheduler?: SchedulerLike): [main: Transport, renderer: Transport] {
  const [mainEnd, rendererEnd] = createMemoryLink({ scheduler });
  const frames$ = rendererEnd.frames$.pipe(
    map((frame) =>
      typeof frame === 'string' ? frame.replace(/("kind":"welcome".*),"messageBytes":\d+/, '$1') : frame,
    ),
  );
  return [mainEnd, { ...rendererEnd, frames$ }];
}

/**
 * All drops of main from now on. Only specs that ask for them subscribe to `inspect$`: main runs other code with a
 * subscriber.
 *
 * @example
 * const drops = dropsOf(main, ({ reason, message }) => `${reason} ${message}`);
 * expect(drops).toEqual(['malformed frame']);
 */
export function dropsOf(main: Main): InspectedDrop[];
export function dropsOf<T>(main: Main, show: (drop: InspectedDrop) => T): T[];
export function dropsOf(main: Main, show: (drop: InspectedDrop) => unknown = (drop) => drop): unknown[] {
  const drops: unknown[] = [];
  main.inspect$.subscribe((item) => item.kind === 'drop' && drops.push(show(item)));
  return drops;
}
