import { config } from 'rxjs';
import { reportUncaught } from './report-uncaught.js';

describe('reportUncaught', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => {
    jest.useRealTimers();
    config.onUnhandledError = null;
  });

  it('throws from a timer, where it is an uncaught error of the process', () => {
    const error = new Error('broken');
    expect(() => reportUncaught(error)).not.toThrow();
    expect(() => jest.runAllTimers()).toThrow(error);
  });

  it('goes where RxJS is told to report such errors', () => {
    const onUnhandledError = jest.fn();
    config.onUnhandledError = onUnhandledError;
    reportUncaught(undefined);
    jest.runAllTimers();
    expect(onUnhandledError.mock.calls).toEqual([[undefined]]);
  });
});
