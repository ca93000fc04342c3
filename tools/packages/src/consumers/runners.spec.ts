import { entriesOf, packageRoots, readManifest } from '../index.mjs';
import { Consumer } from './consumer.js';

// These need a page or Electron's own processes.
const needsPlatform = ['@culvert/transport-web/webview', '@culvert/transport-electron/preload'];
const entries = packageRoots.flatMap((root) => {
  const manifest = readManifest(root);
  return entriesOf(manifest).map(({ subpath }) => `${manifest.name}${subpath.slice(1)}`);
});

describe('a project without a compiler', () => {
  let consumer: Consumer;
  beforeAll(() => {
    consumer = new Consumer().add('plain').add('jest-esm').add('shared/culvert.spec.ts', 'culvert.spec.ts');
  });
  afterAll(() => consumer.remove());

  it('runs marbles in node:test, and sees them fail', () => {
    const { output } = consumer.runNode(['--test', 'marbles.test.mjs']);

    expect(output).toMatch(/# pass 4\n# fail 0/);
  });

  it.each(['node', 'jsdom'])('runs marbles in ES modules: Jest, %s', (environment) => {
    const { output } = consumer.runNode([
      '--experimental-vm-modules',
      'node_modules/jest/bin/jest.js',
      `--env=${environment}`,
    ]);

    expect(output).toMatch(/Tests: +2 passed, 2 total/);
  });

  it('has one instance of each entry, by require and by import', () => {
    const { output } = consumer.runNode([
      'required.cjs',
      ...entries.filter((name) => !needsPlatform.includes(name)),
    ]);

    expect(output).toBe('entries with two instances: none\n');
  });

  it.each(['node', 'jsdom'])('runs marbles and a worker: Vitest, %s', (environment) => {
    const { output } = consumer.runPackage('vitest/vitest.mjs', [
      'run',
      '--globals',
      '--no-color',
      `--environment=${environment}`,
      'culvert.spec.ts',
    ]);

    expect(output).toMatch(/Tests +7 passed \(7\)/);
  });
});
