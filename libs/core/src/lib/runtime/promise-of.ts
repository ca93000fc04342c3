import type { Observable } from 'rxjs';

/** Turns the Observable of an answer into a promise. */
export type PromiseMaker = <T>(answer$: Observable<T>) => Promise<T>;

let maker: PromiseMaker = subscribed;

/** The promise form of a call. It makes the call at once, and has the last value. */
export function promiseOf<T>(answer$: Observable<T>): Promise<T> {
  return maker(answer$);
}

/** The promise of any Observable. The promise of one that emits nothing has `undefined`. */
export function subscribed<T>(answer$: Observable<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    let answer: T;
    answer$.subscribe({
      next: (value) => (answer = value),
      error: reject,
      complete: () => resolve(answer),
    });
  });
}

/** While `run` runs, another function makes the promises. So a test sees the Observable behind each of them. */
export function makingPromises<T>(by: PromiseMaker, run: () => T): T {
  const outer = maker;
  maker = by;
  try {
    return run();
  } finally {
    maker = outer;
  }
}
