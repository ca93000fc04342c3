import { EventEmitter, once } from 'node:events';
import { BehaviorSubject, ReplaySubject, Subject, VirtualTimeScheduler, config, fromEvent } from 'rxjs';
import { createMain, createMemoryLink, createRenderer, toEventEmitter } from '../index.js';

afterEach(() => {
  config.onUnhandledError = null;
});

describe('toEventEmitter', () => {
  it('makes any Subject an EventEmitter of Node, both ways', () => {
    const subject = new Subject<number>();
    const emitter = toEventEmitter(subject);
    const log: unknown[] = [];
    expect(emitter).toBeInstanceOf(EventEmitter);
    emitter.on('value', (...args: unknown[]) => log.push(args.at(-1)));
    subject.subscribe((value) => log.push(['subject', value]));
    subject.next(1);
    expect(emitter.emit('value', 2)).toBe(true);
    expect(log).toEqual([1, ['subject', 1], 2, ['subject', 2]]);
  });

  it('sends with emit what nobody hears here, and says that nobody does', () => {
    const subject = new Subject<number>();
    const values: number[] = [];
    subject.subscribe((value) => values.push(value));
    expect(toEventEmitter(subject, 'x').emit('x', 1)).toBe(false);
    expect(values).toEqual([1]);
  });

  it('takes the event name that it is given; others are ordinary events', () => {
    const subject = new Subject<number>();
    const emitter = toEventEmitter(subject, 'click');
    const log: unknown[] = [];
    emitter.on('click', (value) => log.push(['click', value]));
    emitter.on('value', (value) => log.push(['value', value]));
    subject.next(1);
    emitter.emit('value', 2);
    expect(log).toEqual([
      ['click', 1],
      ['value', 2],
    ]);
  });

  it.each(['on', 'once', 'addListener', 'prependListener', 'prependOnceListener'] as const)(
    'is subscribed from the first listener, added with %s, until the last one leaves',
    (add) => {
      const subject = new Subject<number>();
      const emitter = toEventEmitter(subject);
      const listener = jest.fn();
      expect(subject.observed).toBe(false);
      emitter[add]('value', listener);
      emitter.on('value', listener);
      expect(subject.observed).toBe(true);
      emitter.removeListener('value', listener);
      expect(subject.observed).toBe(true);
      emitter.off('value', listener);
      expect(subject.observed).toBe(false);
      emitter.on('value', listener).removeAllListeners('value');
      emitter.on('value', listener).removeAllListeners();
      expect(subject.observed).toBe(false);
      expect(listener).not.toHaveBeenCalled();
    },
  );

  it('stays subscribed once, however many listen', () => {
    const subject = new Subject<number>();
    const subscribe = jest.spyOn(subject, 'subscribe');
    const emitter = toEventEmitter(subject);
    const heard: number[] = [];
    for (let i = 0; i < 5; i++) emitter.on('value', () => heard.push(i));
    subject.next(1);
    expect(subscribe).toHaveBeenCalledTimes(1);
    expect(heard).toEqual([0, 1, 2, 3, 4]);
  });

  it('is not subscribed for events of another name, nor for meta events', () => {
    const subject = new Subject<number>();
    toEventEmitter(subject).on('other', jest.fn()).on('newListener', jest.fn());
    expect(subject.observed).toBe(false);
  });

  it('has let go when a once listener has had the value that a subject replays', () => {
    const subject = new BehaviorSubject(1);
    const emitter = toEventEmitter(subject);
    const values: unknown[] = [];
    emitter.once('value', (value) => values.push(value));
    expect(values).toEqual([1]);
    expect(subject.observed).toBe(false);
    subject.next(2);
    expect(values).toEqual([1]);
  });

  it('subscribes once where a listener of a replayed value adds another', () => {
    const subject = new ReplaySubject<number>();
    subject.next(1);
    const emitter = toEventEmitter(subject);
    const values: unknown[] = [];
    const collect = (value: number) => values.push(value);
    emitter.on('value', () => emitter.listenerCount('value') === 1 && emitter.on('value', collect));
    subject.next(2);
    expect(values).toEqual([2]);
    emitter.removeAllListeners();
    expect(subject.observed).toBe(false);
  });

  it('works with once of node:events and with fromEvent', async () => {
    const subject = new Subject<number>();
    const emitter = toEventEmitter(subject);
    const awaited = once(emitter, 'value');
    const observed: unknown[] = [];
    const subscription = fromEvent(emitter, 'value').subscribe((value) => observed.push(value));
    subject.next(1);
    expect(await awaited).toEqual([1]);
    subscription.unsubscribe();
    expect(observed).toEqual([1]);
    expect(subject.observed).toBe(false);
  });

  it('gives a channel its listeners back, and the wire', () => {
    const scheduler = new VirtualTimeScheduler();
    const [mainEnd, rendererEnd] = createMemoryLink({ scheduler });
    const main = createMain({ scheduler });
    main.connect(mainEnd);
    const emitter = toEventEmitter(createRenderer(rendererEnd, { scheduler }).channel('x'), 'x');
    const log: unknown[] = [];
    emitter.on('x', (value) => log.push(['renderer', value]));
    main.ipcMain.on('x', (event, value) => {
      log.push(['main', value]);
      event.reply('x', 2);
    });
    emitter.emit('x', 1);
    scheduler.flush();
    expect(log).toEqual([
      ['main', 1],
      ['renderer', 2],
    ]);
  });

  it('makes what a listener throws an uncaught error', async () => {
    const subject = new Subject<number>();
    const uncaught = new Promise((resolve) => (config.onUnhandledError = resolve));
    toEventEmitter(subject).on('value', () => {
      throw new Error('broken');
    });
    const values: number[] = [];
    subject.subscribe((value) => values.push(value));
    subject.next(1);
    expect(values).toEqual([1]);
    expect(await uncaught).toEqual(new Error('broken'));
  });
});
