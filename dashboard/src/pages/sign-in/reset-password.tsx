import { useLocation } from "@solidjs/router";
import { createSignal } from "solid-js";
import { resetPassword } from "../../data/auth.ts";
import { tokenOfHash } from "../../lib/hash-token.ts";
import { TextField } from "../../ui/field.tsx";
import { AuthCard } from "./auth-card.tsx";
import { PASSWORD_MIN_CHARS, TEXT } from "./text.ts";

export function ResetPassword() {
  const location = useLocation();
  const token = () => tokenOfHash(location.hash);
  const [password, setPassword] = createSignal("");
  const [isChecked, setChecked] = createSignal(false);
  const [isDone, setDone] = createSignal(false);
  const passwordError = () =>
    isChecked() && password().length < PASSWORD_MIN_CHARS ? TEXT.errors.passwordShort : undefined;
  const notice = () => {
    if (isDone()) return TEXT.reset.done;
    return token() === "" ? TEXT.reset.noToken : undefined;
  };

  return (
    <AuthCard
      text={TEXT.reset}
      otherHref="/sign-in"
      notice={notice()}
      validate={() => {
        setChecked(true);
        return !passwordError();
      }}
      submit={async () => {
        await resetPassword({ token: token(), newPassword: password() });
        setDone(true);
      }}
    >
      <TextField
        label={TEXT.reset.password}
        hint={TEXT.signUp.passwordHint}
        type="password"
        autocomplete="new-password"
        value={password()}
        onInput={(event) => setPassword(event.currentTarget.value)}
        error={passwordError()}
      />
    </AuthCard>
  );
}
