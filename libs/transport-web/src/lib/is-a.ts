/**
 * Tells if a value is of this class of the browser. The class may be that of another window. A test
 * may have put its own class in the place of the browser's.
 *
 * @example
 * isA(iframe.contentWindow, 'Worker'); // false, although it has postMessage
 */
export function isA(value: unknown, className: string): boolean {
  // The tag does not depend on the window that the object comes from, and can be read of any origin.
  if (Object.prototype.toString.call(value) === `[object ${className}]`) return true;
  const type: unknown = (globalThis as Record<string, unknown>)[className];
  return typeof type === 'function' && value instanceof type;
}
