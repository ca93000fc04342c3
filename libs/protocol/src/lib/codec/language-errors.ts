/** The errors of the language, which every process knows. An `AggregateError` has another constructor. */
export const languageErrors: Readonly<Record<string, ErrorConstructor>> = {
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
};
