/** Tells of each promise that comes into being. One with a parent is a continuation: `then`, or an `await`. */
type OnInit = (promise: object, parent: object | undefined) => void;

interface NodeProcess {
  getBuiltinModule?(name: 'node:v8'): { promiseHooks?: { onInit(listener: OnInit): () => void } };
}

/**
 * Calls the listener for each new promise, until the returned function is called. Node can do that, from 20.16 on. A page
 * cannot, and a replaced `then` does not see an `await`.
 *
 * @see https://nodejs.org/api/v8.html#promise-hooks
 */
export function onPromiseInit(listener: OnInit): () => void {
  const { process } = globalThis as unknown as { readonly process?: NodeProcess };
  const hooks = process?.getBuiltinModule?.('node:v8').promiseHooks;
  return hooks === undefined ? () => undefined : hooks.onInit(listener);
}
