import {
  createMain,
  type Drop,
  type Main,
  type Renderer,
  type RendererDrop,
  type RendererOptions,
} from '@culvert/core';
import { invalidArgument } from '@culvert/protocol';
import { defer, distinctUntilChanged, filter, isObservable, map, type Observable } from 'rxjs';
import type { RunHelpers, TestScheduler } from 'rxjs/testing';
import { checkOptions, mainOptions } from '../options.js';
import { answerOf } from './answers.js';
import { BlockedRenderers } from './blocked-renderers.js';
import {
  Expectations,
  type Expected,
  type ExpectedObservable,
  type Helper,
  type Observed,
} from './expectations.js';
import { failureError, undrawnError } from './failure-report.js';
import type { IpcHelpers, IpcOptions, MessageSource, WireSource } from './ipc-helpers.js';
import { isEqual } from './equality.js';
import { checkLink, stopTimes } from './link-options.js';
import { matches } from './match.js';
import { Handshake, ProcessClock } from './process-clock.js';
import { sourceName } from './source-name.js';
import { step } from './step.js';
import { StepLimit } from './step-limit.js';
import { DrawnLink, type LinkRun } from './virtual-link.js';
import { describeMessage } from './wire-message.js';
import { wireRows } from './wire-rows.js';

/** @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` if the test is not a function, and for an unknown option */
export function checkTest(user: string, test: unknown, options: object): void {
  if (typeof test !== 'function') {
    throw invalidArgument(`${user} needs a test: ${user}(({ main, renderer, expectMessages }) => { … }).`);
  }
  if (/Generator/.test(Object.prototype.toString.call(test)))
    throw invalidArgument(`${user}: the test is a generator function, which runs nothing when it is called.`);
  checkOptions(user, options, mainOptions);
}

/** One test: main, its links, and what is expected of them. */
export class IpcRun {
  readonly helpers: IpcHelpers;
  private readonly scheduler: TestScheduler;
  readonly limit: StepLimit;
  private readonly expectations: Expectations;
  private readonly context: LinkRun;
  /** Errors of the test that its own code may not catch or draw. */
  private readonly problems: unknown[] = [];
  private isLinked = false;

  /** @param user the function that the test has called */
  constructor(user: string, scheduler: TestScheduler, marbles: RunHelpers, options: IpcOptions) {
    this.scheduler = scheduler;
    const limit = (this.limit = new StepLimit(user, scheduler));
    this.expectations = new Expectations(scheduler, limit);
    const handshake = new Handshake();
    const mainClock = new ProcessClock(scheduler, handshake);
    const main = createMain({ ...options, scheduler: mainClock });
    const rendererOptions: RendererOptions = options.codec ? { codec: options.codec } : {};
    const blocked = new BlockedRenderers(scheduler, limit, this.problems);
    this.context = { main, mainClock, scheduler, handshake, blocked, rendererOptions, links: [] };
    const first = DrawnLink.ofWindow(this.context, {}, {});
    const { cold, hot, time, animate } = marbles;
    this.helpers = {
      cold,
      hot,
      time,
      animate,
      flush: () => this.flush(),
      main,
      renderer: first.renderer,
      link: (given = {}) => this.link(first, given),
      stopMain: (drawing) => {
        for (const { at, does } of stopTimes(drawing)) scheduler.schedule(() => mainClock[does](), at);
      },
      expectSubscriptions: this.expectations.subscriptions,
      expectObservable: (source$, subscription) =>
        this.expect(
          { name: () => `expectObservable(${this.nameOf(source$)})`, source$ },
          'expectObservable',
          subscription,
        ),
      expectCall: (makeCall, subscription) => {
        const name = () => `expectCall(${sourceOf(makeCall)})`;
        const source$ = () => answerOf('expectCall', makeCall, blocked);
        return this.expect({ name, source$ }, 'expectCall', subscription);
      },
      call$: <T>(makeCall: () => PromiseLike<T> | Observable<T>) =>
        defer(() => this.refusing(() => answerOf('call$', makeCall, blocked))) as Observable<T>,
      expectMessages: (source: MessageSource | WireSource) => this.expectMessages(source),
      expectState: (select) => {
        const name = () => `expectState(${sourceOf(select)})`;
        const source$ = main.state$.pipe(map(select), distinctUntilChanged(isEqual));
        return this.expect({ name, source$ }, 'expectState');
      },
      expectDrops: (of: Main | Renderer = main) => {
        const partial = { match: matches, isPartial: true, show: describeDrop };
        const observed = { name: () => 'expectDrops()', source$: dropsOf(of), ...partial };
        return this.expect(observed, 'expectDrops');
      },
    };
  }

  /** Lets virtual time pass to its end. @throws Error for marbles that differ */
  flush(): void {
    while (this.step());
    this.check();
  }

  /** Lets virtual time pass to the next action. @returns false if there is none, or too many have run */
  step(): boolean {
    return step(this.scheduler, this.limit);
  }

  /** Nothing more can be expected: it would compare nothing. */
  end(): void {
    this.expectations.end();
  }

  /**
   * Draws expectations for a matcher of `expect`.
   *
   * @param matcher the function that `expect` has called
   */
  drawnBy(matcher: Helper, draw: (helpers: IpcHelpers) => void): void {
    this.expectations.placedBy(matcher, () => draw(this.helpers));
  }

  /** Ends the test. @throws Error for marbles that differ, and for an expectation without a drawing */
  finish(): void {
    this.check();
    const undrawn = this.expectations.undrawn();
    if (undrawn !== undefined) throw undrawnError(undrawn);
  }

  /** @throws Error for marbles that differ, and for a problem of the test */
  private check(): void {
    if (this.problems.length > 0) throw this.problems[0];
    this.limit.check();
    const [first, ...others] = this.expectations.check();
    if (first !== undefined) throw failureError([first, ...others], () => wireRows(this.context.links));
  }

  private expect(
    observed: Observed<unknown>,
    user: keyof IpcHelpers,
    subscription?: string | null,
  ): ExpectedObservable<never> {
    return this.expectations.observe(observed, Reflect.get(this.helpers, user) as Helper, subscription);
  }

  private nameOf(source$: Observable<unknown>): string {
    return sourceName(source$, this.context);
  }

  private refusing<T>(run: () => T): T {
    try {
      return run();
    } catch (error) {
      this.problems.push(error);
      throw error;
    }
  }

  private link(first: DrawnLink, given: Parameters<IpcHelpers['link']>[0] & object): DrawnLink {
    checkLink('link', given);
    const { info, renderer, ...drawn } = given;
    if (!this.isLinked && (info !== undefined || renderer !== undefined)) throw tooLate();
    // All drawings are read before a renderer is added, so that a wrong one adds none.
    DrawnLink.check(drawn);
    const link = this.isLinked ? DrawnLink.ofWindow(this.context, info ?? {}, renderer ?? {}) : first;
    this.isLinked = true;
    link.draw(drawn);
    return link;
  }

  private expectMessages(source: MessageSource | WireSource): Expected<unknown> {
    const { messages$ } = (source ?? {}) as Partial<WireSource & MessageSource>;
    if (!isObservable(messages$)) {
      throw invalidArgument(
        'expectMessages needs a channel, a link or a direction of one: expectMessages(main.channel(name)), expectMessages(link().up).',
      );
    }
    if (isObservable(source)) {
      const args$ = (messages$ as MessageSource['messages$']).pipe(map(({ args }) => args));
      return this.expect(
        { name: () => `expectMessages(${this.nameOf(source)})`, source$: args$ },
        'expectMessages',
      );
    }
    const name = () => `expectMessages(${linkName(source, this.context)})`;
    const partial = { match: matches, isPartial: true, show: describeMessage };
    return this.expect({ name, source$: messages$, ...partial }, 'expectMessages');
  }
}

function linkName(source: MessageSource | WireSource, { links }: LinkRun): string {
  for (const link of links) {
    if (link === source) return `the link of renderer ${link.renderer.id}`;
    for (const direction of ['up', 'down'] as const)
      if (link[direction] === source) return `${direction} of renderer ${link.renderer.id}`;
  }
  return 'a channel';
}

function dropsOf(of: Main | Renderer): Observable<Partial<RendererDrop>> {
  if ('drops$' in of) return of.drops$;
  return of.inspect$.pipe(filter((item) => item.kind === 'drop')) as Observable<object>;
}

/** `unknown-target: sendTo chat to 2` */
function describeDrop({ reason, message, channel, to, count }: Partial<Drop>): string {
  const words = [message, channel, to === undefined ? undefined : `to ${to}`, count];
  return `${reason ?? '…'}: ${words.filter((word) => word !== undefined).join(' ')}`;
}

/** The source of a function on one line, without the traces of compilers: `()=>(0, _core.wrap)(a)` is `() => wrap(a)`. */
function sourceOf(code: unknown): string {
  return String(code)
    .replace(/\(0, ?[\w$]+\.([\w$]+)\)/g, '$1')
    .replace(/\s*=>\s*/g, ' => ')
    .replace(/\s+/g, ' ');
}

function tooLate(): TypeError {
  return invalidArgument(
    'The renderer of the first link exists already: give info and renderer to a further link().',
  );
}
