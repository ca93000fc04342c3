import { explore } from './explore.js';
import type { Scenario } from './scenario.js';

function errorOf(scenario: Scenario): Error {
  try {
    explore(scenario);
  } catch (error) {
    return error as Error;
  }
  throw new Error('The exploration has found nothing.');
}

const here = 'nondeterminism.spec';

/** An `await` that only changes a variable. A replaced `then` does not see it. */
async function awaitOnce(): Promise<void> {
  await Promise.resolve();
}

describe('a scenario that explore cannot repeat', () => {
  it.each<[string, (renderer: { ipcRenderer: { send(channel: string, value: unknown): void } }) => unknown]>([
    ['Date.now', ({ ipcRenderer }) => ipcRenderer.send('x', Date.now() + Math.random())],
    ['Math.random', ({ ipcRenderer }) => ipcRenderer.send('x', Math.random())],
    ['performance.now', ({ ipcRenderer }) => ipcRenderer.send('x', performance.now())],
    ['crypto.randomUUID', ({ ipcRenderer }) => ipcRenderer.send('x', crypto.randomUUID())],
  ])('is reported with the line that reads %s', (name, send) => {
    const error = errorOf(({ renderer, step }) => step(renderer, () => void send(renderer)));
    expect(error).toMatchObject({ name: 'NondeterminismError' });
    expect(error.message).toMatch(new RegExp(`${here}.*\\(${name}\\)`));
  });

  it.each<[string, () => void]>([
    ['setTimeout', () => void setTimeout(() => undefined, 5)],
    ['setInterval', () => void setInterval(() => undefined, 5)],
    ['setImmediate', () => void setImmediate(() => undefined)],
    ['queueMicrotask', () => queueMicrotask(() => undefined)],
    ['a promise', () => void Promise.resolve(1).then(() => undefined)],
    ['a promise', () => void awaitOnce()],
    ['nextTick', () => process.nextTick(() => undefined)],
    ['postMessage', () => new MessageChannel().port1.postMessage(1)],
  ])('is reported with the line that uses %s', (what, use) => {
    const error = errorOf(({ renderer, step }) => step(renderer, use));
    expect(error.message).toContain(`has used ${what}`);
    expect(error.message).toContain(here);
  });

  it('is reported with the line of a handler that returns a promise', () => {
    const error = errorOf(({ main, renderer, step }) => {
      main.ipcMain.handle('x', async () => 1);
      step(renderer, () => void renderer.ipcRenderer.invoke('x'));
    });
    expect(error.message).toContain('has used a promise');
    expect(error.message).toContain(here);
  });

  it('is reported if a run depends on the one before', () => {
    let runs = 0;
    const error = errorOf(({ renderer, step }) => {
      const run = ++runs;
      step(renderer, () => renderer.ipcRenderer.send('x', run));
    });
    expect(error.message).toContain('It reads something that another run has left');
  });

  it('is refused if it is async, or a step of it is', () => {
    const scenario: unknown = async () => undefined;
    expect(() => explore(scenario as Scenario)).toThrow('the scenario is an async or generator function');
    const save: () => unknown = async () => undefined;
    const step: Scenario = ({ renderer, step: add }) => add(renderer, save);
    expect(() => explore(step)).toThrow('The step r1.1 has returned a promise');
    const lazy: unknown = () => Promise.resolve();
    expect(() => explore(lazy as Scenario)).toThrow('The scenario has returned a promise');
    const document: Scenario = ({ link }) => void link({ document: save });
    expect(() => explore(document)).toThrow('The document of r1 has returned a promise');
  });

  it('may close main without waiting for its promise', () => {
    const report = explore(({ main, renderer, step }) => {
      step(main, () => void main.close());
      step(renderer, () => renderer.ipcRenderer.send('x'));
    });
    expect(report.schedules).toBeGreaterThan(1);
  });

  it('leaves all globals and schedulers as they were', () => {
    const { then } = Promise.prototype;
    const { nextTick } = process;
    const { postMessage } = MessagePort.prototype;
    const before = [setTimeout, setInterval, queueMicrotask, then];
    const others = () => [process.nextTick, MessagePort.prototype.postMessage];
    errorOf(({ renderer, step }) => step(renderer, () => queueMicrotask(() => undefined)));
    expect([setTimeout, setInterval, queueMicrotask, Promise.prototype.then]).toEqual(before);
    expect(others()).toEqual([nextTick, postMessage]);
  });
});
