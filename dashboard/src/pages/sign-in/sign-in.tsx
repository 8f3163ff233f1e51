import { A } from "@solidjs/router";
import { createSignal, Show } from "solid-js";
import { useSession } from "../../data/session.tsx";
import { TextField } from "../../ui/field.tsx";
import { AuthCard } from "./auth-card.tsx";
import { isEmail } from "./is-email.ts";
import { TEXT } from "./text.ts";

export function SignIn() {
  const [needsCode, setNeedsCode] = createSignal(false);
  return (
    <Show when={needsCode()} fallback={<PasswordStep onCodeWanted={() => setNeedsCode(true)} />}>
      <CodeStep />
    </Show>
  );
}

function PasswordStep(props: { onCodeWanted: () => void }) {
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
      submit={async () => {
        if (await session.signIn({ email: email().trim(), password: password() })) props.onCodeWanted();
      }}
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
      <p class="small">
        <A href="/forgot-password">{TEXT.signIn.forgot}</A>
      </p>
    </AuthCard>
  );
}

function CodeStep() {
  const session = useSession();
  const [code, setCode] = createSignal("");
  const [isChecked, setChecked] = createSignal(false);
  const codeError = () => (isChecked() && code().trim() === "" ? TEXT.errors.code : undefined);

  return (
    <AuthCard
      text={TEXT.code}
      otherHref="/sign-up"
      validate={() => {
        setChecked(true);
        return !codeError();
      }}
      submit={() => session.enterCode(code())}
    >
      <TextField
        label={TEXT.code.label}
        hint={TEXT.code.hint}
        autocomplete="one-time-code"
        value={code()}
        onInput={(event) => setCode(event.currentTarget.value)}
        error={codeError()}
      />
    </AuthCard>
  );
}
