import { workspaceRoot } from '@nx/devkit';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Script } from 'node:vm';
import type { Subject } from 'rxjs';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';

const libs = join(workspaceRoot, 'libs');
/** TypeScript moves private methods out of their class, and `super` does not parse there. */
const withSuper = readdirSync(libs)
  .flatMap((lib) =>
    readdirSync(join(libs, lib, 'src'), { recursive: true, encoding: 'utf8' }).map((file) =>
      join(lib, 'src', file),
    ),
  )
  .filter((file) => file.endsWith('.ts') && !/\.(spec|type-spec|d)\.ts$/.test(file))
  .filter((file) => readFileSync(join(libs, file), 'utf8').includes('super.'));

/** A source as ts-jest compiles it for ES2015, wrapped as a CommonJS module. */
function downLevel(file: string): Script {
  const { outputText } = transpileModule(readFileSync(join(libs, file), 'utf8'), {
    compilerOptions: { target: ScriptTarget.ES2015, module: ModuleKind.CommonJS },
  });
  return new Script(`(function (exports, require) {${outputText}\n})`, { filename: file });
}

describe('a source of a library that uses super', () => {
  it.each(withSuper)('parses when TypeScript writes it for ES2015: %s', (file) => {
    expect(() => downLevel(file)).not.toThrow();
  });
});

describe('toEventEmitter, written for ES2015', () => {
  interface Emitter {
    on(event: string, listener: (value: unknown) => void): void;
    emit(event: string, value: unknown): boolean;
  }

  it('emits values, other events and the error of its subject', () => {
    const require = createRequire(join(libs, 'core/package.json'));
    const rxjs = require('rxjs') as { readonly Subject: new <T>() => Subject<T> };
    const exports = {} as { toEventEmitter(subject: Subject<unknown>): Emitter };
    const reportUncaught = jest.fn();
    const load = downLevel('core/src/lib/emitters/to-event-emitter.ts').runInThisContext() as (
      exports: object,
      require: (name: string) => unknown,
    ) => void;
    load(exports, (name) => (name.endsWith('report-uncaught.js') ? { reportUncaught } : require(name)));
    const subject = new rxjs.Subject<unknown>();
    const emitter = exports.toEventEmitter(subject);
    const heard: unknown[] = [];
    for (const event of ['value', 'other', 'error']) emitter.on(event, (value) => heard.push([event, value]));
    emitter.emit('value', 1);
    emitter.emit('other', 2);
    subject.error('broken');
    expect(heard).toEqual([
      ['value', 1],
      ['other', 2],
      ['error', 'broken'],
    ]);
    expect(reportUncaught).not.toHaveBeenCalled();
  });
});
