import { A } from "@solidjs/router";
import { createSignal, Show } from "solid-js";
import { AuthRefused } from "../../data/auth.ts";
import { useSession } from "../../data/session.tsx";
import { AuthCard } from "./auth-card.tsx";
import { CodeField, EmailField, PasswordField } from "./fields.tsx";
import { PasskeySignIn } from "./passkey-sign-in.tsx";
import { ResendLink } from "./resend-link.tsx";
import { TEXT } from "./text.ts";

export function SignIn() {
  const [needsCode, setNeedsCode] = createSignal(false);
  return (
    <Show when={needsCode()} fallback={<PasswordStep onCodeWanted={() => setNeedsCode(true)} />}>
      <CodeStep onLeave={() => setNeedsCode(false)} />
    </Show>
  );
}

function PasswordStep(props: { onCodeWanted: () => void }) {
  const session = useSession();
  const [email, setEmail] = createSignal("");
  const [password, setPassword] = createSignal("");
  const [unconfirmed, setUnconfirmed] = createSignal<string>();

  async function submit(): Promise<void> {
    setUnconfirmed(undefined);
    try {
      if (await session.signIn({ email: email().trim(), password: password() })) props.onCodeWanted();
    } catch (error) {
      if (error instanceof AuthRefused && error.refusal === "unverified") setUnconfirmed(email().trim());
      throw error;
    }
  }

  return (
    <AuthCard
      text={TEXT.signIn}
      otherHref="/sign-up"
      more={
        <Show when={unconfirmed()} fallback={<PasskeySignIn />}>
          {(address) => <ResendLink email={address()} />}
        </Show>
      }
      submit={submit}
    >
      {(isChecked) => (
        <>
          <EmailField value={email()} onChange={setEmail} isChecked={isChecked()} autocomplete="username webauthn" />
          <PasswordField value={password()} onChange={setPassword} isChecked={isChecked()} />
          <p class="small">
            <A href="/forgot-password">{TEXT.signIn.forgot}</A>
          </p>
        </>
      )}
    </AuthCard>
  );
}

function CodeStep(props: { onLeave: () => void }) {
  const session = useSession();
  const [code, setCode] = createSignal("");
  return (
    <AuthCard
      text={TEXT.code}
      otherHref="/sign-in"
      onOther={() => props.onLeave()}
      isNextStep
      submit={() => session.enterCode(code())}
    >
      {(isChecked) => <CodeField value={code()} onChange={setCode} isChecked={isChecked()} />}
    </AuthCard>
  );
}
