import { parseCommand, parseProcessStat, parseRealUser, processName } from './process-stat.js';

const tail = 'S 10 7 7 0 -1 4194304 1 2 3 4 50 25 6 7 20 0 11 0 987654 1000 2560 18446744073709551615 1 1';

describe('parseProcessStat', () => {
  it('reads the fields by their numbers in proc(5)', () => {
    expect(parseProcessStat(`42 (node) ${tail}`)).toEqual({
      comm: 'node',
      state: 'S',
      parent: 10,
      cpuTicks: 75,
      threads: 11,
      startTicks: 987_654,
      residentPages: 2560,
    });
  });

  it('reads a name with parentheses and spaces', () => {
    expect(parseProcessStat(`42 (a) S 1 (b c) ${tail}`)).toMatchObject({ comm: 'a) S 1 (b c', parent: 10 });
  });

  it.each(['', '42', '42 (x', '42 (x) S 1', ')('])('finds nothing in %j', (text) => {
    expect(parseProcessStat(text)).toBeUndefined();
  });
});

describe('processName', () => {
  it('completes a name that the kernel has cut, if the argument of the program begins alike', () => {
    expect(processName('gnome-terminal-', ['/usr/libexec/gnome-terminal-server'])).toBe(
      'gnome-terminal-server',
    );
    expect(processName('gnome-terminal-', ['python3'])).toBe('gnome-terminal-');
    expect(processName('node', ['/usr/bin/node-20'])).toBe('node');
  });
});

describe('parseCommand', () => {
  it('splits at NULs', () => {
    expect(parseCommand('node\0-e\0a b\0')).toEqual(['node', '-e', 'a b']);
    expect(parseCommand('')).toEqual(['']);
  });
});

describe('parseRealUser', () => {
  it('takes the first of the four ids', () => {
    expect(parseRealUser('Name:\tsu\nUid:\t1000\t0\t0\t0\nGid:\t5\n')).toBe('1000');
    expect(parseRealUser('')).toBeUndefined();
  });
});
