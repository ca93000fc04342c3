import type { Observable } from 'rxjs';
import { firstValueFrom, of } from 'rxjs';
import {
  call,
  CulvertError,
  createMain,
  createMemoryLink,
  createRenderer,
  defineContract,
  expose,
  stream,
  structured,
  sync,
  wrap,
  type Codec,
} from '../../index.js';

/** Behaves like the codec of a platform without Float16Array that receives one. */
const older: Codec = {
  ...structured,
  decode(body) {
    if (body.text.includes('float16')) {
      throw new CulvertError(
        'ERR_CULVERT_UNSERIALIZABLE',
        'A Float16Array cannot be received: this platform has none.',
      );
    }
    return structured.decode(body);
  },
};

const contract = defineContract({
  ask: call<string, string>(),
  rows: stream<string, string>(),
  upload: stream<Observable<string>, string>(),
  config: sync<[string], string>(),
});

function setUp(mains: Codec, renderers: Codec) {
  const main = createMain({ codec: mains, limits: { badFrames: 0 } });
  const [mainEnd, rendererEnd] = createMemoryLink();
  const webContents = main.connect(mainEnd);
  const renderer = createRenderer(rendererEnd, { codec: renderers });
  const api = wrap(renderer, contract);
  return { main, webContents, renderer, api, ...renderer };
}

const lack = {
  code: 'ERR_CULVERT_UNSERIALIZABLE',
  message: expect.stringContaining('Float16Array') as string,
};

it('a value that main cannot receive fails only its call, and is not a fault of the renderer', async () => {
  const { main, webContents, api, ipcRenderer } = setUp(older, structured);
  expose(main, contract, {
    ask: (text: string) => text,
    rows: (text: string) => of(text),
    upload: (items$) => items$,
    config: ([text]: readonly [string]) => text,
  });
  main.ipcMain.handle('invoked', () => 1);
  main.ipcMain.on('asked', (event) => (event.returnValue = 1));
  main.ipcMain.on('told', () => undefined);
  await expect(api.ask('float16')).rejects.toMatchObject(lack);
  await expect(firstValueFrom(api.rows('float16'))).rejects.toMatchObject(lack);
  await expect(firstValueFrom(api.upload(of('float16')))).rejects.toMatchObject(lack);
  await expect(ipcRenderer.invoke('invoked', 'float16')).rejects.toMatchObject(lack);
  expect(() => void ipcRenderer.sendSync('asked', 'float16')).toThrow(expect.objectContaining(lack));
  expect(() => api.config('float16')).toThrow(expect.objectContaining(lack));
  ipcRenderer.send('told', 'float16');
  await expect(api.ask('well')).resolves.toBe('well');
  expect(webContents.isDestroyed()).toBe(false);
});

it('a value that a renderer cannot receive fails only its call', async () => {
  const { main, api, ipcRenderer } = setUp(structured, older);
  expose(main, contract, {
    ask: () => 'float16',
    rows: () => of('float16'),
    upload: () => of(''),
    config: () => '',
  });
  main.ipcMain.handle('invoked', () => 'float16');
  await expect(api.ask('')).rejects.toMatchObject(lack);
  await expect(firstValueFrom(api.rows(''))).rejects.toMatchObject(lack);
  await expect(ipcRenderer.invoke('invoked')).rejects.toMatchObject(lack);
});
