import { createRenderer } from '@culvert/core';
import { wrap, type MainApi } from '@culvert/core/contract';
import { webSocketTransport } from '@culvert/transport-web';
import { defer, finalize, retry, tap, timer } from 'rxjs';
import { counter } from './contract.js';

const show = (id: string, text: string) => (document.getElementById(id)!.textContent = text);

// A browser does not send the part behind the `#`, so no log of a server has the token.
// A reload finds the token in the storage of this tab.
const token = location.hash.slice(1) || sessionStorage.getItem('token') || undefined;
if (token !== undefined) sessionStorage.setItem('token', token);
history.replaceState(null, '', '/');

let api: MainApi<typeof counter.members>;

// A connection that has ended stays ended. So each subscription makes a renderer of its own.
const count$ = defer(() => {
  const renderer = createRenderer(webSocketTransport(`ws://${location.host}/culvert`, { token }));
  api = wrap(renderer, counter);
  return api.count().pipe(
    tap(() => show('status', `This page is renderer ${renderer.id}`)),
    finalize(() => renderer.close()),
  );
});

function connectAnew(error: Error) {
  show('status', error.message);
  return timer(1000);
}

count$.pipe(retry({ delay: connectAnew })).subscribe((count) => show('count', String(count)));
document.getElementById('add')!.onclick = () =>
  api.add(1).catch((error: Error) => show('status', error.message));
