import { unpackFrame, type Message } from '@culvert/protocol';
import { Subject, from, lastValueFrom, toArray, type Observable } from 'rxjs';
import {
  attachGuest,
  call,
  createMemoryLink,
  createRenderer,
  defineContract,
  expose,
  stream,
  wrap,
  type LimitOptions,
  type Transport,
} from '../../index.js';
import { inVirtualTime, untoldLink } from '../../../testing/in-process.js';
import { mainByHand } from '../../../testing/main-by-hand.js';

const rows = defineContract('rows', { rows: stream<void, string>() });
const echo = defineContract('echo', { echo: stream<Observable<string>, string>() });
const failing = defineContract('failing', { fail: call<void, void>() });

/** On the wire, an item of this text has 408 bytes. Sixteen of them are too much for the limits of these specs. */
const ITEM = 'a'.repeat(200);
const ITEM_BYTES = 408;
const SIXTEEN = Array.from({ length: 16 }, () => ITEM);
const TOO_LARGE = expect.objectContaining({ code: 'ERR_CULVERT_MESSAGE_TOO_LARGE' }) as Error;

/** Main with this limit, and a renderer that knows only its own limit before the handshake. */
function setUp(messageBytes: number, ofRenderer: LimitOptions = {}) {
  const { main, open, scheduler, turn } = inVirtualTime({ limits: { messageBytes } });
  const [mainEnd, end] = createMemoryLink({ scheduler });
  const sent: Message[] = [];
  const rendererEnd: Transport = {
    ...end,
    send: (frame, transfer) => {
      sent.push(...unpackFrame<Message>(frame, end.encoding).map(({ message }) => message));
      end.send(frame, transfer);
    },
  };
  const opened = open({}, { limits: ofRenderer }, [mainEnd, rendererEnd]);
  turn();
  /** The number of items in each message with items that the renderer has sent. */
  const batches = () => sent.flatMap((message) => (message.kind === 'items' ? [message.sizes.length] : []));
  return { main, open, scheduler, turn, batches, ...opened };
}

type All = ReturnType<typeof setUp>;

function itemsOf(items$: Observable<string>, { turn }: Pick<All, 'turn'>) {
  const items = lastValueFrom(items$.pipe(toArray()));
  turn();
  return items;
}

/** The items of a renderer arrive in each of these ways. */
const ways: Readonly<Record<string, (all: All) => Observable<string>>> = {
  'as the input of a stream of main': ({ main, renderer }) => {
    expose(main, echo, { echo: (input$) => input$ });
    return wrap(renderer, echo).echo(from(SIXTEEN));
  },
  'from a renderer that serves main': ({ renderer, webContents }) => {
    expose(renderer, rows, { rows: () => from(SIXTEEN) });
    return wrap(webContents, rows).rows();
  },
  'from a renderer that serves another one': ({ open, turn, renderer, id }) => {
    expose(renderer, rows, { rows: () => from(SIXTEEN) });
    const { renderer: other } = open();
    turn();
    return wrap(other, rows, { to: id }).rows();
  },
  'from a guest': ({ main, renderer, scheduler, turn }) => {
    const [hostSide, guestSide] = createMemoryLink({ scheduler });
    attachGuest(renderer).connect(hostSide, 'https://guest.example');
    const guest = createRenderer(guestSide, { scheduler });
    turn();
    expose(main, echo, { echo: (input$) => input$ });
    return wrap(guest, echo).echo(from(SIXTEEN));
  },
};

describe('items of one turn that are together too large for main', () => {
  describe.each(Object.entries(ways))('%s', (_way, start) => {
    it.each([ITEM_BYTES, 4079, 4080, 4081])('arrive one and all under a limit of %i bytes', async (limit) => {
      const all = setUp(limit);
      expect(await itemsOf(start(all), all)).toEqual(SIXTEEN);
    });
  });

  it.each([
    ['one byte less than ten of them', 4079, [9, 7]],
    ['ten of them', 4080, [10, 6]],
    ['one byte more', 4081, [10, 6]],
  ])('leave in as few messages as a limit of %s allows', async (_what, limit, sizes) => {
    for (const all of [setUp(limit), setUp(Infinity, { messageBytes: limit })]) {
      await itemsOf(ways['as the input of a stream of main']!(all), all);
      expect(all.batches()).toEqual(sizes);
    }
  });

  it('leave in one message under the limit of a transport that rises', async () => {
    const end = { messageBytes: 4080 };
    const { main, open, scheduler, turn } = inVirtualTime();
    const [mainEnd, rendererEnd] = createMemoryLink({ scheduler });
    const { renderer } = open({}, {}, [mainEnd, Object.assign(end, rendererEnd)]);
    const taken: string[] = [];
    expose(main, echo, { echo: (input$) => input$ });
    const input$ = new Subject<string>();
    wrap(renderer, echo)
      .echo(input$)
      .subscribe((item) => taken.push(item));
    turn();
    input$.next('first');
    turn();
    const send = jest.spyOn(end as Transport, 'send');
    end.messageBytes = 8000;
    for (const item of SIXTEEN.slice(1)) input$.next(item);
    turn();
    const items = send.mock.calls.flatMap(([frame]) =>
      unpackFrame<Message>(frame, 'structured-clone').filter(({ message }) => message.kind === 'items'),
    );
    expect(items).toHaveLength(1);
    expect(taken).toHaveLength(16);
  });
});

describe('a message of a renderer that is too large for main', () => {
  const at = 'y'.repeat(1000 / 2 - '[""]'.length);

  it('is refused at the call after the handshake, and one at the limit arrives', async () => {
    const { main, ipcRenderer, turn } = setUp(1000);
    const heard: unknown[] = [];
    main.ipcMain.on('x', (event, text: string) => heard.push((event.returnValue = text.length)));
    main.ipcMain.handle('x', (_event, text: string) => text.length);
    expect(() => ipcRenderer.send('x', `${at}y`)).toThrow(TOO_LARGE);
    expect(() => void ipcRenderer.sendSync('x', `${at}y`)).toThrow(TOO_LARGE);
    expect(() => void ipcRenderer.invoke('x', `${at}y`)).toThrow(TOO_LARGE);
    ipcRenderer.send('x', at);
    expect(ipcRenderer.sendSync('x', at)).toBe(at.length);
    const answer = ipcRenderer.invoke('x', at);
    turn();
    expect(await answer).toBe(at.length);
    expect(heard).toEqual([at.length, at.length]);
  });

  it('ends its stream alone, with a typed error', async () => {
    const all = setUp(1000);
    const { main, renderer, turn } = all;
    expose(main, echo, { echo: (input$) => input$ });
    const api = wrap(renderer, echo);
    const [sound$, broken$] = [new Subject<string>(), new Subject<string>()];
    const sound = lastValueFrom(api.echo(sound$).pipe(toArray()));
    const got: string[] = [];
    const broken = new Promise((_, error) => {
      api.echo(broken$).subscribe({ next: (item) => got.push(item), error });
    });
    turn();
    for (const item of ['small', at, `${at}y`, 'never']) broken$.next(item);
    turn();
    await expect(broken).rejects.toEqual(TOO_LARGE);
    expect(got).toEqual(['small', at]);
    sound$.next('sound');
    sound$.complete();
    turn();
    expect(await sound).toEqual(['sound']);
  });

  it('is an error without its details, if it is an error', async () => {
    const { renderer, webContents, turn } = setUp(5000);
    const error = Object.assign(new RangeError('m'.repeat(1000)), { rows: 'r'.repeat(3000) });
    expose(renderer, failing, {
      fail: () => {
        throw error;
      },
    });
    const failed = wrap(webContents, failing).fail();
    turn();
    await expect(failed).rejects.toMatchObject({ name: 'RangeError', message: error.message });
    await expect(failed).rejects.not.toHaveProperty('rows');
  });

  it('is refused by main, if main has not announced its limit', async () => {
    const { main, open, scheduler, turn } = inVirtualTime({ limits: { messageBytes: 1000 } });
    const { ipcRenderer } = open({}, {}, untoldLink(scheduler));
    main.ipcMain.handle('x', () => 'heard');
    turn();
    const answer = ipcRenderer.invoke('x', `${at}y`);
    turn();
    await expect(answer).rejects.toEqual(TOO_LARGE);
  });
});

describe('the limit that main announces', () => {
  it.each([
    ['its own is smaller', 500, 1000, 500],
    ["main's is smaller", 1000, 500, 500],
    ['main announces none', 1000, undefined, 1000],
  ])('bounds the messages of a renderer: %s', (_what, own, announced, least) => {
    const { ipcRenderer, send } = mainByHand({}, { limits: { messageBytes: own } });
    send({ kind: 'welcome', id: 3, epoch: 1, messageBytes: announced });
    const text = (bytes: number) => 'x'.repeat(bytes / 2 - '[""]'.length);
    expect(() => ipcRenderer.send('x', text(least + 2))).toThrow(TOO_LARGE);
    expect(() => ipcRenderer.send('x', text(least))).not.toThrow();
  });

  it('does not raise the limit of a transport', () => {
    const { ipcRenderer, send } = mainByHand({ messageBytes: 500 });
    send({ kind: 'welcome', id: 3, epoch: 1, messageBytes: 1000 });
    expect(() => ipcRenderer.send('x', 'x'.repeat(247))).toThrow(TOO_LARGE);
    expect(() => ipcRenderer.send('x', 'x'.repeat(246))).not.toThrow();
  });

  it.each(['1000', 1.5, null])('is a mistake of main if it is no integer: %j', (messageBytes) => {
    const { renderer, drops, send } = mainByHand();
    send({ kind: 'welcome', id: 3, epoch: 1, messageBytes });
    expect(renderer.id).toBe(0);
    expect(drops).toMatchObject([{ reason: 'malformed' }]);
  });
});
