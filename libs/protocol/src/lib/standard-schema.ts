/**
 * The interface that every library of the Standard Schema specification offers: zod, valibot and arktype among
 * others. This is the part of it that Culvert uses.
 * @see https://standardschema.dev/schema
 */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>;
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  };
}

export type StandardResult<Output> =
  { readonly value: Output; readonly issues?: undefined } | { readonly issues: readonly StandardIssue[] };

export interface StandardIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/**
 * A schema that accepts every value: it states a type and checks nothing.
 *
 * @example
 * call({ input: z.object({ pid: z.number() }), output: typed<boolean>() })
 */
export function typed<T>(): StandardSchema<T> {
  const validate = (value: unknown) => ({ value: value as T });
  return { '~standard': { version: 1, vendor: 'culvert', validate } };
}
