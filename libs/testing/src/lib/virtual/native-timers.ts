import { invalidArgument } from '@culvert/protocol';

const TIMERS = ['setTimeout', 'setInterval', 'setImmediate'] as const;

/**
 * Refuses the native timers of this realm. They would end somewhere in virtual time, which depends on the machine. So a test
 * that waits for one would pass by chance.
 *
 * @returns `check` throws the first refusal again, for a test that has caught it. `restore` gives the timers back
 */
export function refuseNativeTimers(user: string): { check(): void; restore(): void } {
  const realm = globalThis as unknown as Record<string, unknown>;
  let refusal: Error | undefined;
  const restores = TIMERS.filter((name) => name in realm).map((name) => {
    const native = realm[name];
    realm[name] = () => {
      const error = invalidArgument(
        `${user}: ${name} has no virtual time, so its end would depend on the machine. Use timer() of RxJS.`,
      );
      refusal ??= error;
      throw error;
    };
    return () => (realm[name] = native);
  });
  return {
    check() {
      if (refusal !== undefined) throw refusal;
    },
    restore() {
      for (const restore of restores) restore();
    },
  };
}
