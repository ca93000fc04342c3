import { findMain } from './find-main.js';

type Found = ReturnType<typeof findMain>;

/** Looks at what a page finds that has these globals, where there is no page. */
function inPage<T>(globals: Record<string, unknown>, href: string, look: (found: Found) => T): T {
  const page: Record<string, unknown> = {
    window: globals,
    location: new URL(href),
    sessionStorage: { getItem: () => null, setItem: () => undefined },
    history: { replaceState: () => undefined },
    ...globals,
  };
  const before = Object.keys(page).map(
    (name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const,
  );
  for (const [name, value] of Object.entries(page)) {
    Object.defineProperty(globalThis, name, { value, configurable: true });
  }
  try {
    return look(findMain());
  } finally {
    for (const [name, descriptor] of before) {
      if (descriptor === undefined) Reflect.deleteProperty(globalThis, name);
      else Object.defineProperty(globalThis, name, descriptor);
    }
  }
}

describe('findMain', () => {
  it('takes what a preload script has exposed, and needs no key', () => {
    const culvert = { channels: ['a'], open: jest.fn(() => 'connection') };
    const globals = { culvert, addEventListener: () => undefined };
    inPage(globals, 'activity://app/', (way) => expect(way!.open().transfersPorts).toBe(true));
    expect(culvert.open).toHaveBeenCalledTimes(1);
  });

  it('takes the server with its key, and nothing without', () => {
    inPage({}, 'http://127.0.0.1:1/?token=t', (way) => expect(way!.open).toBeInstanceOf(Function));
    inPage({}, 'http://127.0.0.1:1/', (way) => expect(way).toBeUndefined());
  });
});
