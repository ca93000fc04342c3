import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultSettings } from '../../shared/settings.js';
import { dataDirOf, makeDataDir } from './data-dir.js';
import { writeDoorFile } from './door-file.js';
import { loadSession, newSession, parseSession, saveSession, sessionAt } from './session.js';
import { openSettings } from './settings-store.js';
import { writeAtomically } from './write-atomically.js';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'activity-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const modeOf = (path: string): number => statSync(path).mode & 0o777;

describe('dataDirOf', () => {
  it.each([
    ['/data', { XDG_CONFIG_HOME: '/conf' }, '/data'],
    [undefined, { XDG_CONFIG_HOME: '/conf' }, '/conf/culvert-activity'],
    [undefined, { XDG_CONFIG_HOME: 'relative' }, '/home/me/.config/culvert-activity'],
    [undefined, {}, '/home/me/.config/culvert-activity'],
  ])('with the flag %s and %j is %s', (flag, environment, expected) => {
    expect(dataDirOf(flag, environment, '/home/me')).toBe(expected);
  });

  it('makes a folder that others cannot read', () => {
    const path = join(folder, 'a/b');
    expect(makeDataDir(path)).toEqual({ wasOpen: false });
    expect(modeOf(path)).toBe(0o700);
  });

  it.each([
    [0o700, false],
    [0o755, false],
    [0o775, true],
    [0o777, true],
  ])('closes a folder of mode %o, and reports whether others could write into it', (mode, wasOpen) => {
    const path = join(folder, 'present');
    mkdirSync(path);
    chmodSync(path, mode);
    expect(makeDataDir(path)).toEqual({ wasOpen });
    expect(modeOf(path)).toBe(0o700);
  });

  it('refuses the folder of another user', () => {
    const mine = process.getuid?.() ?? 0;
    const getuid = jest.spyOn(process as { getuid(): number }, 'getuid').mockReturnValue(mine + 1);
    expect(() => makeDataDir(folder)).toThrow(/belongs to another user.*--data-dir/);
    getuid.mockRestore();
  });
});

describe('writeAtomically', () => {
  it('replaces the file and leaves no draft, readable by this user only', () => {
    const path = join(folder, 'x.json');
    writeFileSync(path, 'old', { mode: 0o644 });
    writeAtomically(path, 'new');
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(modeOf(path)).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['x.json']);
  });

  it('follows no link at the former place of the draft', () => {
    const path = join(folder, 'x.json');
    const target = join(folder, 'target');
    writeFileSync(target, 'mine');
    symlinkSync(target, `${path}.${process.pid}.tmp`);
    writeAtomically(path, 'new');
    expect(readFileSync(target, 'utf8')).toBe('mine');
    // A link in place of the file itself is replaced, and its target is left alone.
    symlinkSync(target, join(folder, 'y.json'));
    writeAtomically(join(folder, 'y.json'), 'new');
    expect(readFileSync(target, 'utf8')).toBe('mine');
    expect(readFileSync(join(folder, 'y.json'), 'utf8')).toBe('new');
  });

  it('throws and leaves nothing behind if it cannot write', () => {
    expect(() => writeAtomically(join(folder, 'none/x.json'), 'new')).toThrow('ENOENT');
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('openSettings', () => {
  it('starts with the defaults, saves a change and finds it again', () => {
    const warn = jest.fn();
    const settings = openSettings(folder, warn);
    expect(settings.current).toEqual(defaultSettings);
    expect(settings.change({ theme: 'dark' })).toBe(true);
    expect(settings.change({ theme: 'dark' })).toBe(false);
    expect(settings.change('nonsense')).toBe(false);
    expect(openSettings(folder, warn).current.theme).toBe('dark');
    expect(warn).not.toHaveBeenCalled();
  });

  it('warns and takes the defaults if the file is broken', () => {
    writeFileSync(join(folder, 'settings.json'), '{"theme":"da');
    const warn = jest.fn();
    expect(openSettings(folder, warn).current).toEqual(defaultSettings);
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('starting with the defaults'));
  });

  it('keeps a change that it cannot save, and warns', () => {
    const warn = jest.fn();
    const settings = openSettings(join(folder, 'none'), warn);
    expect(settings.change({ minutes: 10 })).toBe(true);
    expect(settings.current.minutes).toBe(10);
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('could not be saved'));
  });
});

describe('the session', () => {
  it('has a new token at first, and the same one after that', () => {
    const session = loadSession(folder);
    expect(session).toEqual({ token: expect.stringMatching(/^[\w-]{43}$/), port: undefined });
    saveSession(folder, { ...session, port: 4517 });
    expect(loadSession(folder)).toEqual({ token: session.token, port: 4517 });
    expect(modeOf(join(folder, 'session.json'))).toBe(0o600);
  });

  it.each(['', '{}', 'null', '{"token":"short","port":1}', '{"token":7}'])('is not read from %j', (text) => {
    expect(parseSession(text)).toBeUndefined();
  });

  it('is another one at another port', () => {
    const last = { ...newSession(4517) };
    expect(sessionAt(4517, last)).toBe(last);
    const other = sessionAt(4518, last);
    expect(other.port).toBe(4518);
    expect(other.token).not.toBe(last.token);
  });

  it('drops an invalid port, and keeps its token', () => {
    const token = 'x'.repeat(43);
    expect(parseSession(JSON.stringify({ token, port: 70_000 }))).toEqual({ token, port: undefined });
  });
});

describe('writeDoorFile', () => {
  it('leads to the address, for this user only, until it is removed', () => {
    const door = writeDoorFile(folder, 'http://127.0.0.1:1/?token=t');
    expect(readFileSync(door.path, 'utf8')).toContain('content="0;url=http://127.0.0.1:1/?token=t"');
    expect(modeOf(door.path)).toBe(0o600);
    door.remove();
    expect(existsSync(door.path)).toBe(false);
  });
});
