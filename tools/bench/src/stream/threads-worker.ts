import { Observable } from 'threads/observable';
import { expose } from 'threads/worker';
import { payloadSource } from '../measure/payloads.js';
import type { RowsQuery } from './rows.js';

expose({
  rows: ({ count, payload }: RowsQuery) =>
    new Observable<unknown>((observer) => {
      const value = payloadSource(payload);
      for (let n = 0; n < count; n++) observer.next(value());
      observer.complete();
    }),
});
