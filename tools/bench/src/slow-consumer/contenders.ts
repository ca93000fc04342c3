import type { SlowContender } from './contender.js';

const here = (file: string): URL => new URL(file, import.meta.url);

export const slowContenders: readonly SlowContender[] = [
  { name: 'Culvert', role: 'culvert', module: here('./culvert.js') },
  { name: 'postMessage', role: 'platform', module: here('./raw.js') },
  { name: 'Effect RPC', role: 'peer', module: here('./effect.js') },
  { name: 'capnweb', role: 'peer', module: here('./capnweb.js') },
  { name: 'threads', role: 'peer', module: here('./threads.js') },
  { name: 'observable-webworker', role: 'peer', module: here('./observable-webworker.js') },
];
