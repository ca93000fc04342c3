import { NEVER, type Observable } from 'rxjs';
import {
  call,
  defineContract,
  expose,
  stream,
  wrap,
  type HandlerContext,
  type MainOptions,
} from '../src/index.js';
import { inProcess } from './in-process.js';

/** The contract of the specs that end calls and streams. */
export const contract = defineContract('ends', {
  rows: stream<void, unknown>(),
  job: call<void, unknown>(),
  both: stream<Observable<unknown>, unknown>(),
});

/** Main, and a renderer that calls it. */
export function openCaller(options: MainOptions = {}) {
  const { main, open } = inProcess(options);
  const opened = open();
  return { main, ...opened, api: wrap(opened.renderer, contract) };
}

type Rows = (input: void, context: HandlerContext) => unknown;

/** Serves only the members that a test gives. */
export function serve(
  owner: Parameters<typeof expose>[0],
  rows: Rows,
  job: Rows = () => undefined,
  both: unknown = () => NEVER,
) {
  return expose(owner, contract, { rows, job, both } as never);
}

/** Records a stream: its items, and its end. */
export function collect(items$: Observable<unknown>): Promise<{ items: unknown[]; end: unknown }> {
  const items: unknown[] = [];
  return new Promise((resolve) =>
    items$.subscribe({
      next: (item) => items.push(item),
      error: (error: { code?: string; message: string }) =>
        resolve({ items, end: error.code ?? error.message }),
      complete: () => resolve({ items, end: 'complete' }),
    }),
  );
}
