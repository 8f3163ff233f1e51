import { createSignal } from "solid-js";
import { useSession } from "../../data/session.tsx";
import { TextField } from "../../ui/field.tsx";
import { AuthCard } from "./auth-card.tsx";
import { isEmail } from "./is-email.ts";
import { TEXT } from "./text.ts";

export function SignIn() {
  const session = useSession();
  const [email, setEmail] = createSignal("");
  const [password, setPassword] = createSignal("");
  const [isChecked, setChecked] = createSignal(false);
  const emailError = () => (isChecked() && !isEmail(email()) ? TEXT.errors.email : undefined);
  const passwordError = () => (isChecked() && password() === "" ? TEXT.errors.password : undefined);

  return (
    <AuthCard
      text={TEXT.signIn}
      otherHref="/sign-up"
      validate={() => {
        setChecked(true);
        return !emailError() && !passwordError();
      }}
      submit={() => session.signIn({ email: email().trim(), password: password() })}
    >
      <TextField
        label={TEXT.email}
        type="email"
        autocomplete="username"
        value={email()}
        onInput={(event) => setEmail(event.currentTarget.value)}
        error={emailError()}
      />
      <TextField
        label={TEXT.password}
        type="password"
        autocomplete="current-password"
        value={password()}
        onInput={(event) => setPassword(event.currentTarget.value)}
        error={passwordError()}
      />
    </AuthCard>
  );
}
