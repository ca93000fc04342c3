import { EventEmitter, on, once } from 'node:events';
import { BehaviorSubject, ReplaySubject, Subject, config, fromEvent } from 'rxjs';
import { toEventEmitter } from '../../index.js';
import { inVirtualTime } from '../../../testing/in-process.js';

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

  it('sends with emit even without a listener, and then returns false', () => {
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

  it('unsubscribes after a once listener has got the value that a subject replays', () => {
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
    const { main, open, turn } = inVirtualTime();
    const emitter = toEventEmitter(open().renderer.channel('x'), 'x');
    const log: unknown[] = [];
    emitter.on('x', (value) => log.push(['renderer', value]));
    main.ipcMain.on('x', (event, value) => {
      log.push(['main', value]);
      event.reply('x', 2);
    });
    emitter.emit('x', 1);
    turn();
    expect(log).toEqual([
      ['main', 1],
      ['renderer', 2],
    ]);
  });

  it('unsubscribes when the last of several once listeners has got its value', () => {
    const subject = new Subject<number>();
    const emitter = toEventEmitter(subject);
    const values: unknown[] = [];
    emitter.once('value', (value) => values.push(['first', value]));
    emitter.prependOnceListener('value', (value) => values.push(['prepended', value]));
    subject.next(1);
    subject.next(2);
    expect(values).toEqual([
      ['prepended', 1],
      ['first', 1],
    ]);
    expect(subject.observed).toBe(false);
  });

  it('removes all listeners of an event, and of every event, as Node tells the two apart', () => {
    const subject = new Subject<number>();
    const emitter = toEventEmitter(subject);
    emitter.on('value', () => undefined);
    emitter.removeAllListeners(undefined);
    expect(subject.observed).toBe(true);
    emitter.removeAllListeners();
    expect(subject.observed).toBe(false);
  });

  it('is subscribed as its listeners are, where one of newListener throws', () => {
    const subject = new Subject<number>();
    const emitter = toEventEmitter(subject);
    const values: unknown[] = [];
    emitter.once('newListener', () => {
      emitter.prependListener('value', (value) => values.push(value));
      throw new Error('broken');
    });
    expect(() => emitter.on('value', () => undefined)).toThrow('broken');
    subject.next(1);
    expect(values).toEqual([1]);
  });

  it('delivers what a listener emits within that emit, deepest first, as Node does', () => {
    const emitter = toEventEmitter(new Subject<number>());
    const log: unknown[] = [];
    emitter.on('value', (value: number) => value < 3 && emitter.emit('value', value + 1));
    emitter.on('value', (value: number) => log.push(value));
    emitter.emit('value', 1);
    expect(log).toEqual([3, 2, 1]);
  });

  it('calls all listeners attached when the value came, even if one leaves meanwhile', () => {
    const subject = new Subject<number>();
    const emitter = toEventEmitter(subject);
    const log: unknown[] = [];
    emitter.on('value', () => emitter.removeAllListeners());
    emitter.on('value', (value) => log.push(value));
    subject.next(1);
    subject.next(2);
    expect(log).toEqual([1]);
  });

  it('emits no values after the subject completes, and returns false', () => {
    const subject = new BehaviorSubject(0);
    const emitter = toEventEmitter(subject);
    const values: unknown[] = [];
    emitter.on('value', (value) => values.push(value));
    subject.complete();
    expect(emitter.emit('value', 1)).toBe(false);
    emitter.removeAllListeners().on('value', (value) => values.push(value));
    expect(values).toEqual([0]);
    expect(emitter.listenerCount('value')).toBe(1);
  });

  it('emits an error of the subject as error, once', () => {
    const subject = new Subject<number>();
    const emitter = toEventEmitter(subject);
    const errors: unknown[] = [];
    emitter.on('error', (error) => errors.push(error)).on('value', () => undefined);
    subject.error(new Error('broken'));
    expect(emitter.emit('value', 1)).toBe(false);
    expect(errors).toEqual([new Error('broken')]);
  });

  it('rejects once of node:events with an error of the subject', async () => {
    const subject = new Subject<number>();
    const awaited = once(toEventEmitter(subject), 'value');
    subject.error(new Error('broken'));
    await expect(awaited).rejects.toThrow('broken');
  });

  it('turns an error of the subject without a listener into an uncaught error', async () => {
    const subject = new Subject<number>();
    const uncaught = new Promise((resolve) => (config.onUnhandledError = resolve));
    toEventEmitter(subject).on('value', () => undefined);
    expect(() => subject.error(new Error('broken'))).not.toThrow();
    expect(await uncaught).toEqual(new Error('broken'));
  });

  it('iterates with on of node:events, and is let go with the loop', async () => {
    const subject = new Subject<number>();
    const emitter = toEventEmitter(subject);
    const values: unknown[] = [];
    const iterator = on(emitter, 'value');
    subject.next(1);
    subject.next(2);
    for await (const [value] of iterator) {
      values.push(value);
      if (value === 2) break;
    }
    expect(values).toEqual([1, 2]);
    expect(subject.observed).toBe(false);
  });

  it('gives a channel of main its listeners back, and the wire', () => {
    const { main, open, turn } = inVirtualTime();
    const { ipcRenderer } = open();
    const emitter = toEventEmitter(main.channel('x'), 'x');
    const log: unknown[] = [];
    emitter.once('x', (value) => log.push(['main', value]));
    ipcRenderer.on('x', (_event, value) => log.push(['renderer', value]));
    ipcRenderer.send('x', 1);
    emitter.emit('x', 2);
    turn();
    ipcRenderer.send('x', 3);
    turn();
    expect(log).toEqual([
      ['main', 1],
      ['renderer', 2],
    ]);
  });

  it('turns an error of a listener into an uncaught error', async () => {
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
