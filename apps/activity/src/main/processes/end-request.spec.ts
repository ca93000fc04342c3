import type { EndRefusal } from '../../shared/end-process.js';
import type { ProcessIdentity } from '../sampling/probe.js';
import { judgeEndRequest, readEndRequest } from './end-request.js';

const self = { pid: 100, owner: '1000' };
const target: ProcessIdentity = { pid: 200, birth: 555, owner: '1000', name: 'editor' };

describe('a request to end a process', () => {
  it('is granted for the very process that was shown, of the same user', () => {
    expect(judgeEndRequest(readEndRequest({ pid: 200, birth: 555 }), self, target)).toBe(target);
  });

  it.each<[string, unknown, ProcessIdentity | undefined, EndRefusal]>([
    ['nothing', undefined, target, 'invalid'],
    ['a bare pid', 200, target, 'invalid'],
    ['a pid in text', { pid: '200', birth: 555 }, target, 'invalid'],
    ['half a pid', { pid: 200.5, birth: 555 }, target, 'invalid'],
    ['no birth', { pid: 200 }, target, 'invalid'],
    ['a birth in text', { pid: 200, birth: '555' }, target, 'invalid'],
    ['force that is neither yes nor no', { pid: 200, birth: 555, isForced: 'SIGKILL' }, target, 'invalid'],
    ['all processes', { pid: -1, birth: 555 }, target, 'protected'],
    ['a group of processes', { pid: -200, birth: 555 }, target, 'protected'],
    ['the own group', { pid: 0, birth: 555 }, target, 'protected'],
    ['init', { pid: 1, birth: 555 }, { ...target, pid: 1 }, 'protected'],
    ['main itself', { pid: 100, birth: 555 }, { ...target, pid: 100 }, 'main-itself'],
    ['a process that is gone', { pid: 200, birth: 555 }, undefined, 'not-found'],
    ['a pid that was used again', { pid: 200, birth: 554 }, target, 'another-process'],
    ['the process of another user', { pid: 200, birth: 555 }, { ...target, owner: '0' }, 'another-user'],
  ])('is refused for %s', (_what, value, found, code) => {
    expect(() => judgeEndRequest(readEndRequest(value), self, found)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(/\w.*\.$/) }),
    );
  });

  it('gives root no right over the processes of others', () => {
    const request = readEndRequest({ pid: 200, birth: 555 });
    expect(() => judgeEndRequest(request, { pid: 100, owner: '0' }, target)).toThrow(
      expect.objectContaining({ code: 'another-user' }),
    );
  });
});
