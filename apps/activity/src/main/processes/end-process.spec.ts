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
    expect(await endProcess({ pid: 200, birth: 5, isForced }, probe, kill)).toBe(message);
    expect(kill.mock.calls).toEqual([[200, signal]]);
  });

  it('sends no signal if the check refuses', async () => {
    const kill = jest.fn();
    await expect(endProcess({ pid: 200, birth: 6 }, probe, kill)).rejects.toMatchObject({
      code: 'another-process',
    });
    await expect(endProcess('all', probe, kill)).rejects.toMatchObject({ code: 'invalid' });
    await expect(endProcess({ pid: process.pid, birth: 5 }, probe, kill)).rejects.toMatchObject({
      code: 'main-itself',
    });
    expect(kill).not.toHaveBeenCalled();
  });

  it('passes on the error of the system', async () => {
    const kill = (): never => {
      throw new Error('kill EPERM');
    };
    await expect(endProcess({ pid: 200, birth: 5 }, probe, kill)).rejects.toMatchObject({
      code: 'failed',
      message: 'editor (200) could not be ended: kill EPERM.',
    });
  });
});
