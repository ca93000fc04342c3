import { ServiceWorkerWait } from './service-worker-wait.js';
import { checkSyncUrl, syncUrlOf } from './sync-path.js';

function stayAt(origin: string): void {
  Object.assign(globalThis, { location: { origin } });
}

afterEach(() => {
  delete (globalThis as { location?: unknown }).location;
});

describe('the url of sync requests', () => {
  it.each([
    ['https://app.example', undefined, 'https://app.example/culvert-sync'],
    ['https://app.example', '/wait', 'https://app.example/wait'],
    ['https://app.example', 'https://app.example:443/wait', 'https://app.example/wait'],
    ['app://bundle', '/wait', 'app://bundle/wait'],
    ['app://bundle', 'app://bundle/wait', 'app://bundle/wait'],
  ])('belongs to the origin %s: %s', (origin, url, expected) => {
    stayAt(origin);
    expect(() => checkSyncUrl('url', url)).not.toThrow();
    expect(syncUrlOf(url)?.href).toBe(expected);
  });

  it.each([
    ['https://app.example', 'http://app.example/wait'],
    ['https://app.example', '//other.example/wait'],
    ['app://bundle', 'app://other/wait'],
    ['app://bundle', 'https://bundle/wait'],
  ])('cannot belong to another origin than %s: %s', (origin, url) => {
    stayAt(origin);
    expect(() => checkSyncUrl('url', url)).toThrow(
      expect.objectContaining({ code: 'ERR_CULVERT_INVALID_ARGUMENT' }),
    );
  });

  it('is none in a context without an origin, and sendSync says that it cannot wait', () => {
    stayAt('null');
    expect(() => checkSyncUrl('url', '/wait')).not.toThrow();
    const post = jest.fn();
    expect(() => new ServiceWorkerWait('/wait').request('frame', post, 1)).toThrow(
      expect.objectContaining({ code: 'ERR_CULVERT_SYNC_UNSUPPORTED' }),
    );
    expect(post).not.toHaveBeenCalled();
  });
});
