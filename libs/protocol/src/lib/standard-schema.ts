/**
 * The interface that every library of the Standard Schema specification offers: zod, valibot and arktype among
 * others. This is the part of it that Culvert uses.
 * @see https://standardschema.dev/schema
 */
export interface StandardSchema<Input = unknown, Output = Input> {
  /** The members that the specification demands. */
  readonly '~standard': {
    /** The version of the specification. */
    readonly version: 1;
    /** The name of the library. */
    readonly vendor: string;
    /** Checks a value. Culvert waits for a promise of its result. */
    readonly validate: (value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>;
    /** The types of input and output. Only the compiler reads them. */
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  };
}

/** The checked value, or the issues of a refused value. */
export type StandardResult<Output> =
  | {
      /** The checked value, which the schema may have changed. */
      readonly value: Output;
      /** Absent for an accepted value. */
      readonly issues?: undefined;
    }
  | {
      /** Why the schema refuses the value. */
      readonly issues: readonly StandardIssue[];
    };

/** One reason why a schema refuses a value. */
export interface StandardIssue {
  /** The reason in words. */
  readonly message: string;
  /** The place of the fault inside the value, from the outermost key on. */
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
