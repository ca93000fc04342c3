import { Subject, type Observable } from 'rxjs';
import { createMemoryLink, defineContract, expose, stream, wrap, type Transport } from '../../index.js';
import { inVirtualTime } from '../../../testing/in-process.js';

const contract = defineContract('rows', { rows: stream<void, number>() });
const duplex = defineContract('duplex', { rows: stream<Observable<number>, number>() });

/** A renderer and main, with the `exiting$` of both. */
function setUp() {
  const { main, open, scheduler, pass } = inVirtualTime();
  const exiting$ = new Subject<void>();
  const [mainEnd, rendererEnd] = createMemoryLink({ scheduler });
  const sent: unknown[] = [];
  const exits = (end: Transport): Transport => ({
    ...end,
    exiting$,
    send: (frame, transfer) => {
      sent.push(frame);
      end.send(frame, transfer);
    },
  });
  const { webContents, renderer } = open({}, {}, [exits(mainEnd), exits(rendererEnd)]);
  const turn = () => pass(1);
  turn();
  return { main, webContents, renderer, exiting$, sent, turn };
}

type All = ReturnType<typeof setUp>;

const sides = {
  renderer: {
    rows: ({ renderer, webContents }: All, rows$: Subject<number>) => {
      expose(renderer, contract, { rows: () => rows$ });
      return wrap(webContents, contract).rows();
    },
    close: ({ renderer }: All) => void renderer.close(),
  },
  main: {
    rows: ({ main, renderer }: All, rows$: Subject<number>) => {
      expose(main, contract, { rows: () => rows$ });
      return wrap(renderer, contract).rows();
    },
    close: ({ main }: All) => void main.close(),
  },
};

describe.each(['renderer', 'main'] as const)('items of a stream that a %s serves', (side) => {
  it.each(['close', 'exit'] as const)('arrive when it ends in the turn of the last one: %s', (way) => {
    const all = setUp();
    const rows$ = new Subject<number>();
    const heard: number[] = [];
    sides[side].rows(all, rows$).subscribe({ next: (row) => heard.push(row), error: () => undefined });
    all.turn();
    for (let row = 0; row < 20; row++) rows$.next(row);
    if (way === 'close') sides[side].close(all);
    else {
      all.exiting$.next();
      // A listener of 'exit' may still send messages. Nothing runs in this process after it.
      rows$.next(20);
      sides[side].close(all);
    }
    all.turn();
    expect(heard).toEqual(Array.from({ length: way === 'close' ? 20 : 21 }, (_, row) => row));
  });
});

describe('items that a renderer has sent', () => {
  it('are sent by a flush', () => {
    const all = setUp();
    const rows$ = new Subject<number>();
    sides.renderer.rows(all, rows$).subscribe({ error: () => undefined });
    all.turn();
    all.sent.length = 0;
    rows$.next(1);
    expect(all.sent).toEqual([]);
    void all.renderer.flush();
    expect(all.sent).toEqual([expect.stringContaining('"items"')]);
  });

  it('arrive before its end if they belong to an input', () => {
    const { main, renderer, turn } = setUp();
    const heard: number[] = [];
    expose(main, duplex, {
      rows: (input$) => {
        input$.subscribe({ next: (row) => heard.push(row), error: () => undefined });
        return new Subject<number>();
      },
    });
    const rows$ = new Subject<number>();
    wrap(renderer, duplex)
      .rows(rows$)
      .subscribe({ error: () => undefined });
    turn();
    rows$.next(1);
    rows$.next(2);
    void renderer.close();
    turn();
    expect(heard).toEqual([1, 2]);
  });
});
