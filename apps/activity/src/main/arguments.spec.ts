import { parseArguments } from './arguments.js';

describe('parseArguments', () => {
  it('opens the browser and leaves the other options open by default', () => {
    expect(parseArguments([])).toEqual({
      kind: 'run',
      options: { port: undefined, opensBrowser: true, dataDir: undefined, record: undefined },
    });
  });

  it('reads every flag', () => {
    expect(
      parseArguments(['--port', '8080', '--no-open', '--data-dir=/tmp/x', '--record', 'log.jsonl']),
    ).toEqual({
      kind: 'run',
      options: { port: 8080, opensBrowser: false, dataDir: '/tmp/x', record: 'log.jsonl' },
    });
  });

  it('knows --help, even beside other flags', () => {
    expect(parseArguments(['--port', '1', '--help'])).toEqual({ kind: 'help' });
  });

  it.each([
    [['--port', 'http'], '--port takes a number from 0 to 65535, not “http”.'],
    [['--port', '65536'], '--port takes a number from 0 to 65535, not “65536”.'],
    [['--port', '-1'], /--port/],
    [['--port'], /--port/],
    [['--data-dir', ''], '--data-dir takes a folder.'],
    [['--record', ''], '--record takes a file.'],
    [['--no-open=yes'], /--no-open/],
    [['--prot', '1'], /--prot/],
    [['here'], /here/],
  ])('explains the mistake in %j', (args, message) => {
    const command = parseArguments(args);
    expect(command).toEqual({ kind: 'mistake', message: expect.stringMatching(message) });
  });
});
