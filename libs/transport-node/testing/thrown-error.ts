import { registerError } from '@culvert/core/contract';

/** The error that every peer has to carry to another thread: a class, a code, data, a cause, errors in an error. */
export class NoSuchProcess extends Error {
  override readonly name = 'NoSuchProcess';
  readonly code = 'ESRCH';
  readonly data: { readonly pid: number };

  constructor(pid: number) {
    const inner = new AggregateError([new TypeError('one'), new RangeError('two')], 'both');
    super(`There is no process ${pid}.`, { cause: inner });
    this.data = { pid };
  }
}

registerError(NoSuchProcess);

export function fail(): never {
  throw new NoSuchProcess(7);
}

/** Describes what is left of the error. */
export function describe(error: unknown): Readonly<Record<string, boolean>> {
  const { name, message, code, data, cause, stack } = (error ?? {}) as Partial<NoSuchProcess>;
  return {
    message: message === 'There is no process 7.',
    name: name === 'NoSuchProcess',
    code: code === 'ESRCH',
    data: data?.pid === 7,
    cause: cause instanceof Error && cause.message === 'both',
    'errors of an AggregateError': (cause as Partial<AggregateError> | undefined)?.errors?.length === 2,
    instanceof: error instanceof NoSuchProcess,
    'stack of the thrower': typeof stack === 'string' && stack.includes('fail'),
    'stack of the caller': typeof stack === 'string' && stack.includes('askFor'),
  };
}
