import { NEVER, Subject, of, take, type Observable, type Subscription } from 'rxjs';
import { defineContract, expose, stream, wrap, type StreamSource } from '../../index.js';
import { inVirtualTime, dropsOf } from '../../../testing/in-process.js';
import { hello } from '../../../testing/by-hand.js';

const contract = defineContract('app', { save: stream<Observable<number>, number>() });

/** Fails a test on any bad frame. */
function setUp() {
  const all = inVirtualTime({ limits: { badFrames: 0 } });
  const { main } = all;
  const drops = dropsOf(main, ({ reason, message }) => `${reason} ${message}`);
  let left = 0;
  main.inspect$.subscribe((item) => {
    if (item.kind !== 'event' || !('message' in item.event)) return;
    const { message } = item.event;
    if (message.kind === 'cancel' && message.input === true) left++;
  });
  return { ...all, drops, left: () => left };
}

type Input = Observable<number>;
type Save = (input$: Input) => StreamSource<number>;
interface Ends {
  readonly handler: (input$: Input, onInput: (subscription: Subscription) => void) => StreamSource<number>;
  /** Runs after the first item of the input. */
  readonly end: (test: {
    readonly input: Subscription;
    readonly stream: Subscription;
    readonly source$: Subject<number>;
    turn(): void;
  }) => void;
  /** How often the producer of the input is told that the handler has left it. */
  readonly told: number;
}

const keeps: Ends['handler'] = (input$, onInput) => (onInput(input$.subscribe()), NEVER);

const ends: Readonly<Record<string, Ends>> = {
  'the handler leaves it, twice': {
    handler: keeps,
    end: ({ input }) => (input.unsubscribe(), input.unsubscribe()),
    told: 1,
  },
  'the handler has enough items, and the stream completes': {
    handler: (input$) => input$.pipe(take(1)),
    end: () => undefined,
    told: 1,
  },
  'the handler leaves it, and the consumer the stream afterwards': {
    handler: keeps,
    end: ({ input, stream, turn }) => (input.unsubscribe(), turn(), stream.unsubscribe()),
    told: 1,
  },
  'the consumer leaves the stream, and the handler the input afterwards': {
    handler: keeps,
    end: ({ input, stream, turn }) => (stream.unsubscribe(), turn(), input.unsubscribe()),
    told: 0,
  },
  'the input completes, and the handler leaves it afterwards': {
    handler: keeps,
    end: ({ input, source$, turn }) => (source$.complete(), turn(), input.unsubscribe()),
    told: 0,
  },
  'the stream completes at once, and its handler never asks for the input': {
    handler: () => of(1),
    end: () => undefined,
    told: 0,
  },
};

describe.each(['main', 'a renderer'])('an input that %s serves', (server) => {
  /** Opens a stream to the handler, with an input of the caller. */
  function openStream({ main, open, turn }: ReturnType<typeof setUp>, save: Save) {
    const [caller, other] = [open(), open()];
    turn();
    if (server === 'main') expose(main, contract, { save });
    else expose(other.renderer, contract, { save });
    const source$ = new Subject<number>();
    const to = server === 'main' ? {} : { to: other.webContents.id };
    const stream = wrap(caller.renderer, contract, to as object)
      .save(source$)
      .subscribe();
    turn();
    return { source$, stream };
  }

  it.each(Object.entries(ends))(
    'is cancelled at most once, and leaves nothing behind: %s',
    (_how, { handler, end, told }) => {
      const test = setUp();
      const { main, turn, drops, left } = test;
      let input!: Subscription;
      const { source$, stream } = openStream(test, (input$) =>
        handler(input$, (subscription) => (input = subscription)),
      );
      source$.next(1);
      turn();
      end({ input, stream, source$, turn });
      turn();
      stream.unsubscribe();
      turn();
      expect([left(), drops, source$.observed]).toEqual([told, [], false]);
      let state!: { readonly endpoints: Readonly<Record<number, { pending: object; serving: object }>> };
      main.state$.subscribe((present) => (state = present));
      for (const { pending, serving } of Object.values(state.endpoints))
        expect([pending, serving]).toEqual([[], []]);
    },
  );

  it('may be cancelled while its consumer leaves: both messages cross, and neither is a bad frame', () => {
    const test = setUp();
    const { main, turn, drops } = test;
    let input!: Subscription;
    const { source$, stream } = openStream(test, (input$) => ((input = input$.subscribe()), NEVER));
    stream.unsubscribe();
    input.unsubscribe();
    turn();
    expect(drops.filter((drop) => drop !== 'not-pending cancel')).toEqual([]);
    expect(main.webContents.getAll()).toHaveLength(2);
    expect(source$.observed).toBe(false);
  });
});

describe('a peer that cancels an input', () => {
  it('may cancel twice, and after the end, without a bad frame or another end', () => {
    const { peer, turn, drops } = setUp();
    const { webContents, packets, send } = peer();
    send(hello);
    const sources = [new Subject<number>(), new Subject<number>()];
    const events: string[] = [];
    for (const source$ of sources)
      wrap(webContents, contract)
        .save(source$)
        .subscribe({ complete: () => events.push('complete'), error: () => events.push('error') });
    turn();
    const [first, second] = packets.flatMap(({ message }) =>
      message.kind === 'serveStream' ? [message.seq] : [],
    );
    for (const seq of [first, second]) send({ kind: 'demand', seq, items: 4, bytes: 100, input: true });
    turn();
    expect(sources.map(({ observed }) => observed)).toEqual([true, true]);
    const cancel = { kind: 'cancel', seq: first, input: true };
    send(cancel);
    send(cancel);
    turn();
    expect([sources.map(({ observed }) => observed), drops, events]).toEqual([[false, true], [], []]);
    send({ kind: 'reply', seq: first, ok: true });
    send(cancel);
    send(cancel);
    turn();
    expect(drops).toEqual(['not-pending cancel', 'not-pending cancel']);
    expect([events, sources[1]!.observed, webContents.isDestroyed()]).toEqual([['complete'], true, false]);
  });
});
