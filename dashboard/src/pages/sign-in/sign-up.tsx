import { useSearchParams } from "@solidjs/router";
import { createSignal } from "solid-js";
import { useSession } from "../../data/session.tsx";
import { TextField } from "../../ui/field.tsx";
import { AuthCard } from "./auth-card.tsx";
import { EmailField, NewPasswordField } from "./fields.tsx";
import { ResendLink } from "./resend-link.tsx";
import { TEXT } from "./text.ts";

export function SignUp() {
  const session = useSession();
  const [name, setName] = createSignal("");
  const [email, setEmail] = createSignal("");
  const [password, setPassword] = createSignal("");
  const [isMailed, setMailed] = createSignal(false);
  const [search] = useSearchParams<{ next?: string }>();
  const sent = () => (search.next?.startsWith("/invitation") ? TEXT.signUp.sentInvited : TEXT.signUp.sent);

  return (
    <AuthCard
      text={TEXT.signUp}
      otherHref="/sign-in"
      notice={isMailed() ? sent() : undefined}
      afterwards={<ResendLink email={email().trim()} />}
      submit={async () => {
        await session.signUp({ name: name().trim(), email: email().trim(), password: password() });
        // Where addresses are confirmed first, there is no session yet.
        setMailed(session.state().kind === "signed-out");
      }}
    >
      {(isChecked) => (
        <>
          <TextField
            label={TEXT.name}
            autocomplete="name"
            value={name()}
            onInput={(event) => setName(event.currentTarget.value)}
            error={isChecked() && name().trim() === "" ? TEXT.errors.name : undefined}
          />
          <EmailField value={email()} onChange={setEmail} isChecked={isChecked()} />
          <NewPasswordField label={TEXT.password} value={password()} onChange={setPassword} isChecked={isChecked()} />
        </>
      )}
    </AuthCard>
  );
}
