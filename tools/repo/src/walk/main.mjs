// `npm run walk`: lists the files of Culvert that run for one message, in the order of their folders. It is a reading
// list for newcomers. V8 counts the calls of each function, so the list is measured and not written by hand.
import { Session } from 'node:inspector/promises';
import { register } from 'node:module';

register('./resolve-modules.mjs', import.meta.url);
const { createMain, createMemoryLink, createRenderer } = await import('@culvert/core');
const { call, defineContract, expose, wrap } = await import('@culvert/core/contract');

const main = createMain();
const [sender, receiver] = [openRenderer(), openRenderer()];
await Promise.all([sender.ready, receiver.ready]);

/** @type {import('@culvert/core/contract').CallMember<number, number>} */
const double = call();
const math = defineContract('math', { double });
expose(main, math, { double: (n) => 2 * n });
const api = wrap(sender, math);
let arrived = () => {};
receiver.ipcRenderer.on('note', () => arrived());

await walk('sendTo, from renderer to renderer', () => {
  const arrival = new Promise((resolve) => (arrived = () => resolve(undefined)));
  sender.ipcRenderer.sendTo(receiver.id, 'note', 1);
  return arrival;
});
await walk('a contract call of main, through wrap and expose, and its answer', () => api.double(1));
process.exit();

function openRenderer() {
  const [mainEnd, rendererEnd] = createMemoryLink();
  main.connect(mainEnd);
  return createRenderer(rendererEnd);
}

/**
 * @param {string} title
 * @param {() => Promise<unknown>} send
 */
async function walk(title, send) {
  // The first message also creates what later messages reuse.
  await send();
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  await session.post('Profiler.takePreciseCoverage');
  await send();
  const { result } = await session.post('Profiler.takePreciseCoverage');
  session.disconnect();
  const files = result.flatMap(({ url, functions }) => {
    const file = /\/(libs\/.*)$/.exec(url)?.[1];
    const called = functions.filter(({ functionName, ranges }) => functionName && ranges[0]?.count);
    if (file === undefined || called.length === 0) return [];
    const source = file.replace('/out-tsc/', '/src/').replace(/js$/, 'ts');
    return [`  ${source}: ${[...new Set(called.map(({ functionName }) => functionName))].join(', ')}`];
  });
  console.log(`${title}: ${files.length} files\n${files.sort().join('\n')}\n`);
}
