import { Consumer } from './consumer.js';

const passed = /Tests: +7 passed, 7 total/;

describe('Jest as it is generated', () => {
  let consumer: Consumer;
  afterEach(() => consumer.remove());

  it('runs marbles and a worker: Jest 29, CommonJS, ts-jest', () => {
    consumer = new Consumer('all')
      .add('jest-29')
      .describe('.', { name: 'jest-29' })
      .add('shared/culvert.spec.ts', 'culvert.spec.ts');

    const { output } = consumer.runPackage('jest/bin/jest.js', []);

    expect(output).toMatch(passed);
  });

  it('runs marbles and a worker: Nx 23 with packages, Jest 30, swc', () => {
    consumer = new Consumer()
      .add('nx-swc')
      .describe('packages/contract', { name: '@acme/contract', type: 'module' })
      .add('shared/culvert.spec.ts', 'packages/contract/src/culvert.spec.ts');

    const { output } = consumer.runPackage('jest/bin/jest.js', [], 'packages/contract');

    expect(output).toMatch(passed);
  });

  it('runs marbles and a worker: Nx 23 with paths, ts-jest, ES2015', () => {
    consumer = new Consumer().add('nx-paths').add('shared/culvert.spec.ts', 'libs/wire/src/culvert.spec.ts');

    const { output } = consumer.runPackage('jest/bin/jest.js', [], 'libs/wire');

    expect(output).toMatch(passed);
  });
});
