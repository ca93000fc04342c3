import { Observable } from 'threads/observable';
import { expose } from 'threads/worker';
import { payloadSource } from '../measure/payloads.js';

const value = payloadSource('small');

expose({
  rows: (count: number) =>
    new Observable<unknown>((observer) => {
      for (let n = 0; n < count; n++) observer.next(value());
      observer.complete();
    }),
});
