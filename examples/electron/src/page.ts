import { createRenderer } from '@culvert/core';
import { wrap } from '@culvert/core/contract';
import { electronTransport } from '@culvert/transport-electron/renderer';
import { system } from './contract.js';

const api = wrap(createRenderer(electronTransport()), system);
const output = document.getElementById('memory')!;

api.memory({ every: 1000 }).subscribe((megabytes) => {
  output.textContent = String(megabytes);
});
