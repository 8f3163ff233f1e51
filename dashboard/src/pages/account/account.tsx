import { usePageTitle } from "../../lib/title.ts";
import { PageHeader } from "../../ui/page-header.tsx";
import "./account.css";
import { PasskeysCard } from "./passkeys-card.tsx";
import { PasswordCard } from "./password-card.tsx";
import { ProfileCard } from "./profile-card.tsx";
import { SecondFactorCard } from "./second-factor-card.tsx";
import { SessionsCard } from "./sessions-card.tsx";
import { TEXT } from "./text.ts";

export function Account() {
  usePageTitle(() => [TEXT.title]);
  return (
    <div class="stack stack-loose account-page">
      <PageHeader title={TEXT.title} description={TEXT.description} />
      <ProfileCard />
      <PasswordCard />
      <PasskeysCard />
      <SecondFactorCard />
      <SessionsCard />
    </div>
  );
}
