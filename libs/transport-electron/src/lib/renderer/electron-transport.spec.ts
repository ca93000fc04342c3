import { electronTransport } from './electron-transport.js';

describe('electronTransport', () => {
  afterEach(() => {
    delete (globalThis as Record<string, unknown>)['culvert'];
  });

  it.each([
    [undefined, {}, 'window.culvert'],
    [{ open: 'a function' }, {}, 'window.culvert'],
    [undefined, { apiKey: 'ipc' }, 'window.ipc'],
  ])('names the remedy if the page has %p', (exposed, options, name) => {
    Object.assign(globalThis, { culvert: exposed });
    expect(() => electronTransport(options)).toThrow(
      expect.objectContaining({
        code: 'ERR_CULVERT_NOT_EXPOSED',
        message: expect.stringMatching(`There is no ${name}: call exposeCulvert`),
      }),
    );
  });

  it.each([
    [{ type: 'closed' }, 'ERR_CULVERT_DISCONNECTED'],
    [{ type: 'timeout' }, 'ERR_CULVERT_SYNC_TIMEOUT'],
    [{ type: 'refused', reason: 'no' }, 'ERR_CULVERT_DENIED'],
  ])('gives %j of sendSync its code', (answer, code) => {
    Object.assign(globalThis, {
      addEventListener: () => undefined,
      culvert: { channels: [], open: () => 'c', sendSync: () => answer },
    });
    expect(() => electronTransport().sendSync!('frame', 1)).toThrow(expect.objectContaining({ code }));
  });
});
