import * as api from './index.js';

describe('@culvert/transport-web/webview', () => {
  it('exports exactly this list, and can be imported without a DOM', () => {
    expect('customElements' in globalThis).toBe(false);
    expect(Object.keys(api).sort()).toEqual(['CulvertWebview', 'WebviewIpcMessageEvent']);
  });

  it('defines the element once', async () => {
    const defined = new Map<string, unknown>();
    const define = jest.fn((name: string, element: unknown) => void defined.set(name, element));
    Object.assign(globalThis, { customElements: { get: (name: string) => defined.get(name), define } });
    for (let times = 0; times < 2; times++) {
      await jest.isolateModulesAsync(async () => void (await import('./index.js')));
    }
    Reflect.deleteProperty(globalThis, 'customElements');
    expect(define.mock.calls).toEqual([['culvert-webview', expect.any(Function)]]);
  });
});
