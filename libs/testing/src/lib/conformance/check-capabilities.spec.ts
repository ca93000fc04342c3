import type { Capabilities } from './conformance-case.js';
import { describeTransport } from './describe-transport.js';

describe('describeTransport', () => {
  it.each<[object, string]>([
    [{ sync: 'block', guests: true }, 'sync must be one of'],
    [{ guests: true }, 'sync must be one of'],
    [{ sync: 'none' }, 'guests must be true or false'],
    [{ sync: 'none', guests: true, report: true }, "has no option 'report'"],
    [{ sync: 'none', guests: true, ports: 'yes' }, 'ports must be true or false'],
  ])('refuses the capabilities %j, which would skip cases', (capabilities, message) => {
    const open = () => Promise.reject(new Error('No case runs.'));
    expect(() => describeTransport('x', () => ({ open }), capabilities as Capabilities)).toThrow(message);
  });

  it('needs a factory', () => {
    expect(() => describeTransport('x', undefined as never)).toThrow('describeTransport needs a function');
  });
});
