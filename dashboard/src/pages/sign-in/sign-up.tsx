import { createSignal } from "solid-js";
import { useSession } from "../../data/session.tsx";
import { TextField } from "../../ui/field.tsx";
import { AuthCard } from "./auth-card.tsx";
import { isEmail } from "./is-email.ts";
import { PASSWORD_MIN_CHARS, TEXT } from "./text.ts";

export function SignUp() {
  const session = useSession();
  const [name, setName] = createSignal("");
  const [email, setEmail] = createSignal("");
  const [password, setPassword] = createSignal("");
  const [isChecked, setChecked] = createSignal(false);
  const [isMailed, setMailed] = createSignal(false);
  const nameError = () => (isChecked() && name().trim() === "" ? TEXT.errors.name : undefined);
  const emailError = () => (isChecked() && !isEmail(email()) ? TEXT.errors.email : undefined);
  const passwordError = () =>
    isChecked() && password().length < PASSWORD_MIN_CHARS ? TEXT.errors.passwordShort : undefined;

  return (
    <AuthCard
      text={TEXT.signUp}
      otherHref="/sign-in"
      validate={() => {
        setChecked(true);
        return !nameError() && !emailError() && !passwordError();
      }}
      notice={isMailed() ? TEXT.signUp.sent : undefined}
      submit={async () => {
        await session.signUp({ name: name().trim(), email: email().trim(), password: password() });
        // Where addresses are confirmed first, there is no session yet.
        setMailed(session.state().kind === "signed-out");
      }}
    >
      <TextField
        label={TEXT.name}
        autocomplete="name"
        value={name()}
        onInput={(event) => setName(event.currentTarget.value)}
        error={nameError()}
      />
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
