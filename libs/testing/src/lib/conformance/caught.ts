/** The error that was thrown here, as plain data to compare. */
export function caught(
  run: () => unknown,
): { readonly name: string; readonly code?: string; readonly message: string } | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    const { name, code, message } = error as Error & { readonly code?: string };
    return { name, ...(code !== undefined && { code }), message };
  }
}
