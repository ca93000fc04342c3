import { OF_THE_APP } from '../model/stage.js';

/** Catches errors that would have ended this process. Each is a finding of the fuzzer. */
export function watchUncaught(found: (error: unknown) => void): { stop(): void } {
  const take = (error: unknown): void => {
    if (isOfTheApp(error)) return;
    found(error);
  };
  process.on('uncaughtException', take);
  process.on('unhandledRejection', take);
  return {
    stop() {
      process.off('uncaughtException', take);
      process.off('unhandledRejection', take);
    },
  };
}

/** RxJS puts the errors of teardowns into an UnsubscriptionError. */
function isOfTheApp(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { errors } = error as { readonly errors?: readonly unknown[] };
  return (
    error.message === OF_THE_APP || (Array.isArray(errors) && errors.length > 0 && errors.every(isOfTheApp))
  );
}
