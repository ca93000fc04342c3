import { createMain } from '@culvert/core';
import { expose } from '@culvert/core/contract';
import { serve } from '@culvert/transport-node';
import { BehaviorSubject } from 'rxjs';
import { createServer } from 'vite';
import { counter } from './contract.js';

const main = createMain();
// Main has the state. A page that comes late, or comes back, gets the last value first.
const count$ = new BehaviorSubject(0);
expose(main, counter, {
  add: (n) => count$.next(count$.value + n),
  count: () => count$,
});

const pagePort = Number(process.env['PORT'] ?? 5173);
const origin = `http://localhost:${pagePort}`;
const { port, token } = await serve(main, {
  allowedOrigins: [origin],
  token: process.env['TOKEN'],
});

// The dev server passes Culvert's requests on to main, so the page needs no other address.
const proxy = { '/culvert': { target: `http://127.0.0.1:${port}`, ws: true } };
const vite = await createServer({ server: { port: pagePort, strictPort: true, proxy } });
await vite.listen();
console.log(`Open ${origin}/#${token}`);
