/**
 * The names that fragments of code use and do not declare: those of the reader's own app. Fragments see no other
 * names than these, those of the packages, and those of RxJS and Node.
 */
import type * as core from '@culvert/core';
import type * as kit from '@culvert/transport-kit';
import type {
  ConformanceRun,
  IpcHelpers,
  Recording,
  RemoteRenderer,
  Scenario,
  TransportFixture,
} from '@culvert/testing';

type Members = {
  kill: core.CallMember<{ pid: number }, void>;
  samples: core.StreamMember<{ every: number }, Sample>;
  rows: core.StreamMember<string, string>;
};
interface Page {
  evaluate<T>(run: (name: string) => Promise<T>, name?: string): Promise<T>;
  close(): Promise<void>;
}
interface Socket extends kit.WebSocketLike {
  on(event: 'message', listener: (frame: string) => void): void;
  terminate(): void;
}

declare global {
  type Config = { readonly theme: string };
  type Hit = string;
  type Sample = { readonly at: number };
  type Theme = 'light' | 'dark';

  /** The typings of the DOM have no service worker. */
  interface Event {
    waitUntil(done: Promise<unknown>): void;
  }
  interface Window {
    readonly clients: { claim(): Promise<void> };
  }

  const activity: core.Contract<Pick<Members, 'kill' | 'samples'>>;
  const api: core.MainApi<Members>;
  const call$: IpcHelpers['call$'];
  const cold: IpcHelpers['cold'];
  const configSchema: core.StandardSchema<Config>;
  const expectCall: IpcHelpers['expectCall'];
  const expectMessages: IpcHelpers['expectMessages'];
  const expectObservable: IpcHelpers['expectObservable'];
  const expectState: IpcHelpers['expectState'];
  const handlers: core.MainHandlers<Pick<Members, 'kill' | 'samples'>>;
  const frame: string;
  const frames$: { next(frame: string): void };
  const iframe: HTMLIFrameElement;
  const intervalMs: number;
  const ipcMain: core.IpcMain;
  const ipcRenderer: core.IpcRenderer;
  const large: Uint8Array;
  const limits: core.Limits;
  const link: IpcHelpers['link'];
  const listen: (worker: import('node:worker_threads').Worker) => kit.PendingConnections;
  const main: core.Main;
  const marks: kit.Marks;
  const ngZone: { run(task: () => void): void };
  const options: core.MainOptions;
  const page: Page;
  const parts: core.Transport;
  const port: MessagePort;
  const query: string;
  const recording: Recording;
  const remote: RemoteRenderer;
  const renderer: core.Renderer;
  const scenario: Scenario;
  const session: string;
  const silence: kit.Silence;
  const socket: Socket;
  const state: core.RouterState;
  const summary: string;
  const token: string;
  const transport: core.Transport;
  const url: string;
  const webview: import('@culvert/transport-web/webview').CulvertWebview;
  const worker: import('node:worker_threads').Worker;

  const apply: (theme: Theme) => void;
  const draw: (sample: Sample) => void;
  const onTick: (ms: number, tick: (isLate: boolean) => void) => void;
  const hideTokens: (error: core.ErrorData) => core.ErrorData;
  const insert: (row: string) => Promise<void>;
  const myTransport: () => core.Transport;
  const onPost: (take: (body: { from: number; frames: string[]; request: string }) => unknown) => void;
  const openRenderer: (main: core.Main, info: core.ConnectInfo) => ReturnType<TransportFixture['open']>;
  const post: (body: string) => string;
  const postWithXhr: (url: string, body: string) => kit.SyncAnswer;
  const render: (tick: number) => void;
  const retry: () => void;
  const run: ConformanceRun['run'];
  const reset: ConformanceRun['reset'];
  const measure: () => Sample;
  const save: (...values: unknown[]) => Promise<void>;
  const show: (value: unknown) => void;
  const start: (codec: string) => Promise<void>;
}
