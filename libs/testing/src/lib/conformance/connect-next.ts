import type { ConnectInfo, Main, WebContents } from '@culvert/core';

/** Stands before main if renderers connect by themselves, as the clients of a server do. */
export interface ConnectNext {
  /** For the server, in place of main. */
  readonly main: Pick<Main, 'connect' | 'limits'>;
  /** The next renderer to connect. It gets this info in addition to the info of the server. */
  readonly next: (info: ConnectInfo) => Promise<WebContents>;
}

/**
 * @example
 * const { main: host, next } = connectNext(main);
 * const server = await serve(host);
 * const webContents = await next({ kind: 'webview', host: 1 });
 */
export function connectNext(main: Main): ConnectNext {
  const awaited: { readonly info: ConnectInfo; readonly take: (webContents: WebContents) => void }[] = [];
  return {
    main: {
      limits: main.limits,
      connect(transport, info) {
        const first = awaited.shift();
        const webContents = main.connect(transport, { ...info, ...first?.info });
        first?.take(webContents);
        return webContents;
      },
    },
    next: (info) => new Promise((take) => awaited.push({ info, take })),
  };
}
