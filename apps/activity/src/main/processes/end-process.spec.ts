import { endProcess } from './end-process.js';

const probe = {
  owner: '1000',
  identify: async (pid: number) => ({ pid, birth: 5, owner: '1000', name: 'editor' }),
};

describe('endProcess', () => {
  it.each([
    [false, 'SIGTERM', 'Asked editor (200) to end.'],
    [true, 'SIGKILL', 'Forced editor (200) to end.'],
  ])('with force %s sends %s', async (isForced, signal, message) => {
    const kill = jest.fn();
    expect(await endProcess({ pid: 200, birth: 5, isForced }, probe, kill)).toEqual({
      isSent: true,
      message,
    });
    expect(kill.mock.calls).toEqual([[200, signal]]);
  });

  it('sends nothing where the check refuses', async () => {
    const kill = jest.fn();
    expect(await endProcess({ pid: 200, birth: 6 }, probe, kill)).toMatchObject({
      isSent: false,
      reason: 'another-process',
    });
    expect(await endProcess('all', probe, kill)).toMatchObject({ isSent: false, reason: 'invalid' });
    expect(await endProcess({ pid: process.pid, birth: 5 }, probe, kill)).toMatchObject({
      reason: 'main-itself',
    });
    expect(kill).not.toHaveBeenCalled();
  });

  it('says what the system says', async () => {
    const kill = (): never => {
      throw new Error('kill EPERM');
    };
    expect(await endProcess({ pid: 200, birth: 5 }, probe, kill)).toEqual({
      isSent: false,
      reason: 'failed',
      message: 'editor (200) could not be ended: kill EPERM.',
    });
  });
});
