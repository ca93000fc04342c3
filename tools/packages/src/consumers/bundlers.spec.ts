import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { Consumer } from './consumer.js';

/** Half of a program imports Culvert, the other half requires it. Both must find the same class. */
const mixed = `
import { CulvertError, createMain } from '@culvert/core';
import { expose } from '@culvert/core/contract';
const required = require('@culvert/core');
console.log(required.CulvertError === CulvertError && typeof createMain === 'function' && typeof expose === 'function');
`;

/** Prints the errors. */
const webpackProgram = `
require('webpack')(
  { mode: 'production', optimization: { minimize: false }, target: 'node', entry: './mixed.js', output: { filename: 'webpack.cjs' } },
  (error, stats) => [error, ...(stats?.compilation.errors ?? [])].forEach((e) => e && console.log(e)),
);
`;

const viteConfig = `
export default { build: { ssr: 'imported.js', emptyOutDir: false }, ssr: { noExternal: true } };
`;

describe('a bundle', () => {
  let consumer: Consumer;
  beforeAll(() => {
    consumer = new Consumer().add('plain');
    writeFileSync(join(consumer.root, 'mixed.js'), mixed);
    writeFileSync(
      join(consumer.root, 'imported.js'),
      mixed.replace(/^const required.*$/m, 'const required = { CulvertError };'),
    );
  });
  afterAll(() => consumer.remove());

  const inConsumer = (name: string) => join(consumer.root, name);

  it.each(['node', 'browser'] as const)('of esbuild for %s has each class once', (platform) => {
    buildSync({
      entryPoints: [inConsumer('mixed.js')],
      outfile: inConsumer('dist/esbuild.cjs'),
      bundle: true,
      platform,
    });

    expect(consumer.runNode(['dist/esbuild.cjs']).output).toBe('true\n');
  });

  it('of webpack has each class once', () => {
    writeFileSync(inConsumer('webpack.cjs'), webpackProgram);

    expect(consumer.runNode(['webpack.cjs']).output).toBe('');
    expect(consumer.runNode(['dist/webpack.cjs']).output).toBe('true\n');
  });

  it('of Vite has each class', () => {
    writeFileSync(inConsumer('vite.config.mjs'), viteConfig);

    const { status, output } = consumer.runPackage('vite/bin/vite.js', ['build', '--logLevel=error']);

    expect({ status, output }).toEqual({ status: 0, output: '' });
    expect(consumer.runNode(['dist/imported.mjs']).output).toBe('true\n');
  });
});
