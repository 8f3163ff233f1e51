import { TextField } from "./field.tsx";

interface NameFieldProps {
  label: string;
  hint?: string;
  placeholder?: string;
  autocomplete?: string;
  maxChars: number;
  /** Said where the name is empty or too long. */
  fault: string;
  value: string;
  onChange: (value: string) => void;
  isChecked: boolean;
}

/** A name that must be given. */
export function NameField(props: NameFieldProps) {
  const isNamed = () => props.value.trim() !== "" && props.value.trim().length <= props.maxChars;
  return (
    <TextField
      label={props.label}
      hint={props.hint}
      placeholder={props.placeholder}
      autocomplete={props.autocomplete}
      value={props.value}
      onInput={(event) => props.onChange(event.currentTarget.value)}
      error={props.isChecked && !isNamed() ? props.fault : undefined}
    />
  );
}
