import { map, type Observable, type Subject } from 'rxjs';
import {
  toEventEmitter,
  type Channel,
  type ChannelMessage,
  type IpcMainEvent,
  type IpcRendererEvent,
  type Main,
  type MainChannel,
  type Renderer,
  type WebContents,
} from '../../index.js';

/** The types are the same, neither wider nor narrower. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function same<A, B>(...isSame: Same<A, B> extends true ? [] : ['not the same']): void;

interface Sample {
  readonly cpu: number;
}

export function rendererChannel(renderer: Renderer): void {
  const channel = renderer.channel<Sample>('samples');
  same<typeof channel, Channel<Sample>>();
  const subject: Subject<Sample> = channel;
  const cpu$: Observable<number> = channel.pipe(map(({ cpu }) => cpu));
  channel.next({ cpu: 1 });
  // @ts-expect-error another type
  channel.next({ cpu: 'one' });
  // @ts-expect-error a value is needed
  channel.next();
  renderer.channel<void>('done').next();
  const untyped: Channel<unknown> = renderer.channel('untyped');
  same<typeof channel.messages$, Observable<ChannelMessage<IpcRendererEvent>>>();
  same<ChannelMessage<IpcRendererEvent>['args'], readonly unknown[]>();
  const directed: readonly Subject<Sample>[] = [channel.to(1), channel.toHost()];
  // @ts-expect-error another type
  channel.to(1).next('text');
  // @ts-expect-error a renderer names others by id
  channel.to('main');
  void [subject, cpu$, untyped, directed];
}

export function mainChannel(main: Main, window: WebContents): void {
  const channel = main.channel<Sample>('samples');
  same<typeof channel, MainChannel<Sample>>();
  const subject: Subject<Sample> = channel;
  same<typeof channel.messages$, Observable<ChannelMessage<IpcMainEvent>>>();
  channel.messages$.subscribe(({ event }) => event.reply('thanks'));
  const directed: readonly Subject<Sample>[] = [channel.to(window), channel.to(window.id)];
  // @ts-expect-error another type
  channel.to(window).next(1);
  // Main is never a guest.
  same<Extract<keyof MainChannel<Sample>, 'toHost'>, never>();
  void [subject, directed];
}

export function emitter(subject: Subject<Sample>): void {
  toEventEmitter(subject).on('value', (sample: Sample) => void sample.cpu);
  toEventEmitter(subject, 'sample').emit('sample', { cpu: 1 });
  // @ts-expect-error only a Subject takes what is emitted
  toEventEmitter(subject.asObservable());
}
