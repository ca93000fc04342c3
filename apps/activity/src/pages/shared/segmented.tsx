import { useId } from 'react';
import type { ReactNode } from 'react';

interface Props<T extends string | number> {
  readonly label: string;
  readonly choices: readonly { readonly value: T; readonly label: string; readonly content?: ReactNode }[];
  readonly value: T;
  readonly isDisabled?: boolean;
  readonly onChange: (value: T) => void;
}

/** One of a few choices, side by side. Radio buttons underneath, so that arrow keys and screen readers know it. */
export function Segmented<T extends string | number>(props: Props<T>): ReactNode {
  const { label, choices, value, isDisabled = false, onChange } = props;
  const name = useId();
  return (
    <div className="segmented" role="radiogroup" aria-label={label}>
      {choices.map((choice) => (
        <label key={choice.value} title={choice.label}>
          <input
            type="radio"
            name={name}
            checked={choice.value === value}
            disabled={isDisabled}
            onChange={() => onChange(choice.value)}
          />
          <span>
            {choice.content ?? choice.label}
            {choice.content !== undefined && <span className="visually-hidden">{choice.label}</span>}
          </span>
        </label>
      ))}
    </div>
  );
}
