import { TextField } from "../../ui/field.tsx";
import { isEmail } from "./is-email.ts";
import { PASSWORD_MIN_CHARS, TEXT } from "./text.ts";

interface FieldProps {
  value: string;
  onChange: (value: string) => void;
  isChecked: boolean;
}

export function EmailField(props: FieldProps & { autocomplete?: string }) {
  return (
    <TextField
      label={TEXT.email}
      type="email"
      autocomplete={props.autocomplete ?? "username"}
      value={props.value}
      onInput={(event) => props.onChange(event.currentTarget.value)}
      error={props.isChecked && !isEmail(props.value) ? TEXT.errors.email : undefined}
    />
  );
}

/** The password that somebody has already. */
export function PasswordField(props: FieldProps & { label?: string; hint?: string }) {
  return (
    <TextField
      label={props.label ?? TEXT.password}
      hint={props.hint}
      type="password"
      autocomplete="current-password"
      value={props.value}
      onInput={(event) => props.onChange(event.currentTarget.value)}
      error={props.isChecked && props.value === "" ? TEXT.errors.password : undefined}
    />
  );
}

export function NewPasswordField(props: FieldProps & { label: string }) {
  return (
    <TextField
      label={props.label}
      hint={TEXT.signUp.passwordHint}
      type="password"
      autocomplete="new-password"
      value={props.value}
      onInput={(event) => props.onChange(event.currentTarget.value)}
      error={props.isChecked && props.value.length < PASSWORD_MIN_CHARS ? TEXT.errors.passwordShort : undefined}
    />
  );
}

export function CodeField(props: FieldProps & { label?: string; hint?: string }) {
  return (
    <TextField
      label={props.label ?? TEXT.code.label}
      hint={props.hint ?? TEXT.code.hint}
      autocomplete="one-time-code"
      value={props.value}
      onInput={(event) => props.onChange(event.currentTarget.value)}
      error={props.isChecked && props.value.trim() === "" ? TEXT.errors.code : undefined}
    />
  );
}
