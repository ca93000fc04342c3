import { NEVER, type Observable } from 'rxjs';
import {
  createMain,
  createMemoryLink,
  createRenderer,
  electronJson,
  structured,
  turnScheduler,
  type Inspection,
  type Main,
  type Policy,
  type RendererStatus,
  type RouterState,
  type Transport,
  type WebContents,
} from '../../index.js';

/** The types are equal, neither wider nor narrower. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function same<A, B>(...isSame: Same<A, B> extends true ? [] : ['not the same']): void;

export function main(transport: Transport): void {
  const policy: Policy = ({ kind, channel, sender, target }) => {
    if (kind === 'sendTo' && target?.kind !== 'window') return { deny: `not to ${target?.id}` };
    return sender.origin === undefined || channel.length > 0;
  };
  createMain({ codec: structured, policy, limits: { messageBytes: 1000 }, scheduler: turnScheduler });
  // @ts-expect-error no such option
  createMain({ timeout: 1 });
  // @ts-expect-error no such limit
  createMain({ limits: { messages: 1 } });
  // @ts-expect-error a policy decides at once
  createMain({ policy: async () => true });
  const { connect, inspect$, state$ } = createMain();
  same<ReturnType<typeof connect>, WebContents>();
  connect(transport, { kind: 'webview', host: 1, origin: 'app://x', identity: 'me', id: 2, graceMs: 1000 });
  // @ts-expect-error no such kind
  connect(transport, { kind: 'tab' });
  same<ReturnType<Main['webContents']['fromId']>, WebContents | undefined>();
  same<ReturnType<Main['webContents']['getAll']>, WebContents[]>();
  same<typeof inspect$, Observable<Inspection>>();
  same<typeof state$, Observable<RouterState>>();
  inspect$.subscribe((item) => {
    // @ts-expect-error an event has no reason, a drop has
    void item.reason;
    if (item.kind === 'drop') same<typeof item.message, string>();
  });
  state$.subscribe((state) => {
    // @ts-expect-error the state is the router's
    state.lastId = 0;
  });
}

export function renderer(transport: Transport): void {
  const it = createRenderer(transport, { codec: electronJson, syncTimeoutMs: 1, callTimeoutMs: 1 });
  same<typeof it.id, number>();
  same<typeof it.ready, Promise<void>>();
  same<typeof it.status$, Observable<RendererStatus>>();
  // @ts-expect-error main gives the id
  it.id = 1;
}

export function transports(): void {
  same<ReturnType<typeof createMemoryLink>, readonly [main: Transport, renderer: Transport]>();
  createMemoryLink({ scheduler: turnScheduler });
  const minimal: Transport = {
    encoding: 'text',
    frames$: NEVER,
    send: () => undefined,
    close: () => undefined,
  };
  // @ts-expect-error no such encoding
  const wrong: Transport = { ...minimal, encoding: 'json' };
  void wrong;
}
