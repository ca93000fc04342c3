import {
  attachGuest,
  createMain,
  createMemoryLink,
  createRenderer,
  type AttachedGuest,
  type Main,
  type MainOptions,
  type Renderer,
  type Transport,
} from '../../index.js';

const refused = expect.objectContaining({
  name: 'TypeError',
  code: 'ERR_CULVERT_INVALID_ARGUMENT',
  message: 'A transport serves one connection only.',
}) as Error;

function createAnswering(options?: MainOptions): Main {
  const main = createMain(options);
  main.ipcMain.handle('who', ({ sender }) => sender.id);
  return main;
}

/** Main with a window, and a guest that the window carries. */
async function setUp() {
  const main = createAnswering({ limits: { renderers: 2 } });
  const [mainEnd, windowEnd] = createMemoryLink();
  main.connect(mainEnd);
  const host = createRenderer(windowEnd);
  const [carried, guestEnd] = createMemoryLink();
  const attached = attachGuest(host);
  attached.connect(carried, 'https://guest.example');
  const guest = createRenderer(guestEnd);
  await Promise.all([host.ready, guest.ready]);
  return { main, mainEnd, host, windowEnd, attached, guest, carried };
}

type Parts = Awaited<ReturnType<typeof setUp>>;
const ask = ({ ipcRenderer }: Renderer): Promise<unknown> => ipcRenderer.invoke('who');

function closedMain(): Main {
  const main = createMain();
  main.close();
  return main;
}

function closedRenderer(): Renderer {
  const renderer = createRenderer(createMemoryLink()[1]);
  renderer.close();
  return renderer;
}

function closedGuest(host: Renderer): AttachedGuest {
  const attached = attachGuest(host);
  attached.close();
  return attached;
}

describe('a second use of a transport', () => {
  it.each<[string, (parts: Parts, used: Transport) => void]>([
    ['its own main, which is full', ({ main }, used) => void main.connect(used)],
    ['another main', (_, used) => void createMain().connect(used)],
    ['a full main', (_, used) => void createMain({ limits: { renderers: 0 } }).connect(used)],
    ['a closed main', (_, used) => void closedMain().connect(used)],
    ['its own guest', ({ attached }, used) => attached.connect(used, '')],
    ['another guest', ({ host }, used) => attachGuest(host).connect(used, '')],
    ['a closed guest', ({ host }, used) => closedGuest(host).connect(used, '')],
    ['a guest of a closed window', (_, used) => attachGuest(closedRenderer()).connect(used, '')],
  ])('by %s is refused, and all connections go on', async (_, use) => {
    const parts = await setUp();
    for (const used of [parts.mainEnd, parts.carried]) {
      expect(() => use(parts, used)).toThrow(refused);
    }
    expect(await Promise.all([parts.host, parts.guest].map(ask))).toEqual([1, 2]);
    parts.main.close();
  });

  it("by a guest is refused for the window's own end", async () => {
    const parts = await setUp();
    expect(() => parts.attached.connect(parts.windowEnd, '')).toThrow(refused);
    expect(await Promise.all([parts.host, parts.guest].map(ask))).toEqual([1, 2]);
    parts.main.close();
  });
});
