import { config } from 'rxjs';
import { reportUncaught } from './report-uncaught.js';

describe('reportUncaught', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => {
    jest.useRealTimers();
    config.onUnhandledError = null;
  });

  it('throws from a timer, so that the error becomes an uncaught error of the process', () => {
    const error = new Error('broken');
    expect(() => reportUncaught(error)).not.toThrow();
    expect(() => jest.runAllTimers()).toThrow(error);
  });

  it('calls config.onUnhandledError of RxJS if the app has set it', () => {
    const onUnhandledError = jest.fn();
    config.onUnhandledError = onUnhandledError;
    reportUncaught(undefined);
    jest.runAllTimers();
    expect(onUnhandledError.mock.calls).toEqual([[undefined]]);
  });
});
