import type { Renderer } from '@culvert/core';
import { expose, wrap, type HandlerContext, type MainApi, type RendererApi } from '@culvert/core/contract';
import type { Observable } from 'rxjs';
import { from, map, toArray, firstValueFrom, type ObservedValueOf } from 'rxjs';
import { app, peer } from './contracts.js';
import { describe } from './findings.js';
import { countTo, untilAborted, type Stage } from './stage.js';
import type { Latencies } from './tally.js';

type Members<C> = C extends { readonly members: infer M } ? M : never;
type AppApi = MainApi<Members<typeof app>>;
type PeerApi = RendererApi<Members<typeof peer>>;

/** Actions of an honest renderer while others are hostile. Each has one right outcome. */
export const honestDeeds = [
  'invoke',
  'call',
  'sync',
  'sync member',
  'stream',
  'duplex',
  'send',
  'call a peer',
  'stream of a peer',
  'duplex with a peer',
  'send to a peer',
  'talk',
  'a stream whose teardown throws',
  'headers over the limit',
  'a channel over the limit',
  'a message over the limit',
] as const;
export type HonestDeed = (typeof honestDeeds)[number];

let lastNonce = 0;

/** A value that no other renderer has. */
export function newNonce({ nonces }: Stage): string {
  const nonce = `nonce ${++lastNonce}`;
  nonces.add(nonce);
  return nonce;
}

/**
 * An honest renderer. It serves `peer` and runs its actions. Each outcome is checked against the
 * one right outcome.
 */
export class HonestRenderer {
  readonly renderer: Renderer;
  readonly api: AppApi;
  pending = 0;
  private readonly name: string;
  private readonly stage: Stage;
  private readonly latencies: Latencies | undefined;

  constructor(name: string, renderer: Renderer, id: number, stage: Stage, latencies?: Latencies) {
    this.name = name;
    this.renderer = renderer;
    this.stage = stage;
    this.latencies = latencies;
    this.api = wrap(renderer, app);
    stage.cast.honest.add(id);
    this.serve(id);
  }

  /** Checks that the renderer is open. Call it while neither main nor the run has closed it. */
  checkAlive(): void {
    let status: string = 'unknown';
    this.renderer.status$.subscribe((current) => (status = current)).unsubscribe();
    if (status !== 'live')
      this.stage.findings.add('honest renderers stay connected', `${this.name} is ${status}`);
  }

  /** @param other another honest renderer */
  do(deed: HonestDeed, other: HonestRenderer): void {
    const { api, stage } = this;
    const { ipcRenderer, id } = this.renderer;
    const nonce = newNonce(stage);
    const answer = [id, nonce];
    const peerApi: PeerApi = wrap(this.renderer, peer, { to: other.renderer.id });
    switch (deed) {
      case 'invoke':
        this.expect(deed, answer, () => ipcRenderer.invoke('honest-call', nonce));
        break;
      case 'call':
        this.expect(deed, answer, () => api.echo(nonce));
        break;
      case 'sync':
        this.expect(deed, answer, async () => ipcRenderer.sendSync('honest-sync', nonce) as unknown);
        break;
      case 'sync member':
        this.expect(deed, answer, async () => api.whoami(nonce));
        break;
      case 'stream':
        this.expect(deed, numbers(100), () => firstValueFrom(api.ticks(100).pipe(toArray())));
        break;
      case 'duplex':
        // Main's own handler has no error or end callback for half of its subscribers.
        this.expect(deed, `${nonce}!`, () => firstOf(api.join(from([nonce]))));
        break;
      case 'send':
        ipcRenderer.send('honest', nonce);
        break;
      case 'call a peer':
        this.expect(deed, answer, () => peerApi.echo(nonce));
        break;
      case 'stream of a peer':
        this.expect(deed, numbers(90), () => firstValueFrom(peerApi.count(90).pipe(toArray())));
        break;
      case 'duplex with a peer':
        this.expect(deed, [`${nonce}?`], () => firstValueFrom(peerApi.join(from([nonce])).pipe(toArray())));
        break;
      case 'talk':
        this.expect(deed, [`${nonce}.`], () => firstValueFrom(api.talk(from([nonce])).pipe(toArray())));
        break;
      case 'a stream whose teardown throws':
        api
          .torn(1)
          .subscribe({ error: () => undefined })
          .unsubscribe();
        break;
      case 'headers over the limit':
        this.expectRefusal(deed, () => api.echo(nonce, { headers: { a: 'x'.repeat(9000) } }));
        break;
      case 'a channel over the limit':
        this.expectRefusal(deed, () => ipcRenderer.invoke('x'.repeat(1025), nonce));
        break;
      case 'a message over the limit':
        this.expectRefusal(deed, () => ipcRenderer.invoke('honest-call', 'x'.repeat(300_000)));
        break;
      case 'send to a peer':
        ipcRenderer.sendTo(other.renderer.id, 'honest', nonce);
        break;
    }
  }

  /** A hostile peer may answer anything. The call only has to end when that peer has left. */
  askHostile(id: number, how: number): void {
    const api: PeerApi = wrap(this.renderer, peer, { to: id });
    const nonce = newNonce(this.stage);
    const asked = (): Promise<unknown> => {
      if (how === 0) return api.echo(nonce);
      if (how === 1) return firstValueFrom(api.count(10).pipe(toArray()));
      return firstValueFrom(api.join(from([nonce])).pipe(toArray()));
    };
    this.pending++;
    asked().then(
      () => this.pending--,
      () => this.pending--,
    );
  }

  private expect(deed: HonestDeed, right: unknown, ask: () => Promise<unknown>): void {
    const { findings, tally } = this.stage;
    const start = performance.now();
    this.pending++;
    ask().then(
      (value) => {
        this.pending--;
        this.latencies?.add(performance.now() - start);
        tally.add('honest calls answered');
        if (JSON.stringify(value) !== JSON.stringify(right)) {
          findings.add(
            'no answer to the wrong caller',
            `${this.name}, ${deed}: ${describe(value)} for ${describe(right)}`,
          );
        }
      },
      (error: unknown) => {
        this.pending--;
        findings.add('honest calls succeed', `${this.name}, ${deed}: ${describe(error)}`);
      },
    );
  }

  /** Expects a refusal with a code from main, and no other loss. */
  private expectRefusal(deed: HonestDeed, ask: () => Promise<unknown>): void {
    const { findings, tally } = this.stage;
    this.pending++;
    new Promise((resolve) => resolve(ask())).then(
      (value) => {
        this.pending--;
        findings.add(
          'honest calls succeed',
          `${this.name}, ${deed}: taken, with the answer ${describe(value)}`,
        );
      },
      (error: unknown) => {
        this.pending--;
        tally.add('honest calls refused');
        if (/ERR_CULVERT_/.test(String((error as { code?: unknown }).code))) return;
        findings.add('honest calls succeed', `${this.name}, ${deed}: ${describe(error)}`);
      },
    );
  }

  private serve(id: number): void {
    const { renderer, stage } = this;
    const reached = (kind: string, name: string, { sender }: HandlerContext, nonce: unknown) =>
      stage.reached(sender.id, kind, `peer/${name}`, id, nonce);
    expose(renderer, peer, {
      echo: (nonce, context) => {
        reached('call', 'echo', context, nonce);
        return [context.sender.id, nonce] as const;
      },
      secret: (nonce, context) => {
        reached('call', 'secret', context, nonce);
        return 'secret';
      },
      hang: (nonce, context) => {
        reached('call', 'hang', context, nonce);
        return untilAborted(stage, 'peer/hang', context);
      },
      count: (count, context) => {
        reached('stream', 'count', context, count);
        return countTo(count);
      },
      join: (words$: Observable<string>, context) => {
        reached('stream', 'join', context, undefined);
        return words$.pipe(map((word) => `${word}?`));
      },
    });
    for (const channel of ['hello', 'secret', 'open', 'up', 'honest']) {
      renderer.ipcRenderer.on(channel, ({ senderId }, nonce) => {
        stage.reached(senderId, 'sendTo', channel, id, nonce);
      });
    }
    renderer.ports$.subscribe(({ senderId, port }) => {
      stage.reached(senderId, 'port', 'any', id, undefined);
      port.close();
    });
  }
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, n) => n);
}

/** The first item. The consumer then leaves the stream. */
function firstOf<T extends Observable<unknown>>(stream: T): Promise<ObservedValueOf<T>> {
  return firstValueFrom(stream) as Promise<ObservedValueOf<T>>;
}
